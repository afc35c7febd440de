"""`notice_days`, `objection_days` and `business_days`: whose days a sentence counts.

A duration is notice when words of notice stand beside it; days to cure a breach, to pay or to
object are not. Words for "at once" or "without notice" give 0 where no days of notice are stated.
"""

from __future__ import annotations

from collections.abc import Iterator

from clausewatch.detect.attributes import durations
from clausewatch.detect.attributes.clause import Clause, Mark, Words, first, pattern
from clausewatch.detect.attributes.durations import Duration

_BEFORE: Words = {
    "en": r"(?:notice(?: period)?|notif\w+|inform\w*|notice to \w+|announce\w*|publish\w*|post\w*)(?: \w+){0,8}? "
    r"(?:of |at least |not less than |no less than |no later than |a minimum of |minimum |within |for |is |be )+$"
    r"|(?:effective|effect|force|apply|place|binding|efficacious) (?:\w+ ){0,3}?(?:in |after |within |at least |until |on the )*$"
    r"|(?:after|upon|on|with|by|giv\w+|provid\w+|give you|subject to)(?: \w+){0,2}? (?:at least |not less than |no less than |a minimum of |minimum |a )*$",
    "sv": r"(?:uppsägningstid\w*|varsel\w*|framförhållning|meddel\w+|informer\w+|underrätt\w+|aviser\w+)(?: \w+){0,8}? "
    r"(?:om |på |minst |senast |är |med |av )+$|(?:med|efter|träder i kraft|gäller) (?:\w+ )?(?:minst |en |tidigast )*$|(?:senast|minst) $",
    "de": r"(?:frist|vorlauf|ankündig\w+|mitteil\w+|mitgeteilt|informier\w+|benachrichtig\w+)(?: \w+){0,6}? "
    r"(?:von |mindestens |spätestens |beträgt |bis )+$|\b(?:mit|bis|mindestens|spätestens) (?:einer |einem )?(?:frist von )?(?:mindestens )?$",
    "fr": r"(?:préavis|avis|notif\w+|inform\w+|préven\w+|averti\w+|avertir\w*)(?: \S+){0,8}? "
    r"(?:de |d'|d'au moins |au moins |au minimum |minimum |est de )+$|(?:au moins|au minimum|moyennant(?: un)?|avec(?: un)?) $",
}
_AFTER: Words = {
    "en": r"^(?:'s?|s')?\s*(?:of\s)?(?:prior |advance |advanced |written |calendar |email |reasonable )*notice\b"
    r"|^\s*(?:in advance|beforehand|ahead)\b"
    r"|^(?:'s?)?\s*(?:prior to|before|in advance of|ahead of|preceding)\b(?!.{0,20}invoice)"
    r"|^(?:'s?)?\s*(?:after|following|from)\b.{0,40}\b(?:notice|notif\w+|post\w*|publi\w+|announc\w+|email\w*|sent|change\w*)\b"
    r"|^(?:'s?)? (?:notice )?period\b",
    "sv": r"^s?\s*(?:varsel|uppsägningstid|framförhållning|skriftlig|uppsägning|i förväg|före|innan|dessförinnan)|^s? ömsesidig",
    "de": r"^\s*(?:vor|zuvor|im voraus|vorher|kündigungsfrist|frist|vorab|im vorhinein)\b",
    "fr": r"^(?:\s\w+)?\s*(?:avant|à l'avance|de préavis|préalable\w*|préavis|au préalable)\b",
}
_CURE: Words = {
    "en": r"\b(?:cure[sd]?|remed(?:y|ied|ies)|fix(?:ed)?|rectif\w+|correct\w*|overdue|dismiss\w+|pay\w*|past due|unpaid|late|outstanding)\b",
    "sv": r"rättelse|rättar|rättat|avhjälp\w*|åtgärda\w*|förfall\w*|betal\w*|dröjsmål",
    "de": r"abhilfe|beheb\w*|beseitig\w*|behoben|nachfrist|zahlung\w*|verzug|abgestellt",
    "fr": r"remédi\w*|mise en demeure|corrig\w*|impay\w*|pai?e(?:r|ment)\w*",
}
_OBJECT: Words = {
    "en": r"\bobject\w*|\bdisput\w+ the|\bcontest\b|\brefus\w+|\boppos\w+",
    "sv": r"invänd\w*|motsätt\w*|protest\w*",
    "de": r"wider(?:sprech\w*|spruch\w*|spricht)|einspruch|einwand|einwänd\w*",
    "fr": r"objection\w*|s'oppos\w+|opposition|refus\w*|contest\w+",
}
_AT_ONCE: Words = {
    "en": r"\b(?:with or )?without (?:any )?(?:prior |advance |further |additional |written |reasonable )*(?:notice|notification|warning|notifying)\b"
    r"|\b(?:effective |takes? effect |become effective )?immediate(?:ly)?\b(?! (?:due|payable|return|delet|notify|inform|cease|stop|destroy))"
    r"|\beffective (?:up)?on (?:the date|posting|publication)|\beffective (?:when|once|as of|as soon as) (?:posted|published|we post|the)"
    r"|\bno (?:prior |advance )?notice\b|\bwithout (?:\w+ ){0,4}notice to you\b|\bforthwith\b",
    "sv": r"omedelbar\w*|utan (?:föregående |särskild |vidare |förvarning|att )?(?:meddel\w+|varsel|underrätt\w+|förvarning|uppsägningstid|avis\w+)|"
    r"utan förvarning|med omedelbar verkan|genast",
    "de": r"\bfristlos\w*|\bsofort(?:ig\w*)?\b|\bohne (?:vorherige |vorher |jede |gesonderte )*(?:ankündigung|mitteilung|benachrichtigung|frist|vorwarnung)"
    r"|ohne einhaltung einer (?:kündigungs)?frist|mit sofortiger wirkung|außerordentlich\w* kündig\w*",
    "fr": r"\bimmédiat\w*|\bsans (?:préavis|délai|notification|avertissement|avis|information)(?! indu)|de plein droit et sans",
}
_SENTENCE: Words = {"en": r"[.;!?](?=\s|$)"}
_REACH = 140


def notice(clause: Clause) -> Iterator[Mark]:
    """`notice_days` and `business_days`: stated days of notice, else 0 for "at once"."""
    found = [d for d in durations.find(clause.folded) if is_notice(clause, d)]
    if found:
        yield from _days(clause, "notice_days", found[0])
    elif words := first(_AT_ONCE, clause):
        yield Mark("notice_days", 0, words)


def objection(clause: Clause) -> Iterator[Mark]:
    """`objection_days`: days within which the customer may object."""
    for d in durations.find(clause.folded):
        if is_objection(clause, d):
            yield from _days(clause, "objection_days", d)
            return


def is_objection(clause: Clause, d: Duration) -> bool:
    """True for days in a sentence about objecting that are not days of advance notice."""
    if not first_in(_OBJECT, clause, *sentence(clause, d)):
        return False
    return not _advance(clause, d)


def is_notice(clause: Clause, d: Duration) -> bool:
    """True for days of advance notice."""
    if is_objection(clause, d):
        return False
    before, after = _around(clause, d)
    start, end = sentence(clause, d)
    cure = pattern(_CURE, clause.lang).search(clause.folded[max(start, d.start - 90) : min(end, d.end + 60)])
    if cure and not pattern({"en": r"^(?:'s?|s')?\s*(?:prior |advance |written )*notice"}, clause.lang).search(after):
        return False
    return bool(pattern(_BEFORE, clause.lang).search(before) or pattern(_AFTER, clause.lang).search(after))


def first_in(words: Words, clause: Clause, start: int, end: int) -> str:
    """The first match between two offsets, or the empty string."""
    match = pattern(words, clause.lang).search(clause.folded, start, end)
    return match.group() if match else ""


def sentence(clause: Clause, d: Duration) -> tuple[int, int]:
    """The sentence around a duration."""
    stops = [m.end() for m in pattern(_SENTENCE, "en").finditer(clause.folded)]
    start = max((s for s in stops if s <= d.start), default=0)
    end = min((s for s in stops if s >= d.end), default=len(clause.folded))
    return start, end


def _advance(clause: Clause, d: Duration) -> bool:
    _, after = _around(clause, d)
    return pattern(_AFTER, clause.lang).search(after) is not None and not after.startswith((" after", " following", " from"))


def _around(clause: Clause, d: Duration) -> tuple[str, str]:
    return clause.folded[max(0, d.start - _REACH) : d.start], clause.folded[d.end : d.end + _REACH]


def _days(clause: Clause, attribute: str, d: Duration) -> Iterator[Mark]:
    yield Mark(attribute, d.days, clause.text[d.start : d.end])
    if d.business:
        yield Mark("business_days", True, clause.text[d.start : d.end])
