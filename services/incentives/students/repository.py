"""The affiliations of volunteers, as the registry tells of them: which of them are students' stays sealed.

All of them are kept, since a collection of students' alone would say in clear who is one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pymongo.database import Database

from services.incentives.students.domain import study
from shared.copies import Copy
from shared.crypto import SealError
from shared.rules.spans import Span
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Store

AFFILIATIONS = Copy(
    "affiliations", ("membership.changed.v1",), "affiliation_ref", ("volunteer", "personal"), newest=True
)


def collections(database: Database[Document]) -> None:
    """Affiliations, by the volunteer's number."""
    collection(database, AFFILIATIONS.collection, index("volunteer"))


def studies_of(store: Store, volunteer: str) -> list[Span]:
    """When a volunteer studied, or studies, at a university."""
    found = store.database[AFFILIATIONS.collection].find({"volunteer": volunteer})
    return _studies(store, found)[volunteer]


def all_studies(store: Store) -> dict[str, list[Span]]:
    """The same of everybody, by number; who never did is left out."""
    return _studies(store, store.database[AFFILIATIONS.collection].find())


def _studies(store: Store, documents: Iterable[Document]) -> defaultdict[str, list[Span]]:
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for one in documents:
        span = _study(store, one)
        if span is not None:
            found[one["volunteer"]].append(span)
    return found


def _study(store: Store, document: Document) -> Span | None:
    """What was told before affiliations were sealed in events, or whose key is destroyed, says nothing of anybody."""
    if document["personal"] is None:
        return None
    try:
        return study(store.sealer.open(document["personal"], document["volunteer"]))
    except SealError:
        return None
