"""Whose reference was erased: it is closed for ever, and a keyed hash is all that is kept of it (docs/adr/0040).

So an old file that comes once more brings nobody back, and what was sent about somebody is never a stranger's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from pymongo import UpdateOne

from shared import paths
from shared.closings import NUMBER, next_number, perhaps_closed
from shared.hashing import Digest
from shared.intake.rows import Entry, Receipt
from shared.rules.references import CLOSED
from shared.store.client import Document
from shared.store.transaction import Transaction

ERASED = "erased"
MOST_AT_ONCE = 1_000


def hashed(transaction: Transaction, name: str) -> Digest:
    """What is kept of a name."""
    return transaction.sealer.digest(ERASED, name)


def close_by_number(transaction: Transaction, references: Collection[str]) -> None:
    """Close references of a service that lets rows in."""
    if references:
        close(transaction, references, **{NUMBER: next_number(transaction, ERASED)})


def kept(transaction: Transaction, references: Iterable[str], within: str = ERASED) -> dict[str, Document]:
    """Of those references that were of somebody who is erased what is kept.

    Args:
        within: the collection of the hashes.
    """
    forms = {form: one for one in references for form in hashed(transaction, one).forms}
    # Next to nobody is erased: one query finds that out for all.
    found = transaction[within].where("_id", forms, at_once=MOST_AT_ONCE)
    return {forms[one["_id"]]: one for one in found}


def closed(transaction: Transaction, references: Iterable[str], within: str = ERASED) -> set[str]:
    """Those of the references that were of somebody who is erased."""
    return set(kept(transaction, references, within))


def close(transaction: Transaction, references: Iterable[str], **facts: object) -> None:
    """Close references for ever.

    Args:
        facts: what is kept beside the hashes: with `closing`, rows are let in by what a process remembers.
    """
    keys, more = sorted(hashed(transaction, one).text for one in references), {"erased": True, **facts}
    transaction[ERASED].write([UpdateOne({"_id": one}, {"$set": more}, upsert=True) for one in keys])


def living(
    transaction: Transaction, fields: Sequence[str], entries: Sequence[Entry], receipt: Receipt, within: str = ERASED
) -> list[Entry]:
    """Those rows that name nobody who is erased. The others are refused, and nothing is kept of them.

    Args:
        fields: those that name volunteers, by their paths; one may be empty.
        within: the collection of the hashes; in `erased` those of rows are closed by number.
    """
    named = {name for field in fields for one in entries for name in paths.values(one.plain, field)}
    gone = _closed(transaction, named, within)
    found = []
    for one in entries:
        field = next((field for field in fields if not gone.isdisjoint(paths.values(one.plain, field))), None)
        if field is None:
            found.append(one)
        else:
            receipt.refuse_entry(one, field, CLOSED, kept=False)
    return found


def forget_malformed(transaction: Transaction, receipt: Receipt, within: str = ERASED) -> None:
    """Keep nothing of malformed rows either that would have such a reference themselves."""
    gone = _closed(transaction, {one.reference for one in receipt.refusals if one.kept and one.reference}, within)
    receipt.refusals = [replace(one, kept=False) if one.reference in gone else one for one in receipt.refusals]


def _closed(transaction: Transaction, references: Iterable[str], within: str) -> set[str]:
    if within != ERASED:
        return closed(transaction, references, within)
    names: dict[Digest, str] = {}

    def digests() -> Iterable[Digest]:
        names.update((hashed(transaction, one), one) for one in references)
        return names

    return closed(transaction, [names[one] for one in perhaps_closed(transaction, within, digests)], within)
