"""Rows that come again: a reference is new, or its row is a replay of the first one or a conflict with it."""

from __future__ import annotations

from collections.abc import Sequence

from shared.intake.rows import CONFLICTING, Entry, Receipt
from shared.store.client import Document
from shared.store.transaction import Transaction


def fresh(
    transaction: Transaction, collection: str, entries: Sequence[Entry], receipt: Receipt, *, as_a_rule: bool = False
) -> list[Entry]:
    """Those rows whose reference is new; the others are replays or conflicts in the receipt.

    The collection's documents are named by the reference and carry `digest` and `line`, as `origin` gives them; a
    document without them is only awaited by others.

    Args:
        as_a_rule: most batches hold nothing but new rows, and the caller inserts what is given back (not for a
            collection with documents that are only awaited): see `Transaction.copied`.
    """
    references, names = {entry.reference for entry in entries}, {"digest": 1, "line": 1}
    if as_a_rule:
        known = transaction.copied(collection, references, names)
    else:
        known = transaction[collection].by_id(references, names)
    new: list[Entry] = []
    for entry in entries:
        first = known.get(entry.reference)
        if first is None or "line" not in first:
            if first is not None:
                receipt.awaited.add(entry.reference)
            known[entry.reference] = origin(entry)
            new.append(entry)
        else:
            receipt.repeat(entry, first, entry.plain)
    receipt.accepted += len(new)
    receipt.name_differing({**_firsts(transaction, collection, receipt), **{one.reference: one.plain for one in new}})
    return new


def _firsts(transaction: Transaction, collection: str, receipt: Receipt) -> dict[str, Document]:
    """What is kept in clear of the records that rows are in conflict with, of those that their sender reaches.

    What is sealed is never compared: whoever guesses a phone or a document would be told when it is right.
    """
    conflicting = [one.reference for one in receipt.refusals if one.kind == CONFLICTING]
    found = transaction[collection].by_id(conflicting) if conflicting else {}
    return {name: first for name, first in found.items() if transaction.where.reaches_record(first)}


def origin(entry: Entry) -> Document:
    """What a document keeps to tell a replay from a conflict."""
    return {"digest": entry.digest.text, "line": entry.line_id}
