"""HTTP of hours: where each subject shows what, in the order of the documentation."""

from __future__ import annotations

from services.hours.attendance import api as attendance
from services.hours.balances import api as balances
from services.hours.blueprint import blueprint
from services.hours.certificates import api as certificates
from services.hours.corrections import api as corrections
from services.hours.disputes import api as disputes
from services.hours.figures import api as figures
from services.hours.ledger import api as ledger
from services.hours.policies import FLAG_POLICIES, POLICIES
from services.hours.reviews import api as reviews
from services.hours.seals import api as seals
from shared.web.audit import add_access_log
from shared.web.policies import add_policies
from shared.web.refusals import add_refusals

blueprints = [blueprint]

balances.add_to(blueprint)
add_refusals(blueprint, "hours:export")
for path, view in (
    ("/attendance/<own(attendance):reference>", attendance.Attendance),
    ("/attendance/<own(attendance):reference>/verdicts", attendance.Verdicts),
    ("/attendance/<own(attendance):reference>/reversal", corrections.Reversal),
    ("/attendance/<own(attendance):reference>/correction", corrections.Correction),
    ("/attendance/<own(attendance):reference>/dispute", disputes.Dispute),
    ("/attendance/<own(attendance):reference>/dispute/answer", disputes.Answer),
    ("/attendance/<own(attendance):reference>/dispute/decision", disputes.Decision),
    ("/opening-balances/<own(balance):reference>/reversal", corrections.BalanceReversal),
    ("/volunteers/<number>/entries", ledger.Entries),
    ("/reviews", reviews.Reviews),
    ("/reviews/waiting", reviews.Waiting),
    ("/exports/outcomes", attendance.Outcomes),
    ("/exports/totals", ledger.Totals),
):
    blueprint.route(path)(view)

reviews.add_to(blueprint)
disputes.add_to(blueprint)
figures.add_to(blueprint)
certificates.add_to(blueprint)
seals.add_to(blueprint)
add_access_log(blueprint, "hours")
add_policies(blueprint, (*POLICIES, *FLAG_POLICIES), "hours:read")
