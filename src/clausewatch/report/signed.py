"""The customer's own signed copy beside what the vendor publishes today."""

from __future__ import annotations

from collections.abc import Iterator

from clausewatch.report.blocks import Block, Heading, Quote, Report, Text
from clausewatch.report.changes import shown
from clausewatch.report.i18n import Texts, texts
from clausewatch.report.model import Captured, SignedCopy
from clausewatch.report.naming import section, title
from clausewatch.report.parts import Made, change, made_facts, method
from clausewatch.report.precedence import found
from clausewatch.wording import day, inert, one_line, term


def report(copy: SignedCopy, made: Made, lang: str) -> Report:
    """Differences and order of precedence as a report of its own.

    Raises:
        UsageError: reports are not written in that language.
    """
    t = texts(lang)
    name = title(copy.source, None, lang)
    return Report(
        title=t("signed.title"),
        lead=t("signed.lead", document=name),
        facts=(*facts(copy, t), *made_facts(made, t)),
        blocks=(*blocks(copy, t), *method(made.metrics, t)),
        lang=lang,
        version=made.version,
        kicker=t("signed.kicker"),
    )


def facts(copy: SignedCopy, t: Texts) -> tuple[tuple[str, str], ...]:
    """What is compared with what."""
    rows = [(t("signed.copy"), _handed(copy.captured, t)), (t("signed.hash"), copy.captured.sha256)]
    if copy.public:
        seen = copy.public.captured
        url = one_line(seen.final_url or seen.url)
        rows.append((t("signed.public"), t("signed.seen", url=url, day=day(seen.last_seen, t.lang))))
        rows.append((t("signed.hash_public"), seen.sha256))
    return tuple(rows)


def blocks(copy: SignedCopy, t: Texts, level: int = 1) -> Iterator[Block]:
    """The differences, then what both texts say about precedence."""
    yield Heading(t("signed.differences"), level)
    yield from _differences(copy, t, level)
    yield Heading(t("signed.precedence"), level)
    clauses = list(_precedence(copy, t))
    yield Text(t("signed.precedence_lead" if clauses else "signed.no_precedence"))
    yield from clauses


def _differences(copy: SignedCopy, t: Texts, level: int) -> Iterator[Block]:
    judged = copy.change
    if judged is None:
        yield Text(t("signed.no_public"), "strong")
    elif judged.capture:
        yield Text(t("signed.trouble", kind=term("trouble", judged.capture, t.lang)), "strong")
    elif not judged.substantive:
        yield Text(t("signed.same"), "strong")
    else:
        yield from change(shown(judged, title(copy.source, None, t.lang), t("signed.between"), t), t, level + 1, False)


def _precedence(copy: SignedCopy, t: Texts) -> Iterator[Block]:
    readings = [("signed.in_signed", copy.reading)]
    readings += [("signed.in_public", copy.public.reading)] if copy.public else []
    for where, reading in readings:
        for clause in found(reading.detection.findings, reading.document.lang):
            place = section(clause.finding.section, t) or t("card.no_section")
            yield Text(t(where, section=place), "quiet")
            yield Quote(inert(clause.finding.quote), clause.finding.lang)
            named = one_line(clause.prevails)
            yield Text(t("signed.prevails", what=named) if named else t("signed.unread"), "strong" if named else "")


def _handed(captured: Captured, t: Texts) -> str:
    return t("signed.handed", name=one_line(captured.url.removeprefix("signed:")), day=day(captured.first_seen, t.lang))
