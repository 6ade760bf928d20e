"""HTTP of projects: what its subjects add to the blueprint when they are imported."""

from __future__ import annotations

from types import ModuleType

# In this order the requests stand in deploy/openapi/projects.yaml.
# isort: off
from services.projects.blueprint import blueprint
from services.projects.policies import POLICIES
from services.projects.programmes import api as programmes
from services.projects.funds import api as funds
from services.projects.sites import api as sites
from services.projects.posts import api as posts
from services.projects.shifts import api as shifts
from services.projects.banks import api as banks
from services.projects.copying import api as copying
from services.projects.availability import api as availability
from services.projects.attendance import api as attendance
from services.projects.codes import api as codes
from services.projects.presence import api as presence
from services.projects.training import api as training
from services.projects.signups import api as signups
from services.projects.works import api as works
from services.projects.pairings import api as pairings
from services.projects.placements import api as placements
from services.projects.figures import api as figures
from services.projects import exports
from services.projects.proposals import api as proposals
from services.projects.swaps import api as swaps
from services.projects.calendars import api as calendars

# isort: on
from shared.web.audit import add_access_log
from shared.web.policies import add_policies

SUBJECTS: tuple[ModuleType, ...] = (
    programmes,
    funds,
    sites,
    posts,
    shifts,
    banks,
    copying,
    availability,
    attendance,
    codes,
    presence,
    training,
    signups,
    works,
    pairings,
    placements,
    figures,
    exports,
    proposals,
    swaps,
    calendars,
)
blueprints = [blueprint]

add_access_log(blueprint, "projects")
add_policies(blueprint, POLICIES, "projects:read")
