"""The policies of projects: the conditions of its kinds of rows, and of what is decided together."""

from __future__ import annotations

from services.projects.codes.domain import CODE_POLICIES
from services.projects.figures.domain import OVERDUE_POLICIES
from services.projects.kinds import KINDS
from services.projects.placements.policies import ALLOWANCES
from services.projects.presence.domain import PRESENCE_POLICIES
from services.projects.programmes.plan import PLAN
from services.projects.signups.policies import CANCELS, NOTICES, SIGN_UPS
from services.projects.swaps.domain import SWAPS
from services.projects.training.domain import ENROLMENTS_POLICY, PASSING
from services.projects.works.domain import RANKINGS, SCORE_POLICIES

POLICIES = (
    *PLAN,
    *(policy for kind in KINDS for policy in kind.conditions),
    *CODE_POLICIES,
    *PRESENCE_POLICIES,
    *ENROLMENTS_POLICY,
    *PASSING,
    *SIGN_UPS,
    *CANCELS,
    *NOTICES,
    *SWAPS,
    *SCORE_POLICIES,
    *RANKINGS,
    *ALLOWANCES,
    *OVERDUE_POLICIES,
)
