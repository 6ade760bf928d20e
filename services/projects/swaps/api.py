"""HTTP of swaps."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.projects.blueprint import blueprint
from services.projects.signups.api import SCOPE
from services.projects.swaps import schemas, usecases
from services.projects.swaps.domain import ACCEPTED
from shared.lives import Record
from shared.sources import as_written
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.described import ETAG
from shared.web.limits import BY_LIST, BY_PERSON
from shared.web.steps import step


@blueprint.route("/sign-ups/<ours:reference>/swaps")
class Offers(MethodView):
    """The place of a sign-up, offered to somebody."""

    @requires(SCOPE, BY_PERSON)
    @blueprint.arguments(schemas.SwapOffer)
    @blueprint.response(201, schemas.SwapView, headers=ETAG)
    def post(self, body: dict[str, Any], reference: str) -> Any:
        """Offer the place to somebody, as a gift where nobody waits for it, or for a place of another shift."""
        view, _, headers = step(lambda transaction, seen: usecases.offer(transaction, reference, **body), _view)
        return view, 201, headers


@blueprint.route("/swaps")
class OwnSwaps(MethodView):
    """The swaps of a volunteer."""

    @requires("projects:read", BY_LIST)
    @blueprint.response(200, schemas.SwapView(many=True))
    def get(self) -> Any:
        """What the volunteer who asks offers and is offered, of shifts that have not begun."""
        found = store().transact(lambda transaction: usecases.of_person(transaction, g.where.person))
        return [as_written(g.caller.source, one) for one in found]


@blueprint.route("/swaps/<identifier>/decision")
class SwapDecision(MethodView):
    """What somebody says to an offered place."""

    @requires(SCOPE, BY_PERSON)
    @blueprint.arguments(schemas.SwapAnswer)
    @blueprint.response(200, schemas.SwapView, headers=ETAG)
    def put(self, body: dict[str, Any], identifier: str) -> Any:
        """Accept an offered place, as the one to whom it is offered or as who runs the shifts, or decline it."""
        accepts = body["decision"] == ACCEPTED
        return step(lambda transaction, seen: usecases.answer(transaction, identifier, accepts=accepts), _view)


@blueprint.route("/swaps/<identifier>/withdrawal")
class SwapEnd(MethodView):
    """The end of an offer."""

    @requires(SCOPE, BY_PERSON)
    @blueprint.arguments(schemas.SwapWithdrawal)
    @blueprint.response(200, schemas.SwapView, headers=ETAG)
    def put(self, body: dict[str, Any], identifier: str) -> Any:
        """Offer a place no longer that nobody accepted."""
        return step(lambda transaction, seen: usecases.withdraw(transaction, identifier), _view)


def _view(record: Record) -> dict[str, Any]:
    return as_written(g.caller.source, record.document)
