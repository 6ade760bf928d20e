"""What certificates take and show over HTTP."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.hours.certificates.domain import REASONS
from shared.intake.asked import Asked
from shared.intake.fields import day, in_order, one_of, optional_reference
from shared.intake.numbers import Whole
from shared.intake.references import BEGINNING, Reference
from shared.intake.texts import Word

MOST_AT_ONCE = 200
"""Certificates that are issued in one transaction."""


class Days(Asked):
    """The days of service that certificates are about, both included."""

    first_day = day(past=True, required=True)
    last_day = day(past=True, required=True)
    check_days = in_order("first_day", "last_day")


class CertificateWanted(Days):
    """A certificate of a volunteer's credited hours."""

    volunteer = Word(required=True, validate=Reference(), metadata={"description": "the volunteer's number"})
    organisation_ref = optional_reference()


class CertificateBatch(Days):
    """Certificates of all who served in an organisation's shifts, some at a time."""

    after = Word(
        load_default="",
        validate=Reference(BEGINNING),
        metadata={"description": "the `next` of the request before; the first begins without"},
    )
    limit = Whole(1, MOST_AT_ONCE, load_default=100)


class Revocation(Asked):
    """Why a certificate counts no longer."""

    reason = one_of(*REASONS)


class Totals(Schema):
    """What is certified, added up."""

    minutes = fields.Integer()
    entries = fields.Integer(metadata={"description": "how many entries of the ledger"})
    by_provenance = fields.Dict(
        fields.String(), fields.Integer(), metadata={"description": "minutes measured, attested, backfilled, migrated"}
    )


class CheckView(Schema):
    """What everybody may know of a certificate: whether it is valid, and its totals."""

    serial = fields.String()
    status = fields.String(metadata={"description": "valid or revoked"})
    revoked_at = fields.String(allow_none=True)
    reason = fields.String(
        allow_none=True, metadata={"description": "of a revoked one: reversed, separated, mistaken, lost or asked_for"}
    )
    issued_at = fields.String()
    first_day = fields.String()
    last_day = fields.String()
    totals = fields.Nested(Totals)


class CertificateView(CheckView):
    """A certificate as it is listed."""

    volunteer = fields.String()
    organisation_ref = fields.String(allow_none=True)


class CertificateBatchView(Schema):
    """The certificates of some volunteers."""

    certificates = fields.List(fields.Nested(CertificateView))
    next = fields.String(allow_none=True, metadata={"description": "the next request's `after`; null after the last"})


class CertificateSignature(Schema):
    """A signature by Ed25519."""

    key = fields.String(metadata={"description": "the name of its key, as `/certificates/keys` has it"})
    value = fields.String(metadata={"description": "in hexadecimal digits"})


class CertificateFile(Schema):
    """A certificate's file, byte for byte: names in order, and nothing between them."""

    certificate = fields.Dict(fields.String())
    proofs = fields.Dict(fields.String(), metadata={"description": "that the entries are sealed: see docs/audit.md"})
    signature = fields.Nested(CertificateSignature)


class KeyView(Schema):
    """A public key."""

    key = fields.String(metadata={"description": "its name"})
    public = fields.String(metadata={"description": "32 bytes in hexadecimal digits"})


class KeysView(Schema):
    """The public keys of certificates, the one that signs now first, and those of the seals that their proofs name."""

    keys = fields.List(fields.Nested(KeyView))
    seals = fields.List(fields.Nested(KeyView), metadata={"description": "those of seals, the first one first"})
