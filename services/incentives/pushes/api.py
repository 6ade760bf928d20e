"""HTTP of pushes: where partners are sent what they are told, how that stands, and what they may change of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask.views import MethodView

from services.incentives.blueprint import blueprint
from services.incentives.partners.asking import must_be_the_partner, must_be_the_partners
from services.incentives.partners.kind import PARTNERS
from services.incentives.partners.schemas import Contract, PartnerView
from services.incentives.pushes import repository, schemas, usecases
from services.incentives.pushes.domain import Secret
from shared.store.transaction import Transaction
from shared.web import steps
from shared.web.auth import requires
from shared.web.commands import command, store
from shared.web.limits import BY_ITSELF, BY_PARTNER
from shared.web.lives import Records, by_fields

SCOPE = "incentives:partner"
Records(blueprint, PARTNERS, PartnerView).add_step(
    "contract", Contract, by_fields(usecases.agree), "incentives:contract"
)


def _changed(reference: str, change: Callable[[Transaction], object]) -> dict[str, Any]:
    """How a push stands after a change of it."""
    must_be_the_partners(reference)
    with steps.problems():
        command(lambda transaction: change(transaction) and None)
        return usecases.look_at(store(), reference)


def _ids(secrets: list[Secret]) -> dict[str, Any]:
    return {"secrets": [{name: one[name] for name in ("id", "since", "until")} for one in map(asdict, secrets)]}


@blueprint.route("/partners/<ours:reference>/push")
class Push(MethodView):
    """How far a partner was sent what it is told."""

    @requires(SCOPE, BY_PARTNER)
    @blueprint.response(200, schemas.PushView)
    def get(self, reference: str) -> Any:
        """How a partner's push stands; 404 for who has no endpoint."""
        must_be_the_partners(reference)
        with steps.problems():
            return usecases.look_at(store(), reference)

    @requires(SCOPE, BY_PARTNER)
    @blueprint.arguments(schemas.Limits)
    @blueprint.response(200, schemas.PushView)
    def put(self, body: dict[str, Any], reference: str) -> Any:
        """Send at most so much at once from now on."""
        return _changed(reference, lambda transaction: usecases.limit(transaction, reference, **body))


@blueprint.route("/partners/<ours:reference>/push/redelivery")
class Redelivery(MethodView):
    """Sending again."""

    @requires(SCOPE, BY_PARTNER)
    @blueprint.arguments(schemas.Redelivery)
    @blueprint.response(200, schemas.PushView)
    def put(self, body: dict[str, Any], reference: str) -> Any:
        """Send again all that lies behind a position of the partner's log, or leave out what lies before."""
        return _changed(reference, lambda transaction: usecases.send_again(transaction, reference, body["position"]))


@blueprint.route("/partners/<ours:reference>/push/enabling")
class Enabling(MethodView):
    """Enabling a push again."""

    @requires(SCOPE, BY_PARTNER)
    @blueprint.arguments(schemas.Enabling)
    @blueprint.response(200, schemas.PushView)
    def put(self, body: dict[str, Any], reference: str) -> Any:
        """Send again after a 410 or three days of failures; what waits for its next attempt is sent at once."""
        return _changed(reference, lambda transaction: usecases.enable(transaction, reference))


@blueprint.route("/partners/<ours:reference>/push/secrets")
class Secrets(MethodView):
    """The secrets by which what is sent is signed."""

    @requires(SCOPE, BY_ITSELF)
    @blueprint.response(200, schemas.SecretsView)
    def get(self, reference: str) -> Any:
        """The secrets that count now, for the partner itself: who has them can write what only the network should."""
        must_be_the_partner(reference)
        with steps.problems():
            return {"secrets": usecases.secrets_of(store(), reference)}

    @requires(SCOPE, BY_PARTNER)
    @blueprint.arguments(schemas.Rotation)
    @blueprint.response(200, schemas.SecretIdsView)
    def post(self, body: dict[str, Any], reference: str) -> Any:
        """Draw a secret, by which is signed from now on; those of before sign, too, for as long as is asked for."""
        must_be_the_partners(reference)
        overlap = dt.timedelta(hours=body["overlap_hours"])
        with steps.problems():
            return command(lambda transaction: _ids(usecases.draw_secret(transaction, reference, overlap)))


@blueprint.route("/partners/<ours:reference>/push/attempts")
class Attempts(MethodView):
    """The log of deliveries."""

    @requires(SCOPE, BY_PARTNER)
    @blueprint.arguments(schemas.AttemptsQuery, location="query")
    @blueprint.response(200, schemas.AttemptsView)
    def get(self, query: dict[str, Any], reference: str) -> Any:
        """Attempts to deliver of the last 90 days, the last one first: what was sent when and became of it."""
        must_be_the_partners(reference)
        return {"attempts": repository.attempts(store().database, reference, query["before"], query["limit"])}
