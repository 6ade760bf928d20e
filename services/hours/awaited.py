"""Copies of what others own, which may be awaited before anybody has brought them: what people and shifts share."""

from __future__ import annotations

from collections.abc import Container, Mapping

from pymongo import UpdateOne

from shared.store.client import Document
from shared.store.transaction import Transaction


def learn(transaction: Transaction, name: str, facts: Mapping[str, Document], present: Container[str]) -> None:
    """Store what was heard; `present` are the references that have a document, if only because they are awaited."""
    transaction[name].insert([{"_id": ref, **one} for ref, one in facts.items() if ref not in present])
    transaction[name].write([UpdateOne({"_id": ref}, {"$set": one}) for ref, one in facts.items() if ref in present])
