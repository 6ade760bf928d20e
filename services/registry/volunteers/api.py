"""Volunteers over HTTP: reading one, the steps of its life, and all of them."""

from __future__ import annotations

from typing import Any

from flask import Response, g
from flask.views import MethodView

from services.registry.blueprint import blueprint
from services.registry.volunteers import schemas, usecases
from services.registry.volunteers.domain import Volunteer
from services.registry.volunteers.person import masked
from shared import clock
from shared.web import exports, steps
from shared.web.auth import requires
from shared.web.commands import store


@blueprint.route("/volunteers/<path:reference>")
class OneVolunteer(MethodView):
    """A volunteer."""

    @requires("registry:read")
    @blueprint.response(200, schemas.VolunteerView)
    def get(self, reference: str) -> Any:
        """A volunteer's state with the masked name; with the scope registry:personal all facts."""
        with steps.problems():
            volunteer = usecases.find_volunteer(store(), reference)
        facts = usecases.personal_facts(store(), volunteer)
        view = {**_view(volunteer), "name": masked(facts["name"])}
        personal = {"personal": facts} if "registry:personal" in g.caller.scopes else {}
        return steps.shown(volunteer, {**view, **personal})


@blueprint.route("/volunteers/<path:reference>/guardian-consent")
class GuardianConsent(MethodView):
    """A guardian's consent to a minor's service."""

    @requires("registry:write")
    @blueprint.arguments(schemas.Consent)
    @blueprint.response(200, schemas.VolunteerView)
    def put(self, body: dict[str, Any], reference: str) -> Any:
        """Record the day on which the consent was given."""
        day = body["given_on"]
        return steps.step(lambda transaction, seen: usecases.record_consent(transaction, reference, day, seen), _view)

    @requires("registry:write")
    @blueprint.response(200, schemas.VolunteerView)
    def delete(self, reference: str) -> Any:
        """Withdraw the consent."""
        return steps.step(lambda transaction, seen: usecases.record_consent(transaction, reference, None, seen), _view)


@blueprint.route("/volunteers/<path:reference>/verification")
class Verification(MethodView):
    """The identity authority's answer about a volunteer."""

    @requires("registry:verify")
    @blueprint.arguments(schemas.Verification)
    @blueprint.response(200, schemas.VolunteerView)
    def put(self, body: dict[str, Any], reference: str) -> Any:
        """Record an answer that came later, or that changed."""
        status = body["status"]
        return steps.step(lambda transaction, seen: usecases.record_answer(transaction, reference, status, seen), _view)


@blueprint.route("/exports/volunteers")
class VolunteersExport(MethodView):
    """All volunteers, without personal facts."""

    @requires("registry:export")
    @blueprint.arguments(schemas.AsOf, location="query")
    @blueprint.response(200, content_type="application/x-ndjson", description="one volunteer a line")
    def get(self, asked: dict[str, Any]) -> Response:
        """Number, reference, home region, whether verified, into whom merged; one JSON object a line."""
        return exports.stream(usecases.everyone(store(), asked["as_of"]))


def _view(volunteer: Volunteer) -> dict[str, Any]:
    state = volunteer.state()
    del state["personal"]
    merged = volunteer.life.merged_into(clock.today())
    return {
        **state,
        **({"merged_into": merged} if merged else {}),
        "student_stage": volunteer.profile.student_stage,
        "identity": volunteer.identity,
    }
