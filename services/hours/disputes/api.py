"""HTTP of disputes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g
from flask.views import MethodView

from services.hours.attendance import usecases as attendance
from services.hours.blueprint import blueprint
from services.hours.disputes import schemas, usecases
from services.hours.disputes.repository import LIST, find
from shared.sources import as_written
from shared.store.transaction import Transaction
from shared.web import steps
from shared.web.auth import requires
from shared.web.blueprint import Blueprint
from shared.web.commands import command, store
from shared.web.limits import BY_PERSON, BY_RECORD
from shared.web.lists import add_list
from shared.web.problems import Problem


class Dispute(MethodView):
    """That what became of a presence is wrong."""

    @requires("hours:dispute", BY_PERSON)
    @blueprint.arguments(schemas.Opening)
    @blueprint.response(200, schemas.DisputeView)
    def post(self, body: dict[str, Any], reference: str) -> Any:
        """Dispute what became of an attendance, by the volunteer's own token, or for the volunteer."""
        found = attendance.outcome(store(), reference, g.where)
        if found is None:
            raise Problem(404, "no attendance was heard of under this reference; it may still be on its way")
        claim, outcome, by = body["claim"], found["outcome"], g.caller.subject
        return _done(lambda transaction: usecases.open_one(transaction, reference, claim, outcome, by), reference)


class Answer(MethodView):
    """What who ran the shift says to it."""

    @requires("hours:approve", BY_RECORD)
    @blueprint.arguments(schemas.Answer)
    @blueprint.response(200, schemas.DisputeView)
    def post(self, body: dict[str, Any], reference: str) -> Any:
        """Answer a dispute where the attendance was served; not by who opened it, nor the volunteer."""
        said, by = body["answer"], g.caller.subject
        return _done(lambda transaction: usecases.answer(transaction, reference, said, by), reference)


class Decision(MethodView):
    """What is decided on it."""

    @requires("hours:approve", BY_RECORD)
    @blueprint.arguments(schemas.Decision)
    @blueprint.response(200, schemas.DisputeView)
    def post(self, body: dict[str, Any], reference: str) -> Any:
        """Decide on a dispute above who ran the shift, when it is answered or was not in time; by a third person."""
        decision, by = body["decision"], g.caller.subject
        return _done(lambda transaction: usecases.decide(transaction, reference, decision, by), reference)


def _done(work: Callable[[Transaction], None], reference: str) -> Any:
    with steps.problems():
        command(work)
    return as_written(g.caller.source, find(store().database, reference) or {})


def add_to(blueprint: Blueprint) -> None:
    """Add the list of disputes."""
    add_list(blueprint, "/disputes", LIST, schemas.DisputeView, "hours:read", own=True)
