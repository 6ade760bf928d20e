"""HTTP of shifts: taking them in, one of them, and the steps of its life."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.projects.blueprint import blueprint
from services.projects.publication.domain import state
from services.projects.publication.schemas import Cancellation, Closing, Publication
from services.projects.shifts import schemas, usecases
from services.projects.shifts import steps as life
from services.projects.shifts.kind import SHIFTS
from shared.lives import Record
from shared.sources import as_written
from shared.store.transaction import Transaction
from shared.web import steps
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.described import ETAG
from shared.web.kinds import add_kind
from shared.web.limits import BY_RECORD
from shared.web.lives import Records


def _shown(shift: Record) -> dict[str, Any]:
    return {**shift.document, "state": state(shift.document)}


def _publish(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return life.publish(transaction, reference, seen)


def _reschedule(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return life.reschedule(transaction, reference, body, seen)


def _close(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return life.close(transaction, reference, seen)


def _cancel(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return life.cancel(transaction, reference, body["reason"], seen)


add_kind(blueprint, SHIFTS, usecases.schedule_shifts)


@blueprint.route("/shifts/<ours:reference>")
class Shift(MethodView):
    """A shift."""

    @requires("projects:read", BY_RECORD)
    @blueprint.response(200, schemas.ShiftView, headers=ETAG)
    def get(self, reference: str) -> Any:
        """A shift, a waiting one too, with the organisation that answers for it on its first day."""
        with steps.problems():
            found = usecases.shift(store(), reference, g.where)
        return steps.shown(found, as_written(g.caller.source, _shown(found)))


shifts = Records(blueprint, SHIFTS, schemas.ShiftView, _shown)
for name, body, take in (
    ("publication", Publication, _publish),
    ("schedule", schemas.ShiftTimes, _reschedule),
    ("closing", Closing, _close),
    ("cancellation", Cancellation, _cancel),
):
    shifts.add_step(name, body, take)
