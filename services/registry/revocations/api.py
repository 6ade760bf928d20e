"""Revoking tokens over HTTP."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from marshmallow import Schema, fields

from services.registry.blueprint import blueprint
from services.registry.revocations import usecases
from services.registry.volunteers.callers import must_be_the_networks
from shared import clock
from shared.intake.asked import Asked
from shared.intake.fields import reference
from shared.web.auth import requires
from shared.web.commands import command
from shared.web.limits import province


class Revocation(Asked):
    """A token that shall count no longer."""

    jti = reference(metadata={"description": "its number, the claim `jti`"})


class RevocationView(Schema):
    """A token that counts no longer."""

    jti = fields.String()
    revoked_at = fields.String(metadata={"description": "when that was decided"})


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
