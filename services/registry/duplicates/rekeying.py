"""What registrations share, and who is suspected for it, made anew when the hash key is another one."""

from __future__ import annotations

from collections.abc import Sequence

from services.registry.duplicates.hashing_anew import hash_anew, rename
from services.registry.duplicates.repository import FIELDS
from services.registry.duplicates.usecases import look_again
from services.registry.volunteers.repository import VOLUNTEERS
from shared.store.transaction import Transaction


def take(transaction: Transaction, references: Sequence[str]) -> None:
    """What registrations share is hashed by the key in use, for all who share it; then suspicions are looked for."""
    found = transaction[VOLUNTEERS].by_id(references, {"number": 1, **dict.fromkeys(FIELDS.values(), 1)})
    renewed = transaction.sealer.hashes.renewed
    for field, old in sorted(
        {(field, one[field]) for one in found.values() for field in FIELDS.values() if field in one}
    ):
        if old != renewed(old):
            hash_anew(transaction, field, old, renewed(old))
    look_again(transaction, [one["number"] for one in found.values()])


def take_suspicions(transaction: Transaction, keys: Sequence[str]) -> None:
    """What is left of suspicions under old digests: decisions on registrations that share nothing any more."""
    for old in keys:
        rename(transaction, old, transaction.sealer.hashes.renewed(old))
