"""`extract`: which grammars read which clause type, and how their marks become values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from clausewatch.detect.attributes import choices, countries, documents, lists, notice, periods, purposes
from clausewatch.detect.attributes.clause import Grammar, prepare
from clausewatch.model import AttributeValue

GRAMMARS: Mapping[str, tuple[Grammar, ...]] = {
    "governing_law": (countries.of_law,),
    "dispute_venue": (choices.forum, countries.of_venue),
    "government_access": (lists.commitments,),
    "transfer_mechanism": (lists.mechanisms, lists.scc_modules),
    "data_location": (countries.of_data,),
    "third_country_access": (countries.of_data,),
    "subprocessor_authorisation": (choices.authorisation,),
    "subprocessor_change": (notice.notice, notice.objection, lists.channels, lists.remedies),
    "terms_change": (notice.notice, lists.channels, choices.assent, lists.remedies),
    "service_change": (notice.notice, lists.channels, lists.remedies),
    "price_change": (notice.notice, lists.channels, choices.assent, lists.remedies),
    "suspension_termination": (notice.notice,),
    "auto_renewal": (notice.notice,),
    "breach_notification": (periods.hours, lists.channels),
    "data_return_deletion": (periods.days,),
    "vendor_data_use": (purposes.purposes,),
    "incorporated_documents": (documents.documents,),
}


@dataclass(frozen=True, slots=True)
class Extracted:
    """Attributes that a quote states; `reasons` name attribute, value and the words that gave it."""

    values: Mapping[str, AttributeValue] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


def extract(clause_type: str, quote: str, lang: str, context: str = "") -> Extracted:
    """The attributes of one clause: only what the quote says, nothing from elsewhere.

    `context` (heading or lead-in) helps to read the quote but gives no value by itself. An unknown
    clause type or language is no error: types without attributes give none, languages read as English.
    """
    clause = prepare(clause_type, quote, lang, context)
    marks = [mark for grammar in GRAMMARS.get(clause_type, ()) for mark in grammar(clause)]
    values = {mark.attribute: mark.value for mark in marks}
    return Extracted(values, tuple(f"{m.attribute}={_shown(m.value)}: {m.words}" for m in marks))


def _shown(value: AttributeValue) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
