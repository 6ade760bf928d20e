"""HTTP of corrections."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.hours.attendance import usecases as attendance
from services.hours.attendance.schemas import Outcome
from services.hours.blueprint import blueprint
from services.hours.corrections import schemas, usecases
from services.hours.shifts.domain import Interval
from shared.sources import as_written
from shared.store.transaction import Transaction
from shared.web import steps
from shared.web.auth import requires
from shared.web.commands import command, store
from shared.web.limits import BY_RECORD


class Reversal(MethodView):
    """What a presence was credited, taken back."""

    @requires("hours:approve", BY_RECORD)
    @blueprint.arguments(schemas.Reversal)
    @blueprint.response(200, Outcome)
    def post(self, body: dict[str, Any], reference: str) -> Any:
        """Take back all that an attendance was credited, by an entry of its own for each of its entries."""
        subject = g.caller.subject

        def work(transaction: Transaction) -> None:
            usecases.reverse(transaction, reference, body["because"], subject)

        return _done(work, reference)


class Correction(MethodView):
    """Part of what a presence was credited, taken back."""

    @requires("hours:approve", BY_RECORD)
    @blueprint.arguments(schemas.Correction)
    @blueprint.response(200, Outcome)
    def post(self, body: dict[str, Any], reference: str) -> Any:
        """Leave of what an attendance was credited a part; what was served besides is recorded as one of its own."""
        kept, subject = Interval(body["starts_at"], body["ends_at"]), g.caller.subject

        def work(transaction: Transaction) -> None:
            usecases.cut(transaction, reference, kept, body["because"], subject)

        return _done(work, reference)


class BalanceReversal(MethodView):
    """An opening balance, taken back."""

    @requires("hours:approve", BY_RECORD)
    @blueprint.arguments(schemas.Reversal)
    @blueprint.response(200, schemas.Reversed)
    def post(self, body: dict[str, Any], reference: str) -> Any:
        """Take back an opening balance, by an entry of its own."""
        because, subject = body["because"], g.caller.subject
        with steps.problems():
            return command(lambda transaction: usecases.reverse_balance(transaction, reference, because, subject))


def _done(work: Any, reference: str) -> Any:
    with steps.problems():
        command(work)
    return as_written(g.caller.source, attendance.outcome(store(), reference) or {})
