"""What is stored of whose references are and were: other names with their numbers, and which references are closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pymongo import DeleteOne, ReplaceOne

from shared.erased import close
from shared.store.transaction import Transaction


def erased_numbers(transaction: Transaction, numbers: Iterable[str]) -> set[str]:
    """Those of the numbers whose persons are erased."""
    found = transaction["volunteers"].by_id(numbers, {"erased": 1}).items()
    return {number for number, one in found if one.get("erased")}


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


def forget(transaction: Transaction, gone: Mapping[str, Iterable[str]]) -> None:
    """Forget whose references were, with all that was offered under them, and close them for ever.

    Args:
        gone: by reference the numbers of those who were erased under it.
    """
    close(transaction, gone)
    offered = transaction["availability"].where("volunteer_ref", gone, {"_id": 1})
    transaction["availability"].write([DeleteOne({"_id": one["_id"]}) for one in offered])
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
