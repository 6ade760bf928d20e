"""Use cases of homes: what is kept of volunteers follows to where they belong, and with it who may see it."""

from __future__ import annotations

from collections.abc import Iterable

from services.registry.homes import repository
from shared.store.transaction import Transaction


def follow(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Volunteers may belong to other regions now. Done again, it changes nothing."""
    repository.move(transaction, repository.homes(transaction, set(numbers)))
