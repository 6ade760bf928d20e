"""Revoking tokens over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask.views import MethodView
from marshmallow import Schema, ValidationError, fields, validate

from services.registry.blueprint import blueprint
from services.registry.revocations import usecases
from services.registry.volunteers.callers import must_be_the_networks
from shared import clock
from shared.intake.asked import Asked
from shared.intake.fields import reference
from shared.intake.texts import Form, Word
from shared.sources import LOCAL, is_source
from shared.web.auth import requires
from shared.web.commands import command
from shared.web.limits import province

LONGEST_SUBJECT = 200


class SourceName(Form):
    """A source's name, as tokens may have one."""

    def __call__(self, value: str) -> str:  # type: ignore[override]
        """The name itself.

        Raises:
            ValidationError: it is none, or a person's number.
        """
        super().__call__(value)
        if not is_source(value):
            raise ValidationError(self._format_error(value))
        return value


SOURCE = SourceName("^[a-z0-9][a-z0-9_-]{0,39}$", error="is no source's name")


class Revocation(Asked):
    """A token that shall count no longer."""

    jti = reference(metadata={"description": "its number, the claim `jti`"})


class HolderRevocation(Asked):
    """A holder whose tokens of until now shall count no longer."""

    subject = Word(
        required=True, validate=validate.Length(1, LONGEST_SUBJECT), metadata={"description": "the claim `sub`"}
    )
    source = Word(
        load_default=LOCAL,
        validate=SOURCE,
        metadata={"description": "for which system the tokens speak"},
    )


class RevocationView(Schema):
    """A token that counts no longer."""

    jti = fields.String()
    revoked_at = fields.String(metadata={"description": "when that was decided"})


class HolderRevocationView(Schema):
    """A holder whose tokens count no longer."""

    holder = fields.String(metadata={"description": "source and subject, or a keyed hash of one that is no reference"})
    revoked_at = fields.String(metadata={"description": "until when the tokens were made; when that was decided"})


@blueprint.route("/revocations")
class Revocations(MethodView):
    """Tokens that count no longer."""

    @requires("registry:revoke", province("a token may be used everywhere"))
    @blueprint.arguments(Revocation)
    @blueprint.response(200, RevocationView)
    def post(self, body: dict[str, Any]) -> Any:
        """Revoke a token by its number: within 10 s no api takes it any more."""
        must_be_the_networks()
        jti = body["jti"]
        return command(lambda transaction: {"jti": jti, "revoked_at": clock.to_text(usecases.revoke(transaction, jti))})


@blueprint.route("/holder-revocations")
class HolderRevocations(MethodView):
    """Holders whose tokens count no longer."""

    @requires("registry:revoke", province("a token may be used everywhere"))
    @blueprint.arguments(HolderRevocation)
    @blueprint.response(200, HolderRevocationView)
    def post(self, body: dict[str, Any]) -> Any:
        """Revoke all tokens of a subject that were made until now: within 10 s no api takes them any more."""
        must_be_the_networks()
        return command(
            lambda transaction: _shown(*usecases.revoke_holder(transaction, body["source"], body["subject"]))
        )


def _shown(holder: str, revoked_at: dt.datetime) -> dict[str, str]:
    return {"holder": holder, "revoked_at": clock.to_text(revoked_at)}
