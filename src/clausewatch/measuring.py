"""Metrics in the Prometheus text format (version 0.0.4): what a scraper, the desk or `clausewatch metrics` reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from clausewatch import __version__
from clausewatch.record.keeping import Measures
from clausewatch.tools import Tools

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Sample = tuple[Mapping[str, str], float]


def exposition(tools: Tools) -> str:
    """All metrics of a record; times are Unix seconds in UTC, so that age is `time() - x`."""
    found = tools.record.measures()
    return "\n".join(line for family in _families(found) for line in family) + "\n"


def _families(found: Measures) -> Iterator[Iterator[str]]:
    yield _family("info", "gauge", "The version that answers.", [({"version": __version__}, 1)])
    good = [({"source": key}, at.timestamp()) for key, at in sorted(found.good.items())]
    yield _family("last_good_fetch_timestamp_seconds", "gauge", "When a source's document was last seen sound.", good)
    tried = [({"source": key}, at.timestamp()) for key, at in sorted(found.tried.items())]
    yield _family("last_attempt_timestamp_seconds", "gauge", "When a source was last tried.", tried)
    yield _family("attempts_total", "counter", "Attempts by outcome.", _by("outcome", found.outcomes))
    yield _family("captures_total", "counter", "Captures by what the page was.", _by("page_kind", found.pages))
    yield _family("messages", "gauge", "Messages by where they are on their way.", _by("state", found.messages))
    yield _family("substantive_changes_total", "counter", "Substantive changes by severity.", _by("severity", found.severities))
    yield _family("versions_total", "counter", "Versions of texts.", [({}, found.rows["versions"])])
    yield _family("removals_total", "counter", "Things taken away on purpose.", [({}, found.rows["removals"])])
    yield _family("leases", "gauge", "Sources that a run holds.", [({}, found.rows["leases"])])
    yield _family("log_leaves_total", "counter", "Entries of the log.", [({}, found.leaves)])


def _family(name: str, kind: str, said: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP clausewatch_{name} {said}"
    yield f"# TYPE clausewatch_{name} {kind}"
    for labels, value in samples:
        inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
        yield f"clausewatch_{name}{{{inside}}} {value:.17g}" if inside else f"clausewatch_{name} {value:.17g}"


def _by(label: str, counts: Mapping[str, int]) -> list[Sample]:
    return [({label: str(key)}, count) for key, count in sorted(counts.items())]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
