"""Seals of the ledger: what they say and show, for whoever has them and the public keys alone. Pure.

An entry's leaf is made of its facts in a fixed order, as JSON. None of them but the number says who the volunteer is,
so that a leaf stays what it is when somebody is erased. All leaves are one Merkle tree (`shared/merkle.py`), in the
order of hours' log; a seal is that tree's root after some more entries, signed (docs/adr/0068).
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from hashlib import sha256
from operator import itemgetter
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.merkle import BYTES, is_consistent, is_included, leaf_hash

CREDITED, REVERSED = "hours.credited.v1", "hours.reversed.v1"
FACTS: Mapping[str, tuple[str, ...]] = {
    CREDITED: (
        "entry",
        "attendance_ref",
        "shift_ref",
        "volunteer",
        "minutes",
        "region_code",
        "day",
        "starts_at",
        "ends_at",
        "provenance",
        "late",
        "policy",
    ),
    REVERSED: (
        "entry",
        "reverses",
        "attendance_ref",
        "shift_ref",
        "volunteer",
        "minutes",
        "region_code",
        "day",
        "starts_at",
        "ends_at",
        "provenance",
        "because",
    ),
}
"""By the event that tells of a kind of entry the facts that its leaf is made of, in their order."""
FORM = "kapok-seal-v1"
"""Stands first in what is signed, so that it passes for nothing else that such a key might sign."""
KEY_DIGITS = 32
SEAL_DIGITS = 12
NO_SEAL = "0" * 2 * BYTES
"""What the first seal has in place of the digest of the one before."""
_values = {kind: itemgetter(*names) for kind, names in FACTS.items()}
_stored_values = {kind: itemgetter("_id", *names[1:]) for kind, names in FACTS.items()}
_moments = {kind: [names.index(one) for one in ("starts_at", "ends_at")] for kind, names in FACTS.items()}
_policy = {kind: names.index("policy") for kind, names in FACTS.items() if "policy" in names}


def content(kind: str, facts: Mapping[str, Any], *, is_stored: bool = False) -> bytes:
    """What an entry's leaf is made of: a JSON array of its kind and its facts, without spaces, in UTF-8.

    Moments are in UTC to the millisecond, which is what the store keeps, without a fraction where there is none. A
    policy is a list of its name and its version.

    Args:
        kind: the event that tells of it.
        facts: the event's data, or the entry as it is stored.
        is_stored: the latter, which has its name as `_id`.
    """
    values = [*(_stored_values if is_stored else _values)[kind](facts)]
    for place in _moments[kind]:
        values[place] = _written(values[place])
    if (place := _policy.get(kind, -1)) >= 0:
        values[place] = [values[place]["name"], values[place]["version"]]
    return orjson.dumps([kind, *values])


def leaf(kind: str, facts: Mapping[str, Any], *, is_stored: bool = False) -> bytes:
    """The leaf of an entry; see `content`."""
    return leaf_hash(content(kind, facts, is_stored=is_stored))


def _written(moment: dt.datetime | str | None) -> str | None:
    """A moment in UTC; a text is in UTC already, as events have it."""
    if moment is None:
        return None
    text = moment if isinstance(moment, str) else moment.isoformat()
    if not text.endswith(("Z", "+00:00")):
        text = dt.datetime.fromisoformat(text).astimezone(dt.UTC).isoformat()
    if text[19] != ".":
        return f"{text[:19]}Z"
    milliseconds = text[20:].rstrip("Z").partition("+")[0].ljust(3, "0")[:3]
    return f"{text[:19]}Z" if milliseconds == "000" else f"{text[:19]}.{milliseconds}Z"


@dataclass(frozen=True)
class Seal:
    """A seal as it is published.

    Attributes:
        number: the first one is 1.
        size: how many entries are sealed by it and those before.
        root: of the tree of all these, in hexadecimal digits.
        previous: the digest of the seal before.
        sealed_at: when, in UTC.
        key: the id of the key that signed it.
        signature: Ed25519, in base64url, of `statement`.
    """

    number: int
    size: int
    root: str
    previous: str
    sealed_at: str
    key: str
    signature: str = ""

    @property
    def statement(self) -> bytes:
        """What is signed: a JSON array of the form's name and all the facts, without spaces."""
        return orjson.dumps([FORM, self.number, self.size, self.root, self.previous, self.sealed_at, self.key])

    @property
    def digest(self) -> str:
        """What the next seal names it by."""
        return sha256(self.statement).hexdigest()

    @property
    def reference(self) -> str:
        """The number as references are sorted."""
        return reference(self.number)

    @property
    def plain(self) -> dict[str, Any]:
        """Its facts by their names."""
        return asdict(self)

    def signed(self, private: Ed25519PrivateKey) -> Seal:
        """The same with its signature."""
        return replace(self, signature=base64.urlsafe_b64encode(private.sign(self.statement)).decode())

    def is_signed_by(self, public: bytes) -> bool:
        """Whether the key that it names is this one, and signed it."""
        if self.key != key_id(public):
            return False
        try:
            _public(public).verify(base64.b64decode(self.signature, b"-_", validate=True), self.statement)
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return True


def seal_of(facts: Mapping[str, Any]) -> Seal:
    """A seal from its facts, among which may be others.

    Raises:
        KeyError: one is missing.
    """
    return Seal(**{name: facts[name] for name in Seal.__dataclass_fields__})


def reference(number: int) -> str:
    """A seal's number as a reference, sorted as numbers are."""
    return f"{number:0{SEAL_DIGITS}}"


def key_id(public: bytes) -> str:
    """The id of a key: the beginning of its public part's digest, so that no other key can bear it."""
    return sha256(public).hexdigest()[:KEY_DIGITS]


@lru_cache(maxsize=16)
def private_key(seed: bytes) -> Ed25519PrivateKey:
    """The key of 32 bytes that signs."""
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_of(seed: bytes) -> bytes:
    """The public part of a key of 32 bytes."""
    return private_key(seed).public_key().public_bytes_raw()


@lru_cache(maxsize=16)
def _public(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


def shows_entry(seal: Seal, public: bytes, sealed: bytes, index: int, path: Sequence[str]) -> bool:
    """Whether a proof shows that an entry is among those that a signed seal seals.

    Args:
        public: the key that signs.
        sealed: the entry's leaf.
        index: its place in the tree.
        path: the proof, in hexadecimal digits (RFC 9162, 2.1.3).
    """
    hashes = _hashes([*path, seal.root])
    if hashes is None or not seal.is_signed_by(public):
        return False
    *steps, root = hashes
    return is_included(sealed, index, seal.size, steps, root)


def shows_growth(earlier: Seal, later: Seal, path: Sequence[str]) -> bool:
    """Whether a proof shows that what a seal seals is the beginning of what a later one does (RFC 9162, 2.1.4)."""
    hashes = _hashes([*path, earlier.root, later.root])
    if hashes is None:
        return False
    *steps, before, root = hashes
    return is_consistent(earlier.size, before, later.size, root, steps)


def _hashes(texts: Sequence[str]) -> list[bytes] | None:
    """Hashes from their digits; None where one is none."""
    try:
        return [bytes.fromhex(one) for one in texts]
    except ValueError:
        return None
