"""Entries of the hours ledger that take another one back: which entries count, in whatever order they come. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from shared.sources import REVERSAL, SEPARATOR

BEGINNING = f"{REVERSAL}{SEPARATOR}"
Thing = TypeVar("Thing")


def reversal_of(entry: str) -> str:
    """The name of the entry that takes one back; there is one at most."""
    return f"{BEGINNING}{entry}"


def is_reversal(entry: str) -> bool:
    """Whether an entry takes another one back."""
    return entry.startswith(BEGINNING)


def counting(entries: Mapping[str, Thing]) -> Mapping[str, Thing]:
    """Those that count: neither taken back, nor what takes back. As a rule nothing is."""
    if not any(map(is_reversal, entries)):
        return entries
    return {name: one for name, one in entries.items() if not is_reversal(name) and reversal_of(name) not in entries}
