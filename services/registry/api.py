"""HTTP of the registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Response, g, request
from flask.views import MethodView

from services.registry import domain, repository, schemas, usecases
from services.registry.domain import Volunteer
from shared.regions import regions
from shared.store.transaction import Transaction
from shared.web import exports, pages
from shared.web.auth import requires
from shared.web.batches import add_intake
from shared.web.blueprint import Blueprint
from shared.web.commands import command, store
from shared.web.problems import Problem
from shared.web.refusals import add_refusals

blueprint = Blueprint("registry", __name__, url_prefix="/v1", description="Regions, organisations, volunteers")
blueprints = [blueprint]

add_intake(blueprint, "/organisations", schemas.OrganisationRow, usecases.register_organisations, "registry:write")
add_intake(blueprint, "/volunteers", schemas.VolunteerRow, usecases.register_volunteers, "registry:write")
add_refusals(blueprint, "registry:export")


@blueprint.route("/regions")
class Regions(MethodView):
    """Guangdong's regions."""

    @requires("registry:read")
    @blueprint.response(200, schemas.RegionView(many=True))
    def get(self) -> Any:
        """The province, its 21 cities, and their 122 counties and districts."""
        return [asdict(region) for region in regions().values()]


@blueprint.route("/organisations")
class Organisations(MethodView):
    """The tree of organisations, as a list; it shares its path with the intake."""

    @requires("registry:read")
    @blueprint.arguments(schemas.OrganisationQuery, location="query")
    @blueprint.response(200, schemas.OrganisationPage)
    def get(self, query: dict[str, Any]) -> Any:
        """Organisations by reference: all, of a region, or those right below one."""
        limit, after = query.pop("limit"), pages.position(query.pop("after", None))
        found = repository.organisations(store().database, query, after, limit)
        following = pages.cursor(found[-1]["_id"]) if len(found) == limit else None
        return {"organisations": found, "next": following}


@blueprint.route("/volunteers/<path:reference>")
class OneVolunteer(MethodView):
    """A volunteer."""

    @requires("registry:read")
    @blueprint.response(200, schemas.VolunteerView)
    def get(self, reference: str) -> Any:
        """A volunteer's state with the masked name; with the scope registry:personal all facts."""
        volunteer = _checked(lambda: usecases.find_volunteer(store(), reference))
        facts = usecases.personal_facts(store(), volunteer)
        view = {**_view(volunteer), "name": domain.masked(facts["name"])}
        shown = {"personal": facts} if "registry:personal" in g.caller.scopes else {}
        return {**view, **shown}, 200, {"ETag": _etag(volunteer)}


@blueprint.route("/volunteers/<path:reference>/guardian-consent")
class GuardianConsent(MethodView):
    """A guardian's consent to a minor's service."""

    @requires("registry:write")
    @blueprint.arguments(schemas.Consent)
    @blueprint.response(200, schemas.VolunteerView)
    def put(self, body: dict[str, Any], reference: str) -> Any:
        """Record the day on which the consent was given."""
        return _command(
            lambda transaction: usecases.record_consent(transaction, reference, body["given_on"], _version())
        )

    @requires("registry:write")
    @blueprint.response(200, schemas.VolunteerView)
    def delete(self, reference: str) -> Any:
        """Withdraw the consent."""
        return _command(lambda transaction: usecases.record_consent(transaction, reference, None, _version()))


@blueprint.route("/volunteers/<path:reference>/verification")
class Verification(MethodView):
    """The identity authority's answer about a volunteer."""

    @requires("registry:verify")
    @blueprint.arguments(schemas.Verification)
    @blueprint.response(200, schemas.VolunteerView)
    def put(self, body: dict[str, Any], reference: str) -> Any:
        """Record an answer that came later, or that changed."""
        return _command(lambda transaction: usecases.record_answer(transaction, reference, body["status"], _version()))


@blueprint.route("/exports/volunteers")
class VolunteersExport(MethodView):
    """All volunteers, without personal facts."""

    @requires("registry:export")
    @blueprint.response(200, content_type="application/x-ndjson", description="one volunteer a line")
    def get(self) -> Response:
        """Number, reference, home region and whether verified; one JSON object a line."""
        return exports.stream(repository.everyone(store().database))


def _command(work: Callable[[Transaction], Volunteer]) -> Any:
    def answered(transaction: Transaction) -> dict[str, Any]:
        volunteer = work(transaction)
        return {"view": _view(volunteer), "etag": _etag(volunteer)}

    answer = _checked(lambda: command(answered))
    return answer["view"], 200, {"ETag": answer["etag"]}


def _checked(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except domain.UnknownVolunteer:
        raise Problem(404, "no volunteer is registered under this reference") from None
    except domain.Stale:
        raise Problem(412, "the volunteer has changed since; read again, then decide") from None
    except domain.Refused as error:
        fault = asdict(error.fault)
        raise Problem(422, f"{fault['field']} was refused: {fault['reason']}", [fault]) from None


def _version() -> str | None:
    """The version that `If-Match` asks for; None for any."""
    asked = request.headers.get("If-Match", "*")
    return None if asked == "*" else asked.strip('"')


def _etag(volunteer: Volunteer) -> str:
    return f'"{volunteer.version}"'


def _view(volunteer: Volunteer) -> dict[str, Any]:
    state = volunteer.state()
    del state["personal"]
    return {**state, "student_stage": volunteer.profile.student_stage, "identity": volunteer.identity}
