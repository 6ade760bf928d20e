"""What is stored of whose references are and were: other names with their numbers, and who was erased under which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pymongo import DeleteOne, ReplaceOne

from shared.hashing import Digest
from shared.rules.references import erased_owner
from shared.store.transaction import Transaction

Erasures = Mapping[str, str]
"""By number when somebody was erased."""
NO_MOMENT = "3000-01-01T00:00:00Z"
"""Of an erasure of which an earlier version kept no moment: nothing is told after it."""


def erasures(transaction: Transaction, references: Iterable[str]) -> dict[str, Erasures]:
    """By reference when those were erased who were known under it, by number."""
    hashed = {form: reference for reference in references for form in _hashed(transaction, reference).forms}
    found: dict[str, Erasures] = {}
    for key, one in transaction["erased"].by_id(hashed).items():
        found[hashed[key]] = {**found.get(hashed[key], {}), **one.get("numbers", {})}
    return found


def erased_numbers(transaction: Transaction, numbers: Iterable[str]) -> dict[str, str]:
    """Those of the numbers whose persons are erased, each with the moment."""
    found = transaction["volunteers"].by_id(numbers).items()
    return {number: one.get("erased_at", NO_MOMENT) for number, one in found if one.get("erased")}


def names_of(transaction: Transaction, numbers: Iterable[str]) -> dict[str, list[str]]:
    """The other names of volunteers, each with all numbers that were heard of under it."""
    return {one["_id"]: one["volunteers"] for one in transaction["names"].where("volunteers", numbers)}


def name(transaction: Transaction, names: Mapping[str, Iterable[str]]) -> None:
    """Keep other names, with numbers that were heard of under them."""
    known = transaction["names"].by_id(names)
    numbers = {ref: sorted({*new, *known.get(ref, {}).get("volunteers", ())}) for ref, new in names.items()}
    _save_names(
        transaction, {ref: some for ref, some in numbers.items() if some != known.get(ref, {}).get("volunteers")}
    )


def forget(transaction: Transaction, gone: Mapping[str, Erasures]) -> None:
    """Forget whose references were, with all that they offered; keyed hashes are kept, with who was erased when."""
    before = erasures(transaction, gone)
    all_of_them = {reference: {**before.get(reference, {}), **numbers} for reference, numbers in gone.items()}
    transaction["erased"].write(
        [
            ReplaceOne({"_id": key}, {"_id": key, "numbers": numbers}, upsert=True)
            for key, numbers in sorted((_hashed(transaction, ref).text, all_of_them[ref]) for ref in gone)
        ]
    )
    offered = transaction["offers"].where("volunteer_ref", gone)
    theirs = [one for one in offered if erased_owner(one.get("offered_at"), all_of_them[one["volunteer_ref"]])]
    transaction["offers"].write([DeleteOne({"_id": one["_id"]}) for one in theirs])
    named = transaction["names"].by_id(gone).items()
    _save_names(transaction, {ref: [one for one in doc["volunteers"] if one not in gone[ref]] for ref, doc in named})


def _save_names(transaction: Transaction, names: Mapping[str, list[str]]) -> None:
    transaction["names"].write(
        [
            ReplaceOne({"_id": ref}, {"_id": ref, "volunteers": numbers}, upsert=True)
            if numbers
            else DeleteOne({"_id": ref})
            for ref, numbers in sorted(names.items())
        ]
    )


def _hashed(transaction: Transaction, reference: str) -> Digest:
    return transaction.sealer.digest("erased", reference)
