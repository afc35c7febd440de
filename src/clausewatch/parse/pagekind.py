"""What a captured page turned out to be, by rules that can be read; docs/parsing.md lists them.

Three questions in turn: does the page hold text at all, does little text give itself away by a sentence or a
sign in the source, does it read like rules between parties. Long texts of law are never doubted for a phrase.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlsplit

from clausewatch.model import Document, PageKind, PassageKind
from clausewatch.parse import likeness, phrases, signals
from clausewatch.parse.hints import Hints
from clausewatch.parse.html import SELECTED, Page
from clausewatch.parse.legal import Evidence, evidence, names_document
from clausewatch.parse.signals import Signals

Verdict = tuple[PageKind, str]
_NO_TEXT = 50
_SHORT = 4000
_LEAD = 900
_CHOSEN = 300
_RUNNING = 80
_COOKIES = re.compile(r"cookie|kakor|consent|samtyck|einwillig|partner", re.IGNORECASE)
_LISTED = re.compile(r"sub-?processor|underbiträd|personuppgiftsbiträd|unterauftrag|sous-trait|databehandler", re.IGNORECASE)


@dataclass(frozen=True)
class _Case:
    document: Document
    page: Page
    hints: Hints
    chosen: bool

    @cached_property
    def signals(self) -> Signals:
        """Asked of doubtful pages only: they cost more than reading."""
        return signals.of_page(self.page.source)

    @cached_property
    def heading(self) -> str:
        return signals.heading_of(self.page.root)

    @cached_property
    def text(self) -> str:
        return self.document.text

    @cached_property
    def evidence(self) -> Evidence:
        return evidence(self.text)

    @cached_property
    def lead(self) -> str:
        """What meets the eye first."""
        return f"{self.document.title}\n{self.heading}\n{self.text[:_LEAD]}"

    @cached_property
    def sound(self) -> bool:
        """Enough words of law, of enough kinds, to be the document whatever else the page says."""
        if len(self.text) >= _SHORT:
            return True
        e = self.evidence
        return (e.kinds >= 8 and e.density >= 4) or (e.kinds >= 5 and e.density >= 10)

    @cached_property
    def linked(self) -> float:
        return sum(end - start for start, end, _ in self.document.links) / (len(self.text) or 1)


def of_page(document: Document, page: Page, hints: Hints) -> Document:
    """The document with the kind that its page shows by itself."""
    chosen = bool(hints.select) and not page.missed and len(document.text) >= _CHOSEN
    case = _Case(document, page, hints, chosen)
    for rule in _RULES:
        verdict = rule(case)
        if verdict is not None:
            return _with(document, verdict)
    if page.missed:
        return _with(document, (PageKind.SELECTOR, f"{page.missed!r} matches nothing; {page.nearest}"))
    return document


def judge(document: Document, hints: Hints, previous: Document | None = None) -> Document:
    """The document with its page kind as far as address, declaration and the last version tell.

    A kind found by the page itself stays. `previous` is the last sound version of the same source.
    """
    if document.page_kind is not PageKind.TERMS:
        return document
    for verdict in (_empty(document), _home(document, hints), _language(document, hints), _against(document, previous)):
        if verdict is not None:
            return _with(document, verdict)
    return document


def _with(document: Document, verdict: Verdict) -> Document:
    return replace(document, page_kind=verdict[0], page_reason=verdict[1])


def _empty(document: Document) -> Verdict | None:
    return None if document.text.strip() else (PageKind.EMPTY, "the page holds no text")


def _home(document: Document, hints: Hints) -> Verdict | None:
    asked, got = urlsplit(hints.url), urlsplit(hints.final_url or hints.url)
    deep = len(asked.path.strip("/")) > 3
    front = len(got.path.strip("/")) <= 3 and not got.query
    if deep and front and not got.fragment and evidence(document.text).density < 5:
        return PageKind.HOME_PAGE, f"asked for {asked.path}, was sent to the front page {hints.final_url}"
    return None


def _language(document: Document, hints: Hints) -> Verdict | None:
    if _speaks_otherwise(document, hints.lang):
        return PageKind.LANGUAGE, f"declared as {hints.lang}, reads as {document.lang}"
    return None


def _speaks_otherwise(document: Document, lang: str) -> bool:
    """True for texts of some length in another language; Danish and Norwegian are not told apart."""
    bokmal = {"da", "no", "nb", "nn"}
    same = document.lang == lang or {document.lang, lang} <= bokmal
    return bool(lang and document.lang) and not same and len(document.text) >= 300


def _against(document: Document, previous: Document | None) -> Verdict | None:
    """Held kinds: another language, much less than before, or another document than before."""
    if previous is None or not previous.text:
        return None
    if _speaks_otherwise(document, previous.lang):
        return PageKind.LANGUAGE, f"the last version was {previous.lang}, this one is {document.lang}"
    share = len(document.text) / len(previous.text)
    if share < 0.4:
        return _less(document, f"{len(document.text)} characters, {share:.0%} of the last version")
    if likeness.of_titles(document.title, previous.title) >= 0.5:
        return None
    if (alike := likeness.of(document.text, previous.text)) < 0.05:
        return PageKind.OTHER_DOCUMENT, f"{alike:.0%} of its phrases are in the last version, {previous.title!r}"
    return None


def _less(document: Document, seen: str) -> Verdict:
    """Shrunk; or a selector that no longer takes the page's text."""
    part = next((n for n in document.notes if n.startswith(SELECTED)), "")
    return (PageKind.SELECTOR, f"{seen}. {part}") if part else (PageKind.SHRUNK, seen)


def _by_status(case: _Case) -> Verdict | None:
    status = case.hints.status
    if status in (404, 410):
        return PageKind.NOT_FOUND, f"HTTP status {status}"
    return (PageKind.SERVER_ERROR, f"HTTP status {status}") if status >= 500 else None


def _no_text(case: _Case) -> Verdict | None:
    if len(case.text) >= _NO_TEXT:
        return None
    found, seen = case.signals, f"{len(case.text)} characters of text"
    if found.refresh:
        return PageKind.REDIRECT, f"the page only leads on to {found.refresh}"
    if found.challenge:
        return PageKind.CHALLENGE, f"{seen} and a bot challenge in the source"
    if (told := _telling(case)) is not None:
        return told
    if found.shell or found.needs_script or found.scripts > 0.1:
        return (
            PageKind.JAVASCRIPT_SHELL,
            f"{seen}; scripts would fill the page: declare `javascript: true` and install `[browser]`",
        )
    return PageKind.EMPTY, seen


def _redirect(case: _Case) -> Verdict | None:
    weak = len(case.text) < 1500 and case.evidence.kinds < 4
    if weak and case.signals.refresh:
        return PageKind.REDIRECT, f"the page leads on to {case.signals.refresh}"
    if len(case.text) < 400 and case.evidence.kinds < 3 and phrases.REDIRECT.search(case.text):
        return PageKind.REDIRECT, "the page says that it leads elsewhere"
    return None


def _said(case: _Case) -> Verdict | None:
    return None if case.sound else _telling(case)


def _telling(case: _Case) -> Verdict | None:
    for kind, pattern, reason in phrases.TELLING:
        match = pattern.search(case.lead)
        if match is not None and _prominent(case, match.start()):
            return kind, f"{reason}: {match[0]!r}"
    return None


def _prominent(case: _Case, at: int) -> bool:
    """The phrase stands in title or heading, or the text is too little or too lawless to be the document."""
    e = case.evidence
    head = len(case.document.title) + len(case.heading) + 2
    first = case.document.passages[0].end + head if case.document.passages else head
    in_head = at < first and len(case.lead[:first]) < 400
    least = 2 if not in_head and names_document(case.heading) else 3
    return e.kinds < least or (in_head and e.kinds < 8) or (e.kinds < 5 and case.signals.challenge)


def _login(case: _Case) -> Verdict | None:
    if len(case.text) < 1500 and case.evidence.kinds < 5 and case.signals.password:
        return PageKind.LOGIN, "a password field and little else"
    return None


def _challenge(case: _Case) -> Verdict | None:
    if len(case.text) < 1000 and case.evidence.kinds < 3 and case.signals.challenge:
        return PageKind.CHALLENGE, "a bot challenge in the source and little text"
    return None


def _consent(case: _Case) -> Verdict | None:
    """What is left without the passages that ask for consent is not a document."""
    if len(case.text) > 2 * _SHORT or _COOKIES.search(case.text) is None:
        return None
    talk = [p for p in case.document.passages if phrases.CONSENT_TALK.search(case.document.passage_text(p))]
    asked = sum(p.end - p.start for p in talk)
    rest = " ".join(case.document.passage_text(p) for p in case.document.passages if p not in talk)
    left = evidence(rest)
    wall = asked >= 100 and asked >= 0.4 * len(case.text) and left.kinds < 4 and not _is_policy(case)
    if wall and (phrases.ACCEPT.search(case.text) is not None or case.signals.accept):
        return PageKind.CONSENT, f"{asked} of {len(case.text)} characters ask for consent to cookies"
    return None


def _is_policy(case: _Case) -> bool:
    """A cookie policy of some length is a document, not a wall."""
    named = names_document(case.heading) or names_document(case.document.title)
    least, sentences = (1500, 12) if named else (_SHORT, 25)
    return len(case.text) >= least and case.evidence.sentences >= sentences


def _hub(case: _Case) -> Verdict | None:
    if len(case.text) > 2 * _SHORT:
        return None
    named = [case.text[a:b] for a, b, href in case.document.links if not href.startswith("#") and names_document(case.text[a:b])]
    mostly = len(named) >= 0.4 * len(case.document.links)
    listing = case.linked >= 0.5 or (case.linked >= 0.2 and case.evidence.density < 6)
    if len(set(named)) >= 4 and mostly and listing and not any(p.kind is PassageKind.TABLE_ROW for p in case.document.passages):
        return PageKind.HUB_PAGE, "the page lists documents: " + ", ".join(sorted(set(named))[:6])
    return None


def _shell(case: _Case) -> Verdict | None:
    """Menu words without running text: the page's scripts have not put its text in. Lists of subprocessors are spared."""
    if case.chosen or len(case.text) >= 1500 or case.hints.kind == "subprocessors" or _LISTED.search(case.text):
        return None
    passages = case.document.passages
    if any(p.kind is PassageKind.TABLE_ROW or p.end - p.start >= _RUNNING for p in passages) or case.evidence.sentences > 2:
        return None
    return PageKind.JAVASCRIPT_SHELL, "menus without running text: declare `javascript: true` and install `[browser]`"


def _lawless(e: Evidence) -> bool:
    return e.norms == 0 or (e.density < 0.2 and e.chars > 1500)


def _named(document: Document) -> bool:
    headings = [document.passage_text(p) for p in document.passages if p.kind is PassageKind.HEADING]
    return any(names_document(h) for h in headings)


def _other(case: _Case) -> Verdict | None:
    if len(case.text) >= _SHORT and names_document(case.document.title):
        return None
    if case.chosen or not (_lawless(case.evidence) and _lawless(evidence(case.text, whole=True))):
        return None
    e = case.evidence
    if case.hints.kind != "subprocessors" and not _named(case.document) and not names_document(case.document.title):
        return PageKind.OTHER_DOCUMENT, f"{e.sentences} sentences and no word of law"
    return None


_RULES: Sequence[Callable[[_Case], Verdict | None]] = (
    _by_status, _no_text, _redirect, _said, _login, _challenge, _consent, _hub, _shell, _other,
)  # fmt: skip
