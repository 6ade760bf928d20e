"""Forgetting who is erased, in services that take rows about persons: what names them goes, however late it comes.

Keyed hashes are kept of numbers and references, so that nothing is kept that comes later (shared/erased.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable

from pymongo import DeleteOne, UpdateOne

from shared import clock, ids, paths, waiting
from shared.closings import NUMBER, next_number
from shared.erased import ERASED, hashed
from shared.kinds import Kind
from shared.rules.names import NOBODY
from shared.store.transaction import Store, Transaction

VOLUNTEERS, REFUSALS = "volunteers", "refusals"
LONGEST_TRANSACTION = dt.timedelta(minutes=2)
"""A store ends each transaction after one minute."""


def erase(transaction: Transaction, numbers: Iterable[str], references: Iterable[str]) -> None:
    """Note who is erased. References and numbers stay a while, for those rows that were coming just then."""
    now = clock.now()
    named = {hashed(transaction, one).text: {"reference": one, "heard_at": now} for one in (*numbers, *references)}
    closed = {"erased": True, NUMBER: next_number(transaction, ERASED)}
    transaction[ERASED].write(
        [UpdateOne({"_id": key}, {"$set": {**closed, **more}}, upsert=True) for key, more in sorted(named.items())]
    )


def forget_again(store: Store, now: dt.datetime, forget_all: Callable[[Transaction, Collection[str]], None]) -> int:
    """Forget what was being taken in while an erasure was heard, and neither saw the other; of how many references.

    Rows come over HTTP, and to have each write on who it names would cost more than all else. When no transaction
    lives any more that began before the erasure was noted, whatever they left is found, and references are dropped.

    Args:
        forget_all: forgets the rows of every kind that name some references.
    """

    def forget_for_good(transaction: Transaction) -> None:
        forget_all(transaction, references)
        _keep_hashes(transaction, references)

    references = _erased_before(store, now - LONGEST_TRANSACTION)
    if references:
        store.transact(forget_for_good)
    return len(references)


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
        unknown, waited = f"{NOBODY}{ids.new_id()}", waiting.key((VOLUNTEERS,), reference)
        unset = {"$unset": {"volunteer": "", waiting.RESTS_ON: "", waiting.NO_LONGER: ""}}
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


def _erased_before(store: Store, moment: dt.datetime) -> list[str]:
    """The references that were noted before a moment and are still kept."""
    within = {"heard_at": {"$gte": clock.LONG_AGO, "$lt": moment}}
    return [one["reference"] for one in store.database[ERASED].find(within, {"reference": 1})]


def _keep_hashes(transaction: Transaction, references: Iterable[str]) -> None:
    """Forget references themselves."""
    unset = {"$unset": {"reference": "", "heard_at": ""}}
    forms = (form for one in references for form in hashed(transaction, one).forms)
    transaction[ERASED].write([UpdateOne({"_id": form}, unset) for form in forms])
