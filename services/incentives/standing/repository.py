"""What is stored of standings: one document for each volunteer, with the entries inside.

A volunteer's facts and standing share the document, so that whatever two batches do to one volunteer, they conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pymongo import DeleteOne, ReplaceOne, UpdateOne
from pymongo.database import Database

from services.incentives.standing.accounts import DUE, NAMES, REACHED, Account, account_of, standing
from services.incentives.standing.domain import Decisions, Standing
from services.incentives.standing.parts import PART, part_of
from shared import lists
from shared.kinds import side
from shared.regions import is_region
from shared.rules.policies import EVER
from shared.sources import LOCAL, name_for
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Store, Transaction
from shared.where import EVERYWHERE, Where

Outcome = tuple[Standing, Decisions | None]
"""A standing, and what was decided on it; None where no entries count for it."""
Find = Callable[[Iterable[str]], Mapping[str, Document]]
NO_FACTS: Mapping[str, Any] = {
    "volunteer_ref": None,
    "home_region_code": None,
    "verified": False,
    **side("of", None),
    "sequence": 0,
}
PLACES = ("of_region", "of_city")
GENERATION = "generation"
"""By how many adopted policies a volunteer was decided on."""
NO_STANDING: Mapping[str, Any] = {"entries": [], "earned": None, "version": 0, DUE: None, GENERATION: 0}


def collections(database: Database[Document]) -> None:
    """Make the collections of standings."""
    collection(database, "standings")
    collection(database, "credited_days")


def find_by_home(database: Database[Document]) -> None:
    """Index where volunteers belong; standings of before say it by the code alone."""
    collection(database, "standings", *(index(name) for name in PLACES))
    for one in database["standings"].find({}, {"home_region_code": 1}):
        database["standings"].update_one({"_id": one["_id"]}, {"$set": place_of(one.get("home_region_code"))})


def nobody(number: str) -> Document:
    """The document of a volunteer of whom nothing is known."""
    return {"_id": number, PART: part_of(number), **NO_FACTS}


def place_of(home: str | None) -> Document:
    """Where a volunteer belongs, as a document says it for access; what is no region is no place."""
    return side("of", home if home and is_region(home) else None)


def sequences(transaction: Transaction, volunteers: Iterable[str]) -> dict[str, int]:
    """The version of the facts that is stored of each volunteer; 0 where there is a standing only."""
    found = transaction["standings"].by_id(volunteers, {"sequence": 1})
    return {number: document["sequence"] for number, document in found.items()}


def save_facts(transaction: Transaction, new: Mapping[str, Document], newer: Mapping[str, Document]) -> None:
    """Store facts of volunteers: of those that have no document yet, and of those that have an older version."""
    transaction["standings"].insert([{**nobody(number), **facts, **NO_STANDING} for number, facts in new.items()])
    transaction["standings"].write([UpdateOne({"_id": number}, {"$set": facts}) for number, facts in newer.items()])


def standings(transaction: Transaction, volunteers: Iterable[str]) -> dict[str, Standing]:
    """The standings that are stored, with those of all to whom merges tie them; who has no merge costs one look."""
    documents = _with_tied(volunteers, transaction["standings"].by_id)
    return {number: standing(document) for number, document in documents.items()}


def accounts_in(transaction: Transaction, numbers: Iterable[str]) -> dict[str, Account]:
    """The documents of registrations, with those of all to whom merges tie them, inside a transaction."""
    documents = _with_tied(numbers, transaction["standings"].by_id)
    return {number: account_of(document) for number, document in documents.items()}


def tied_in(transaction: Transaction, numbers: Iterable[str]) -> set[str]:
    """Registrations, with all to whom merges tie them: also those that have no document yet."""
    return set(numbers) | _with_tied(numbers, lambda some: transaction["standings"].by_id(some, {"merges": 1})).keys()


def accounts_of(store: Store, numbers: Iterable[str]) -> dict[str, Account]:
    """The same outside of one."""
    documents = _with_tied(numbers, lambda some: _by_id(store, some))
    return {number: account_of(document) for number, document in documents.items()}


def touch(transaction: Transaction, numbers: Iterable[str], stored: Iterable[str]) -> None:
    """Conflict with whoever decides at this moment on what registrations have, or brings something new of them.

    Args:
        stored: those that have a document.
    """
    known, wanted = set(stored), set(numbers)
    new = sorted(wanted - known)
    transaction["standings"].insert([{**nobody(number), **NO_STANDING} for number in new])
    transaction["standings"].write(
        [UpdateOne({"_id": number}, {"$inc": {"version": 1}}) for number in sorted(wanted & known)]
    )


def save_standings(
    transaction: Transaction, decided: Sequence[Outcome], stored: Mapping[str, Standing], generation: int
) -> None:
    """Store standings with what was decided by so many adopted policies; `stored` have a document.

    Of these the entries are written only where there are others than before: they are most of a document.
    """
    new, changes = [], []
    for now, decisions in decided:
        before, update = stored.get(now.volunteer), {**_decided(now, decisions), GENERATION: generation}
        if before is None:
            new.append({**nobody(now.volunteer), **_entries_of(now), **update})
        else:
            grown = {} if before.entries == now.entries else _entries_of(now)
            changes.append(UpdateOne({"_id": now.volunteer}, {"$set": {**grown, **update}}))
    transaction["standings"].insert(new)
    transaction["standings"].write(changes)


def save_versions(transaction: Transaction, standings: Iterable[Standing]) -> None:
    """Store how many times standings were decided on."""
    transaction["standings"].write(
        [UpdateOne({"_id": one.volunteer}, {"$set": {"version": one.version}}) for one in standings]
    )


def versions(transaction: Transaction, volunteers: Iterable[str]) -> dict[str, int]:
    """How many times each volunteer was decided on, as far as that is stored."""
    found = transaction["standings"].by_id(volunteers, {"version": 1})
    return {number: document.get("version", 0) for number, document in found.items()}


def put(transaction: Transaction, volunteer: str, document: Document | None, version: int) -> None:
    """Store a volunteer's document in place of what is there; None removes it."""
    whole = ReplaceOne({"_id": volunteer}, {**document, "version": version}, upsert=True) if document else None
    transaction["standings"].write([whole or DeleteOne({"_id": volunteer})])


def account(store: Store, volunteer: str) -> Account | None:
    """One volunteer's document."""
    document = store.database["standings"].find_one({"_id": volunteer})
    return account_of(document) if document else None


def tied(store: Store, account: Account) -> dict[str, Account]:
    """A volunteer's document, and those of all to whom merges tie it."""
    if not account.standing.merges:
        return {account.standing.volunteer: account}
    documents = _with_tied([account.standing.volunteer], lambda numbers: _by_id(store, numbers))
    return {number: account_of(document) for number, document in documents.items()}


def accounts(store: Store, where: Where = EVERYWHERE) -> Iterator[Account]:
    """The documents of all volunteers who belong where a caller may act, streamed."""
    return (account_of(document) for document in lists.of_place(store.database, "standings", PLACES, where))


def belonging(database: Database[Document], volunteers: Iterable[str], reader: str = LOCAL) -> dict[str, str | None]:
    """The region in which each of some volunteers belongs, None where that is not known.

    Args:
        reader: the source that asks; left out are those whom it does not know, but for the network's own.
    """
    wanted, facts = sorted(set(volunteers)), dict.fromkeys(("of_region", "volunteer_ref", NAMES), 1)
    found = (
        one for part in portions(wanted) for one in database["standings"].find({"_id": {"$in": list(part)}}, facts)
    )
    known = (one for one in found if reader == LOCAL or name_for(reader, (one["volunteer_ref"], *one.get(NAMES, ()))))
    return {one["_id"]: one.get("of_region") for one in known}


def _with_tied(volunteers: Iterable[str], find: Find) -> dict[str, Document]:
    found: dict[str, Document] = {}
    looked, wanted = set[str](), set(volunteers)
    while wanted:
        some = find(wanted)
        looked |= wanted
        found |= some
        merges = (merge for document in some.values() for merge in document.get("merges", ()))
        wanted = {merge[role] for merge in merges for role in ("kept", "merged")} - looked
    return found


def _by_id(store: Store, numbers: Iterable[str]) -> dict[str, Document]:
    parts = portions(sorted(numbers))
    return {one["_id"]: one for part in parts for one in store.database["standings"].find({"_id": {"$in": list(part)}})}


def _entries_of(standing: Standing) -> Document:
    entries = sorted(standing.entries.values(), key=lambda entry: (entry.day, entry.id))
    return {"entries": [[entry.id, entry.region_code, entry.day.isoformat(), entry.minutes] for entry in entries]}


def _decided(standing: Standing, decisions: Decisions | None) -> Document:
    """The part of the document that a decision writes: merges, and what was decided by which policy.

    Nothing was decided on one for which no entries count.
    """
    merges = [dict(standing.merges[reference]) for reference in sorted(standing.merges)]
    return {
        "earned": _earned_by(standing, decisions) if decisions else None,
        "version": standing.version,
        DUE: standing.due.isoformat() if decisions and standing.due else None,
        **({REACHED: standing.reached.isoformat()} if standing.reached > EVER else {}),
        **({"merges": merges} if merges else {}),
    }


def _earned_by(standing: Standing, decisions: Decisions) -> Document:
    return {
        "as_of": decisions.as_of.isoformat(),
        "stars": {"stars": standing.earned.stars, "policy": decisions.stars.policy.reference},
        "points": {
            city: {"points": points, "policy": decisions.points[city].policy.reference}
            for city, points in standing.earned.points.items()
        },
        "award": _award(standing.earned.award_year, decisions),
    }


def _award(year: int | None, decisions: Decisions) -> Document | None:
    return None if year is None else {"year": year, "policy": decisions.award.policy.reference}
