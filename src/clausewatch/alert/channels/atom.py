"""Alerts as an Atom feed (RFC 4287) in a file that any web server may hand out."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from clausewatch.alert.channels.base import BUSINESS, Parcel, Route, replace_file
from clausewatch.alert.phrases import say
from clausewatch.alert.text import html, is_web, lang_of, severity
from clausewatch.errors import DeliveryError
from clausewatch.model import Alert
from clausewatch.wording import one_line

ENTRIES = 200
ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NAMESPACE = uuid.UUID("6b0f7a64-53b4-5f0e-9a0a-7e2f1d0c8b11")


@dataclass(frozen=True, slots=True)
class AtomFeed:
    """Keeps the last 200 alerts in `path`; an entry with the same id is replaced."""

    path: Path
    name: str
    route: Route = BUSINESS
    most: int = ENTRIES

    def send(self, parcel: Parcel) -> None:
        """Put one entry at the top of the feed and the feed in place of the old one."""
        feed, entry = self._feed(parcel.alert), _entry(parcel.alert)
        identity = entry.findtext(_q("id"))
        entries = [e for e in feed.findall(_q("entry")) if e.findtext(_q("id")) != identity]
        for old in feed.findall(_q("entry")):
            feed.remove(old)
        entries = sorted([entry, *entries], key=_updated, reverse=True)[: self.most]
        feed.extend(entries)
        updated = feed.find(_q("updated"))
        if updated is not None:
            updated.text = max(_updated(e) for e in entries)
        ET.indent(feed)
        replace_file(self.path, ET.tostring(feed, "utf-8", xml_declaration=True, default_namespace=None), self.name)

    def _feed(self, alert: Alert) -> ET.Element:
        ET.register_namespace("", ATOM)
        try:
            return ET.fromstring(self.path.read_bytes())  # noqa: S314 - the file that this class wrote
        except FileNotFoundError:
            return _empty(alert)
        except (OSError, ET.ParseError) as e:
            raise DeliveryError(self.name, f"{self.path} is not a feed: {e}", "Move it away; a new one is begun.") from e


def entry_id(alert: Alert) -> str:
    """The entry's IRI, the same for every feed and every repeat."""
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, alert.id)}"


def _empty(alert: Alert) -> ET.Element:
    lang = lang_of(alert)
    feed = ET.Element(_q("feed"), {_XML_LANG: lang})
    _add(feed, "id", f"urn:uuid:{uuid.uuid4()}")
    _add(feed, "title", say("labels.feed", lang))
    _add(feed, "updated", _stamp(alert.created_at))
    _add(_add(feed, "author"), "name", "clausewatch")
    return feed


def _entry(alert: Alert) -> ET.Element:
    entry = ET.Element(_q("entry"), {_XML_LANG: lang_of(alert)})
    _add(entry, "id", entry_id(alert))
    _add(entry, "title", one_line(alert.title))
    _add(entry, "updated", _stamp(alert.created_at))
    _add(entry, "published", _stamp(alert.created_at))
    if is_web(alert.url):
        _add(entry, "link").attrib.update(rel="alternate", href=one_line(alert.url))
    _add(entry, "category").attrib.update(
        term=f"severity-{alert.severity}" if alert.audience == "business" else "operator", label=severity(alert)
    )
    _add(entry, "summary", " ".join(one_line(s) for s in alert.sentences))
    _add(entry, "content", html(alert)).set("type", "html")
    return entry


def _add(parent: ET.Element, tag: str, text: str | None = None) -> ET.Element:
    child = ET.SubElement(parent, _q(tag))
    child.text = text
    return child


def _updated(entry: ET.Element) -> str:
    return entry.findtext(_q("updated")) or ""


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _q(tag: str) -> str:
    return f"{{{ATOM}}}{tag}"
