"""Who is a volunteer under which name, and who was erased: keyed hashes, so that nothing is kept that comes late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from pymongo import DeleteOne, UpdateOne
from pymongo.database import Database

from shared import clock, ids, paths, waiting
from shared.closings import NUMBER, next_number
from shared.erased import ERASED, hashed
from shared.kinds import Kind
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Store, Transaction

VOLUNTEERS, PEOPLE, REFUSALS = "volunteers", "people", "refusals"


def collections(database: Database[Document]) -> None:
    """Make what holds them, and let refusals be found by their row, and those for review by whom they name."""
    collection(database, ERASED, index("heard_at", sparse=True))
    collection(database, REFUSALS, index("reference"), index("values.volunteer_ref", sparse=True))


def collection_of_volunteers(database: Database[Document]) -> None:
    """Make what holds who is a volunteer."""
    collection(database, VOLUNTEERS)


def find_names(database: Database[Document]) -> None:
    """Let all names of a person be found."""
    collection(database, VOLUNTEERS, index("volunteer", sparse=True))


def names_of(transaction: Transaction, numbers: Iterable[str]) -> dict[str, str]:
    """All names of persons, each with the number."""
    return {one["_id"]: one["volunteer"] for one in transaction[VOLUNTEERS].where("volunteer", numbers)}


def collection_of_states(database: Database[Document]) -> None:
    """Make what holds what is known of them, by their numbers."""
    collection(database, PEOPLE)


def states(transaction: Transaction, numbers: Iterable[str]) -> dict[str, Document]:
    """What is known of registrations, by number."""
    return waiting.known(transaction, PEOPLE, numbers)


def birth_date(transaction: Transaction, state: Document) -> dt.date:
    """Of what the registry tells sealed of a registration the birth date, and nothing else."""
    personal = transaction.sealer.open(state["personal"], state["volunteer"])
    return dt.date.fromisoformat(personal["birth_date"])


def touch(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Conflict with whoever decides at this moment by what is known of registrations, or makes it another.

    What is refused for it is decided again when it is another: of two transactions that do either, one must see the
    other (docs/adr/0006).
    """
    waiting.begin(transaction, PEOPLE, numbers)


def forget_states(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Forget what is known of registrations."""
    transaction[PEOPLE].write([DeleteOne({"_id": one}) for one in sorted(numbers)])


def erase(transaction: Transaction, numbers: Iterable[str], references: Iterable[str]) -> None:
    """Note who is erased. A reference itself stays a while, for those rows that were coming just then."""
    now = clock.now()
    plain = {hashed(transaction, number).text: Document() for number in numbers}
    named = {hashed(transaction, one).text: {"reference": one, "heard_at": now} for one in references}
    closed = {"erased": True, NUMBER: next_number(transaction, ERASED)}
    transaction[ERASED].write(
        [
            UpdateOne({"_id": key}, {"$set": {**closed, **more}}, upsert=True)
            for key, more in sorted({**plain, **named}.items())
        ]
    )


def erased_before(store: Store, moment: dt.datetime) -> list[str]:
    """The references that were noted before a moment and are still kept."""
    within = {"heard_at": {"$gte": clock.LONG_AGO, "$lt": moment}}
    return [one["reference"] for one in store.database[ERASED].find(within, {"reference": 1})]


def keep_hashes(transaction: Transaction, references: Iterable[str]) -> None:
    """Forget references themselves."""
    unset = {"$unset": {"reference": "", "heard_at": ""}}
    forms = (form for one in references for form in hashed(transaction, one).forms)
    transaction[ERASED].write([UpdateOne({"_id": form}, unset) for form in forms])


def forget(transaction: Transaction, references: Collection[str]) -> None:
    """Forget volunteers under these names.

    Who brings one of them at the same moment conflicts: each is written before it is removed.
    """
    waiting.begin(transaction, VOLUNTEERS, references)
    transaction[VOLUNTEERS].write([DeleteOne({"_id": one}) for one in sorted(references)])


def forget_rows(transaction: Transaction, kind: Kind, references: Collection[str]) -> None:
    """Forget the rows of a kind that name one of these persons, whatever became of them, and those that were refused.

    What one of them signed stays without the name: what others were judged by is no less so.

    Where several fields are the key, a malformed row's reference may be the person's alone.
    """
    for field in kind.naming:
        rows = set() if kind.only_told else _rows(transaction, kind.name, field, references)
        if field in kind.signed:
            _sign_anew(transaction, kind, field, references)
        else:
            transaction[kind.name].write([DeleteOne({"_id": one}) for one in sorted(rows)])
        forget_refusals(transaction, kind.name, f"values.{field}", references)
        by_key = () if isinstance(kind.key, str) else references
        forget_refusals(transaction, kind.name, "reference", {*rows, *by_key})


def forget_refusals(transaction: Transaction, resource: str, field: str, values: Iterable[str]) -> None:
    """Forget the refused rows of a kind that have one of the values in an indexed field."""
    found = transaction[REFUSALS].where(field, values, {"resource": 1})
    transaction[REFUSALS].write([DeleteOne({"_id": one["_id"]}) for one in found if one["resource"] == resource])


def _sign_anew(transaction: Transaction, kind: Kind, field: str, references: Iterable[str]) -> None:
    """Each person has one new name in all that the person signed: whose first score counts stays so.

    What waited for the person and nothing else goes: nobody will be known by that name.
    """
    for reference in sorted(references):
        unknown, waited = f"erased-{ids.new_id()}", waiting.key((VOLUNTEERS,), reference)
        unset = {"$unset": {"volunteer": "", waiting.RESTS_ON: ""}}
        rows = sorted(transaction[kind.name].where(field, [reference]), key=lambda one: str(one["_id"]))
        transaction[kind.name].write(
            [
                DeleteOne({"_id": one["_id"]})
                if one.get(waiting.WAITS_FOR) == waited
                else UpdateOne({"_id": one["_id"]}, {"$set": paths.replaced(one, field, reference, unknown), **unset})
                for one in rows
            ]
        )


def _rows(transaction: Transaction, collection: str, field: str, references: Iterable[str]) -> set[str]:
    return {one["_id"] for one in transaction[collection].where(field, references, {"_id": 1})}
