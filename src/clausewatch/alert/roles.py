"""Which clause types concern whom at the customer."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from clausewatch.model import Change

ROLES: Mapping[str, frozenset[str]] = {
    "dpo": frozenset(
        {
            "government_access",
            "transfer_mechanism",
            "data_location",
            "third_country_access",
            "subprocessor_authorisation",
            "subprocessor_change",
            "subprocessor_list",
            "vendor_data_use",
            "breach_notification",
            "audit_rights",
            "data_return_deletion",
            "customer_duties",
            "terms_change",
        }
    ),
    "legal": frozenset(
        {
            "governing_law",
            "dispute_venue",
            "government_access",
            "transfer_mechanism",
            "liability_limitation",
            "terms_change",
            "incorporated_documents",
            "suspension_termination",
        }
    ),
    "security": frozenset(
        {
            "data_location",
            "third_country_access",
            "subprocessor_list",
            "breach_notification",
            "audit_rights",
            "data_return_deletion",
            "customer_duties",
            "service_change",
        }
    ),
    "procurement": frozenset(
        {
            "terms_change",
            "service_change",
            "price_change",
            "suspension_termination",
            "auto_renewal",
            "liability_limitation",
            "incorporated_documents",
        }
    ),
}
"""The clause types that each role is told of."""


def roles(types: Collection[str]) -> tuple[str, ...]:
    """The roles whom some of the types concern, in the order of `ROLES`; none where no type is known."""
    return tuple(role for role, own in ROLES.items() if own.intersection(types))


def roles_of(change: Change) -> tuple[str, ...]:
    """The roles whom a change concerns: by its types and attributes; empty means everybody."""
    return roles(kinds_of(change))


def kinds_of(change: Change) -> tuple[str, ...]:
    """The clause types that a change touches, by its parts, attributes and named subprocessors."""
    named = {"subprocessor_list"} if change.subprocessors else set()
    return tuple(sorted({*change.types, *(a.type for a in change.attributes), *named}))
