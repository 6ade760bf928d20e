"""What is stored of affiliations: one document for each volunteer, in which it stays sealed who is a student.

All affiliations are kept, since a collection of students' alone would say in clear who is one. They share a document,
so that whoever notes one and whoever forgets the volunteer conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from services.incentives.students.domain import Told, membership, newest, stage, study
from shared.crypto import Sealer, SealError
from shared.rules.spans import Span
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.migrations import collection
from shared.store.transaction import Store, Transaction

AFFILIATIONS = "affiliations"
ERASED: Mapping[str, object] = {"affiliations": [], "erased": True}


def collections(database: Database[Document]) -> None:
    """Affiliations, by the volunteer's number."""
    collection(database, AFFILIATIONS)


def note(transaction: Transaction, news: Mapping[str, Iterable[Told]]) -> None:
    """Keep what was told of volunteers' affiliations; of who is erased nothing, however late it comes."""
    stored = transaction[AFFILIATIONS].by_id(news)
    kept = {number: newest([*_told(stored.get(number)), *some]) for number, some in news.items()}
    documents = {number: {"affiliations": [one._asdict() for one in some]} for number, some in kept.items()}
    living = {number: one for number, one in documents.items() if not stored.get(number, {}).get("erased")}
    _save(transaction, living, stored)


def erase(transaction: Transaction, volunteers: Iterable[str]) -> None:
    """Forget the affiliations of volunteers, and remember that they are erased."""
    documents = dict.fromkeys(volunteers, ERASED)
    _save(transaction, documents, transaction[AFFILIATIONS].by_id(documents, {"_id": 1}))


def erased(transaction: Transaction, volunteers: Iterable[str]) -> set[str]:
    """Those of the volunteers who are erased."""
    found = transaction[AFFILIATIONS].by_id(volunteers, {"erased": 1})
    return {number for number, one in found.items() if one["erased"]}


def studies_of(store: Store, volunteer: str) -> list[Span]:
    """When a volunteer studied, or studies, at a university."""
    document = store.database[AFFILIATIONS].find_one({"_id": volunteer})
    return _studies(store.sealer, document) if document else []


def members_in(transaction: Transaction, volunteers: Iterable[str]) -> dict[str, list[tuple[str, Span]]]:
    """To which organisations volunteers belong or belonged, and on which days, by number."""
    found: dict[str, list[tuple[str, Span]]] = {}
    for number, document in transaction[AFFILIATIONS].by_id(volunteers).items():
        opened = ((one.organisation_ref, _opened(transaction.sealer, one, number)) for one in _told(document))
        found[number] = [(name, membership(facts)) for name, facts in opened if name and facts]
    return found


def stages_of(store: Store, volunteers: Iterable[str]) -> dict[str, list[Span]]:
    """When volunteers were students of any school, by number."""
    parts, affiliations = portions(sorted(volunteers)), store.database[AFFILIATIONS]
    found = (one for part in parts for one in affiliations.find({"_id": {"$in": list(part)}}))
    return {one["_id"]: _studies(store.sealer, one, stage) for one in found}


def all_studies(store: Store) -> dict[str, list[Span]]:
    """The same of everybody, by number; who never did is left out."""
    found = ((one["_id"], _studies(store.sealer, one)) for one in store.database[AFFILIATIONS].find())
    return {number: studies for number, studies in found if studies}


def _save(transaction: Transaction, documents: Mapping[str, Mapping[str, object]], stored: Iterable[str]) -> None:
    known = set(stored)
    new = [{"_id": number, "erased": False, **one} for number, one in documents.items() if number not in known]
    transaction[AFFILIATIONS].insert(new)
    transaction[AFFILIATIONS].write(
        [UpdateOne({"_id": number}, {"$set": one}) for number, one in documents.items() if number in known]
    )


def _told(document: Document | None) -> list[Told]:
    return [Told(**one) for one in document["affiliations"]] if document else []


def _studies(
    sealer: Sealer, document: Document, what: Callable[[Mapping[str, Any]], Span | None] = study
) -> list[Span]:
    opened = (_opened(sealer, one, document["_id"]) for one in _told(document))
    return [span for one in opened if one and (span := what(one)) is not None]


def _opened(sealer: Sealer, told: Told, volunteer: str) -> dict[str, Any] | None:
    """What was told before affiliations were sealed in events, or does not open, makes nobody anything."""
    if told.personal is None:
        return None
    try:
        return sealer.open(told.personal, volunteer)
    except SealError:
        return None
