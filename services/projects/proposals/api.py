"""HTTP of proposals."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.projects.blueprint import blueprint
from services.projects.proposals import deciding, schemas, usecases
from services.projects.proposals.domain import ACCEPTED
from shared.lives import Record
from shared.sources import as_written
from shared.store.transaction import Transaction
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.described import ETAG
from shared.web.limits import BY_LIST, BY_PERSON, BY_RECORD
from shared.web.steps import problems, step


@blueprint.route("/shifts/<own(shift):shift_ref>/proposals")
class Proposals(MethodView):
    """The places of a shift that matching proposes."""

    @requires("projects:read", BY_RECORD)
    @blueprint.response(200, schemas.Proposal(many=True))
    def get(self, shift_ref: str) -> Any:
        """Who is proposed for a shift, with the band of distance, the reasons, and what was said to it."""
        with problems():
            found = store().transact(lambda transaction: usecases.proposals_of(transaction, shift_ref, g.where))
        return [as_written(g.caller.source, one) for one in found]


@blueprint.route("/proposals")
class OwnProposals(MethodView):
    """The places that matching proposes to a volunteer."""

    @requires("projects:read", BY_LIST)
    @blueprint.response(200, schemas.Proposal(many=True))
    def get(self) -> Any:
        """What is proposed to the volunteer who asks, of shifts that have not begun."""
        found = store().transact(lambda transaction: usecases.proposed_to(transaction, g.where.person))
        return [as_written(g.caller.source, one) for one in found]


@blueprint.route("/shifts/<ours:shift_ref>/proposals/<identifier>/decision")
class Decision(MethodView):
    """What somebody says to a proposal."""

    @requires("projects:sign-up", BY_PERSON)
    @blueprint.arguments(schemas.ProposalDecision)
    @blueprint.response(200, schemas.Proposal, headers=ETAG)
    def put(self, body: dict[str, Any], shift_ref: str, identifier: str) -> Any:
        """Accept a proposed place, as the volunteer or as who runs the shift, or decline it."""
        accepts = body["decision"] == ACCEPTED

        def decide(transaction: Transaction, seen: str | None) -> Record:
            return deciding.decide(transaction, shift_ref, identifier, body["volunteer"], accepts)

        return step(decide, lambda record: as_written(g.caller.source, record.document))
