"""Partners' reports over HTTP: taking them in, the list, and one of them."""

from __future__ import annotations

from services.incentives.blueprint import blueprint
from services.incentives.reports.kind import LIST, REPORTS
from services.incentives.reports.schemas import ReportView
from shared.web.kinds import add_kind
from shared.web.lists import add_list
from shared.web.lives import Records

add_kind(blueprint, REPORTS)
add_list(blueprint, REPORTS.path, LIST, ReportView, "incentives:read")
Records(blueprint, REPORTS, ReportView).add_one("incentives:read")
