"""HTTP of rosters, and of who may take which place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from flask import g
from flask.views import MethodView

from services.matching.blueprint import blueprint
from services.matching.rosters import schemas, usecases
from services.matching.rosters.overlaps import UnsolvedError
from services.matching.rosters.replanning import Replanning
from services.matching.rosters.selection import Selection
from shared.sources import LOCAL, as_written, source_of
from shared.store.client import Document
from shared.store.transaction import Store
from shared.web import long_requests
from shared.web.access_log import must_read, note_change
from shared.web.auth import ours_of, requires, theirs_of
from shared.web.commands import store
from shared.web.described import BY_ITSELF, WITH_PURPOSE
from shared.web.limits import BY_LIST, BY_RECORD, province
from shared.web.problems import Problem, unknown

SOLVING = threading.Lock()
"""One roster at a time in this process: two would take twice the memory and help nobody sooner."""
IN_ENTRY = 1_000
"""Most persons of one entry of the access log."""


@blueprint.route("/rosters")
class Rosters(MethodView):
    """Rosters."""

    @requires("matching:write", BY_LIST)
    @blueprint.arguments(schemas.PlanSchema)
    @blueprint.doc(**{BY_ITSELF: True})
    @blueprint.response(200, schemas.RosterSchema)
    @blueprint.alt_response(404, "NotFound")
    def post(self, asked: dict[str, Any]) -> Any:
        """Solve the roster of some shifts and propose its places; asked again, the same inputs give the same roster."""
        replanning = _replanning(asked)
        return _solved(asked, partial(usecases.propose_roster, note=note_change, replanning=replanning))


@blueprint.route("/trial-rosters")
class TrialRosters(MethodView):
    """Rosters that are only tried."""

    @requires("matching:read", BY_LIST)
    @blueprint.arguments(schemas.PlanSchema)
    @blueprint.doc(**{BY_ITSELF: True})
    @blueprint.response(200, schemas.TriedRosterSchema)
    @blueprint.alt_response(404, "NotFound")
    def post(self, asked: dict[str, Any]) -> Any:
        """What the roster of some shifts would be, planned again without some volunteers, say; nothing is proposed."""
        return _solved(asked, partial(usecases.try_roster, replanning=_replanning(asked)))


@blueprint.route("/exact-rosters")
class ExactRosters(MethodView):
    """Rosters with homes and ages as they are."""

    @requires("registry:personal", province("it weighs where everybody lives"))
    @blueprint.arguments(schemas.SelectionSchema)
    @blueprint.doc(**{BY_ITSELF: True, WITH_PURPOSE: True})
    @blueprint.response(200, schemas.ExactRosterSchema)
    def post(self, selection: dict[str, Any]) -> Any:
        """The roster of some shifts with homes and ages as they are, and what it costs; nothing of it is proposed."""
        return _solved(selection, partial(usecases.exact_roster, weighs=_note_homes))


@blueprint.route("/rosters/<identifier>")
class Roster(MethodView):
    """One roster."""

    @requires("matching:read", BY_RECORD)
    @blueprint.response(200, schemas.RosterSchema)
    def get(self, identifier: str) -> Any:
        """A roster that was solved before."""
        try:
            return _as_written(usecases.roster(store(), identifier, g.where))
        except usecases.UnknownRosterError:
            raise unknown("roster") from None


@blueprint.route("/shifts/<own(shift):shift_ref>/candidates")
class Candidates(MethodView):
    """Who may take a place of a shift."""

    @requires("matching:read", BY_RECORD)
    @blueprint.response(200, schemas.CandidateSchema(many=True))
    def get(self, shift_ref: str) -> Any:
        """Who offered its part of the day in its city: the eligible, the nearest first; the others with the reasons."""
        try:
            found = usecases.candidates_of(store(), shift_ref, g.where)
        except usecases.UnknownShiftError:
            raise unknown("shift") from None
        return [as_written(g.caller.source, asdict(one)) for one in found]


def _note_homes(numbers: Sequence[str]) -> None:
    """Keep whose homes somebody has weighed: what a roster costs tells of them."""
    for start in range(0, len(numbers) or 1, IN_ENTRY):
        must_read("registry:personal", numbers[start : start + IN_ENTRY], ("latitude", "longitude", "birth_date"))


def _replanning(asked: dict[str, Any]) -> Replanning:
    keep, without = asked.pop("keep"), frozenset(ours_of(one) for one in asked.pop("without"))
    try:
        return Replanning(usecases.places_of(store(), keep, g.where) if keep else frozenset(), without)
    except usecases.UnknownRosterError:
        raise unknown("roster") from None


def _solved(selection: dict[str, Any], solve: Callable[[Store, Selection], Document]) -> dict[str, Any]:
    prefix, limits = selection.pop("project_prefix"), {"where": g.where, "reader": g.caller.source}
    try:
        with long_requests.one(), SOLVING:
            return _as_written(solve(store(), Selection(ours_of(prefix) if prefix else "", **limits, **selection)))
    except UnsolvedError:
        raise Problem(422, "too many shifts overlap to prove the best roster; ask for fewer days") from None


def _as_written(roster: Document) -> dict[str, Any]:
    """A roster whose places name shifts and volunteers as the caller does; a source meets those of its own shifts."""
    reader = g.caller.source

    def shown(places: Sequence[Sequence[str]]) -> list[list[str]]:
        own = [place for place in places if reader in {LOCAL, source_of(place[0])}]
        return [[theirs_of(one) for one in place] for place in own]

    not_kept = [as_written(reader, one) for one in roster.get("not_kept", ()) if shown([(one["shift_ref"],)])]
    places: dict[str, Any] = {name: shown(roster[name]) for name in ("assignments", "fixed") if name in roster}
    return {**roster, **places, "not_kept": not_kept}
