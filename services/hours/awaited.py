"""Copies of what others own, which may be awaited before anybody has brought them: what people and shifts share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping

from pymongo import UpdateOne

from shared.store.client import Document
from shared.store.transaction import Transaction


def learn(transaction: Transaction, name: str, facts: Mapping[str, Document], present: Container[str]) -> None:
    """Store what was heard; `present` are the references that have a document, if only because they are awaited."""
    transaction[name].insert([{"_id": ref, **one} for ref, one in facts.items() if ref not in present])
    transaction[name].write([UpdateOne({"_id": ref}, {"$set": one}) for ref, one in facts.items() if ref in present])


def expect(transaction: Transaction, name: str, references: Iterable[str]) -> None:
    """Count that somebody waits for documents of `name`, making those that nobody has brought yet.

    So of two transactions at one moment, one that begins to wait and one that brings what it waits for, one is run
    again and sees the other's work; otherwise something would wait for ever (docs/adr/0006).
    """
    counts = Counter(references)
    transaction[name].write(
        [UpdateOne({"_id": ref}, {"$inc": {"awaited": count}}, upsert=True) for ref, count in counts.items()]
    )
