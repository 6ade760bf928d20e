"""Definitions that wait for others, in any order of files: what sites, posts and shifts share of storing them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pymongo import UpdateOne

from shared.intake import Entry, origin
from shared.store.client import Document
from shared.store.transaction import Transaction


def add(transaction: Transaction, name: str, entries: Iterable[Entry]) -> None:
    """Store new definitions under their references."""
    transaction[name].insert([{"_id": one.reference, **one.plain, **origin(one)} for one in entries])


def add_or_fill(transaction: Transaction, name: str, facts: Iterable[tuple[Entry, Document]]) -> None:
    """Store definitions that others may have asked for before they came."""
    transaction[name].write(
        [
            UpdateOne({"_id": entry.reference}, {"$set": {**found, **origin(entry)}}, upsert=True)
            for entry, found in facts
        ]
    )


def known(transaction: Transaction, name: str, references: Iterable[str]) -> dict[str, Document]:
    """The definitions that are here, without those that are only awaited."""
    return {ref: found for ref, found in transaction[name].by_id(set(references)).items() if "digest" in found}


def split(entries: Sequence[Entry], here: Mapping[str, Document], key: str) -> tuple[list[Entry], list[Entry]]:
    """The entries whose definition is here, and those that came before it."""
    complete = [one for one in entries if one.data[key] in here]
    return complete, [one for one in entries if one.data[key] not in here]


def await_definitions(transaction: Transaction, name: str, references: Iterable[str]) -> None:
    """Write on definitions that are missing, so that a transaction that brings one at this moment conflicts with ours.

    Otherwise both would commit: the one that waits would not see it come, and it would not see who waits.
    """
    transaction[name].write(
        [UpdateOne({"_id": reference}, {"$inc": {"awaited": 1}}, upsert=True) for reference in sorted(set(references))]
    )


def waiting_for(transaction: Transaction, name: str, references: Sequence[str]) -> list[Document]:
    """The documents of `name` that wait for one of the definitions."""
    return transaction[name].where("waits_for", references)


def stop_waiting(transaction: Transaction, name: str, documents: Iterable[tuple[str, Document]]) -> None:
    """What waited has what it waited for; `documents` are ids with what is added to them."""
    transaction[name].write(
        [UpdateOne({"_id": one}, {"$set": facts, "$unset": {"waits_for": ""}}) for one, facts in documents]
    )
