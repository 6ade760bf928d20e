"""What of seals is asked and shown over HTTP."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.intake.asked import Asked
from shared.intake.numbers import Whole
from shared.intake.texts import Form, Word
from shared.merkle import BYTES

MOST = 10**11
LEAF = Form(f"^[0-9a-f]{{{2 * BYTES}}}$", error="must be 64 hexadecimal digits")


class Of(Asked):
    """For which seal a proof is to be."""

    seal = Whole(
        1, MOST, load_default=None, metadata={"description": "a later seal's number; by default the one that sealed it"}
    )


class OfLeaf(Of):
    """Of which leaf, and for which seal."""

    leaf = Word(required=True, validate=LEAF, metadata={"description": "the entry's, 64 hexadecimal digits"})


class Since(Asked):
    """Since which seal."""

    earlier = Whole(1, MOST, data_key="from", required=True, metadata={"description": "an earlier seal's number"})


class Seal(Schema):
    """A seal."""

    number = fields.Integer()
    size = fields.Integer(metadata={"description": "how many entries it and all before it seal"})
    root = fields.String(metadata={"description": "of the Merkle tree of all these (RFC 6962, SHA-256), hexadecimal"})
    previous = fields.String(metadata={"description": "SHA-256 of what the seal before signs; zeros for the first one"})
    sealed_at = fields.String()
    key = fields.String(metadata={"description": "the id of the key that signed it"})
    signature = fields.String(metadata={"description": "Ed25519, base64url"})


class ListedSeal(Seal):
    """A seal in the list."""

    seal_ref = fields.String(metadata={"description": "the number as lists sort it"})


class Key(Schema):
    """A public key that signed seals."""

    key = fields.String(metadata={"description": "its id: the first 32 hexadecimal digits of its SHA-256"})
    public = fields.String(metadata={"description": "Ed25519, 32 bytes in base64"})
    first = fields.Integer(metadata={"description": "the number of the first seal that it signed"})


class Keys(Schema):
    """All public keys, the first one first."""

    keys = fields.List(fields.Nested(Key))


class Inclusion(Schema):
    """The proof that an entry is sealed (RFC 9162, 2.1.3)."""

    leaf = fields.String(metadata={"description": "hexadecimal"})
    index = fields.Integer(metadata={"description": "the leaf's place in the tree; the first one is 0"})
    sealed_by = fields.Integer(metadata={"description": "the number of the seal that sealed the entry"})
    seal = fields.Nested(Seal)
    path = fields.List(fields.String(), metadata={"description": "hashes from the leaf to the root, hexadecimal"})


class Growth(Schema):
    """The proof that what a seal seals is the beginning of what a later one does (RFC 9162, 2.1.4)."""

    earlier = fields.Nested(Seal)
    later = fields.Nested(Seal)
    path = fields.List(fields.String(), metadata={"description": "hashes, hexadecimal"})
