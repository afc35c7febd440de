"""The declarations that ship with clausewatch are sound, complete enough and honest about checks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from clausewatch import declarations
from clausewatch.declarations.dump import dump_vendor
from clausewatch.resources import corpus

LOADED = declarations.load(corpus())
TODAY = date(2026, 11, 24)


def test_shipped_declarations_have_no_problem() -> None:
    """What `clausewatch lint` would print on a fresh installation."""
    assert LOADED.problems == ()


def test_public_sector_cloud_has_the_vendors_that_are_asked_about() -> None:
    """At least forty, the named ones among them, each with something to watch today."""
    named = {
        "microsoft-365", "google-workspace", "google-cloud", "aws", "zoom", "atlassian", "github", "slack", "cloudflare",
        "ovhcloud", "hetzner", "scaleway", "openai", "anthropic", "mistral", "nextcloud", "element", "safespring",
    }  # fmt: skip
    members = LOADED.collections["public-sector-cloud"]
    assert len(members) >= 40
    assert named <= set(members)
    assert {s.vendor for s in LOADED.sources(["public-sector-cloud"], TODAY)} == set(members)


def test_microsoft_365_is_declared_with_its_whole_contract() -> None:
    """Product Terms, addendum, subprocessors and the EU Data Boundary."""
    kinds = {s.kind for s in LOADED.vendors["microsoft-365"].sources}
    assert {"product_terms", "dpa", "subprocessors", "privacy"} <= kinds
    assert "microsoft-365/eu-data-boundary" in {s.key for s in LOADED.sources(["microsoft-365"], TODAY)}


@pytest.mark.parametrize("key", sorted(LOADED.vendors))
def test_vendor_names_its_country_and_survives_being_written(key: str, tmp_path: Path) -> None:
    """What the tool writes after an edit is what it read."""
    vendor = LOADED.vendors[key]
    assert vendor.country
    assert bool(vendor.parent) == bool(vendor.parent_country)
    (tmp_path / "vendors").mkdir()
    (tmp_path / "vendors" / f"{key}.yml").write_text(dump_vendor(vendor), "utf-8")
    assert declarations.load(tmp_path).vendors == {key: vendor}


def test_no_address_is_declared_twice_for_one_vendor_without_a_selector() -> None:
    """Two documents from one page differ by what is selected."""
    for vendor in LOADED.vendors.values():
        cuts = [(s.url, s.select) for s in vendor.sources]
        assert len(cuts) == len(set(cuts)), vendor.key


def test_address_that_was_tried_carries_the_day() -> None:
    """`verified` is a day in the past or nothing."""
    assert all(s.verified is None or s.verified <= TODAY for v in LOADED.vendors.values() for s in v.sources)
