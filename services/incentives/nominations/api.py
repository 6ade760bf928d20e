"""HTTP of nominations, scores and objections: taking them in, lists, and each of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import current_app, g
from flask.views import MethodView

from services.incentives.blueprint import blueprint
from services.incentives.nominations import noticing, objecting, resting, schemas, showing
from services.incentives.nominations.kind import NOMINATIONS, OBJECTIONS, SCORES
from services.incentives.nominations.repository import LIST, OBJECTION_LIST, SCORE_LIST
from shared import clock, lives
from shared.lives import Record
from shared.sources import as_written
from shared.web import exports, pages, steps
from shared.web.access_log import may_read
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.days import AsOf
from shared.web.described import ETAG
from shared.web.kinds import add_kind
from shared.web.limits import BY_LIST, BY_PERSON, BY_RECORD
from shared.web.lists import add_list
from shared.web.lives import Records, by_fields
from shared.web.steps import problems

PERSONAL = "incentives:review"
PUBLIC_SECONDS = 60

add_kind(blueprint, NOMINATIONS)
add_list(blueprint, NOMINATIONS.path, LIST, schemas.NominationView, "incentives:read", shown=showing.of_list)
Records(blueprint, NOMINATIONS, schemas.NominationView, showing.of_record).add_one("incentives:read")


@blueprint.route("/nominations/<ours:reference>/presences")
class NominationsPresences(MethodView):
    """What the nomination of a project, an organisation or a station rests on."""

    @requires("incentives:read", BY_RECORD)
    @blueprint.arguments(schemas.PresencesQuery, location="query")
    @blueprint.response(200, schemas.PresencesPage)
    def get(self, query: dict[str, Any], reference: str) -> Any:
        """The credited presences of the period at its shifts, a page at a time; a person's are in its explanation."""
        order, after = f"presences of {reference}", query.get("after")
        last = tuple(pages.position(after, 2, order)) if after else None
        with problems():
            page, figures = resting.page_of(store(), reference, last, query["limit"], g.where)  # type: ignore[arg-type]
        following = page.last and pages.cursor(*page.last, of=order)
        shown = {"nomination_ref": reference, "figures": figures, "presences": page.presences, "next": following}
        return as_written(g.caller.source, shown)


@blueprint.route("/exports/nominations")
class Nominations(MethodView):
    """What became of all nominations."""

    @requires("incentives:export", BY_LIST)
    @blueprint.arguments(AsOf, location="query")
    @exports.export(blueprint, "one nomination a line", exports.by("nomination_ref"))
    def get(self, query: dict[str, Any]) -> Iterable[dict[str, Any]]:
        """Each nomination that is decided on as of a day, by default today: its state, and its mean if it has one."""
        return showing.nominations_as_of(store(), query["as_of"], g.where)


def _answered(record: Record) -> dict[str, Any]:
    return as_written(g.caller.source, record.document)


@blueprint.route("/award-notices")
class AwardNotices(MethodView):
    """The public notice, which everybody may read."""

    @blueprint.doc(security=[])
    @blueprint.response(200, schemas.Notices)
    def get(self) -> Any:
        """Who is proposed for the award in the public notices of today, and how to object; no token is needed."""
        current_app.extensions["kapok"].rates.take("award notices")
        day = clock.today()
        shown = {"as_of": day, "proposed": noticing.in_notice(store(), day)}
        return shown, 200, {"Cache-Control": f"public, max-age={PUBLIC_SECONDS}"}


@blueprint.route("/nominations/<ours:reference>/certificate")
class Certificate(MethodView):
    """What a certificate says."""

    @requires("incentives:read", BY_PERSON)
    @blueprint.response(200, schemas.CertificateView)
    def get(self, reference: str) -> Any:
        """Of a nomination that was awarded; 404 until then. The name is whole for the person, and for who says why."""
        with problems():
            found = lives.find(store(), NOMINATIONS, reference, g.where)
            number = found.document.get("volunteer")
            is_own = number is not None and number == g.where.person
            whole = is_own or (number is not None and may_read(PERSONAL, [number], ("public_name",)))
            return as_written(g.caller.source, noticing.certificate(store(), found, clock.today(), whole=whole))


@blueprint.route("/nominations/<ours:reference>/objection")
class Filed(MethodView):
    """An objection in the public notice."""

    @requires("incentives:object", BY_PERSON)
    @blueprint.arguments(schemas.Filing)
    @blueprint.response(200, schemas.FiledObjectionView, headers=ETAG)
    def put(self, body: dict[str, Any], reference: str) -> Any:
        """Object to a nomination in public notice, as a person, or for the whole province in a person's name."""
        return steps.step(lambda t, seen: objecting.file(t, reference, **body, seen=seen), _answered)


add_kind(blueprint, SCORES)
add_list(blueprint, SCORES.path, SCORE_LIST, schemas.AwardScoreView, "incentives:judge")
Records(blueprint, SCORES, schemas.AwardScoreView).add_one("incentives:judge")

add_kind(blueprint, OBJECTIONS)
add_list(blueprint, OBJECTIONS.path, OBJECTION_LIST, schemas.ObjectionView, "incentives:review")
objections = Records(blueprint, OBJECTIONS, schemas.FiledObjectionView)
objections.add_one("incentives:review")
objections.add_step("decision", schemas.Ruling, by_fields(objecting.decide), "incentives:review")
