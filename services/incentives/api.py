"""HTTP of incentives: the resources of its subjects, in the order in which its document shows them."""

from __future__ import annotations

from services.incentives.blueprint import blueprint
from services.incentives.partners import api as partners
from services.incentives.policies import POLICIES
from services.incentives.standing import api as standing
from services.incentives.versions import api as versions

# isort: split
from services.incentives.awards import api as awards
from services.incentives.benefits import api as benefits
from services.incentives.effects import api as effects
from services.incentives.entitlements import api as entitlements
from services.incentives.explanations import api as explanations
from services.incentives.feeds import api as feeds
from services.incentives.files import api as files
from services.incentives.kinds import KINDS
from services.incentives.nominations import api as nominations
from services.incentives.pushes import api as pushes
from services.incentives.reports import api as reports
from services.incentives.schools import api as schools
from services.incentives.watching import api as watching
from shared.web.audit import add_access_log
from shared.web.outcomes import add_outcomes
from shared.web.policies import add_policies

SUBJECTS = (
    *(
        standing,
        versions,
        effects,
        partners,
        benefits,
        reports,
        entitlements,
        schools,
        explanations,
        awards,
        nominations,
    ),
    *(feeds, pushes, files, watching),
)
blueprints = [blueprint]

add_access_log(blueprint, "incentives")
add_outcomes(blueprint, KINDS, "incentives:export")
add_policies(blueprint, POLICIES, "incentives:read", versions.adopted)
