"""Partners' reports over HTTP: taking them in and back, objecting to them, the list, and one of them."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.incentives.blueprint import blueprint
from services.incentives.partners.asking import must_be_the_partners
from services.incentives.reports import schemas, usecases
from services.incentives.reports.kind import LIST, REPORTS
from services.incentives.reports.steps import state
from shared import clock, lives
from shared.lives import Record
from shared.sources import as_written
from shared.store.transaction import persons
from shared.web import steps
from shared.web.access_log import may_read
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.kinds import add_kind
from shared.web.limits import BY_PARTNER, BY_PERSON
from shared.web.lists import add_list
from shared.web.lives import Records, by_fields
from shared.web.problems import unknown

DECIDE = "incentives:decide"


def _shown(record: Record) -> dict[str, Any]:
    """What a volunteer said against a report sees the volunteer, and who decides on it and says why."""
    document = record.document
    is_own = g.where.person is not None and document.get("volunteer") == g.where.person
    if "statement" not in document or is_own or may_read(DECIDE, persons(document), ("statement",)):
        return document
    return {name: value for name, value in document.items() if name != "statement"}


@blueprint.route("/partners/<ours:reference>/reports/<ours:report>")
class OwnReport(MethodView):
    """What became of a partner's report."""

    @requires("incentives:partner", BY_PARTNER)
    @blueprint.response(200, schemas.OwnReportView)
    def get(self, reference: str, report: str) -> Any:
        """One of the partner's reports as it stands: whether it counts, or what it waits for."""
        must_be_the_partners(reference)
        with steps.problems():
            found = lives.find(store(), REPORTS, report).document
        if found.get("partner_ref") != reference:
            raise unknown(REPORTS.thing)
        return as_written(g.caller.source, {**found, "outcome": state(found, clock.today())})


add_kind(blueprint, REPORTS)
add_list(blueprint, REPORTS.path, LIST, schemas.ReportLine, "incentives:read")
records = Records(blueprint, REPORTS, schemas.ReportView, _shown)
records.add_one("incentives:read")
records.add_step("withdrawal", schemas.Withdrawal, by_fields(usecases.take_back))
records.add_step("objection", schemas.Objection, by_fields(usecases.object_to), "incentives:object", BY_PERSON)
records.add_step("decision", schemas.ObjectionDecision, by_fields(usecases.decide_objection), DECIDE)
