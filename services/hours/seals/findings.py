"""What a verification may find, and what it finds of seals themselves. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from shared.seals import NO_SEAL, Seal, seal_of

FORM = {
    **dict.fromkeys(("number", "size", "entries", "position"), int),
    **dict.fromkeys(("root", "previous", "sealed_at", "key", "signature"), str),
}
"""What a stored seal has, of which kind."""


class Finding(NamedTuple):
    """Something that is not as it was sealed.

    Attributes:
        what: of an entry changed, removed, moved or added; of a seal missing, unchained, unsigned, unfit, bare, other
            or gone.
        seal: its number; None for an entry without one.
        entry: the entry's name; None for what is of the seal itself.
    """

    what: str
    seal: int | None = None
    entry: str | None = None


def print_of(seal: Seal) -> bytes:
    """What tells a seal from any other, in little room."""
    return sha256(seal.statement + seal.signature.encode()).digest()


def seal_in(document: Mapping[str, Any]) -> Seal | None:
    """The seal of a document; None where that is not of its form."""
    if all(type(document.get(name)) is kind for name, kind in FORM.items()):
        return seal_of(document)
    return None


def of_seal(seal: Seal, last: Seal | None, keys: Mapping[str, bytes]) -> Iterator[Finding]:
    """Of a seal itself: its number, its chain and its signature.

    Args:
        last: the one before it in the store.
        keys: the public keys, by their ids.
    """
    follows = last.number + 1 if last else 1
    yield from (Finding("missing", number) for number in range(follows, seal.number))
    if seal.number == follows and seal.previous != (last.digest if last else NO_SEAL):
        yield Finding("unchained", seal.number)
    if seal.key not in keys or not seal.is_signed_by(keys[seal.key]):
        yield Finding("unsigned", seal.number)
