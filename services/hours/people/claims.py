"""How a reference's document says which numbers claim it (shared/rules/references.py). Pure.

One number alone stands in the document itself. Several stand beside each other, and then the document says of nobody
that it is known: whatever names the reference waits until all but one of them are erased.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from services.hours.merges.repository import ROLES
from shared.rules.references import holder
from shared.store.client import Document

CLAIM = ("number", "sequence", "named", "verified", "guardian_consent_on", "personal")
"""What a document says for a number: of a registration its newest state, of another name whose name it is."""
CLAIMS = "claims"
Claims = Mapping[str, Document]


def claims_of(document: Mapping[str, Any]) -> dict[str, Document]:
    """What a document says for each number that claims its reference."""
    if CLAIMS in document:
        return {one["number"]: one for one in document[CLAIMS]}
    if "number" not in document:
        return {}
    return {document["number"]: {name: document[name] for name in CLAIM if name in document}}


def claimed(document: Document, claims: Claims) -> Document:
    """The document with these claims, and whatever it has besides."""
    besides = {name: value for name, value in document.items() if name not in {*CLAIM, CLAIMS}}
    number = holder(claims)
    several = {CLAIMS: [claims[one] for one in sorted(claims)]} if claims else {}
    return {**besides, **(claims[number] if number else several)}


def without(document: Document, erased: Container[str], names: Mapping[str, Document], ties: Claims) -> Document:
    """The document when numbers are erased: the other claims, with what names and merges the others have.

    Args:
        names: the documents of its other names.
        ties: its merges.
    """
    reference = document["_id"]
    left = claimed(document, _living(document, erased))
    lists = {
        "names": [
            name
            for name in document.get("names", ())
            if any(one.get("named") == reference for one in _living(names.get(name, {}), erased).values())
        ],
        "merges": [
            tie
            for tie in document.get("merges", ())
            if any(ties[tie][f"{role}_ref"] == reference and ties[tie][role] not in erased for role in ROLES)
        ],
    }
    return {name: value for name, value in {**left, **lists}.items() if value != []}


def _living(document: Mapping[str, Any], erased: Container[str]) -> dict[str, Document]:
    return {number: one for number, one in claims_of(document).items() if number not in erased}
