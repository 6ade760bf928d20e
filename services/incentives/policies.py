"""The policies of incentives: what is given for hours."""

from __future__ import annotations

from services.incentives.awards.calendar import REVIEWS
from services.incentives.standing.policies import AWARDS, POINTS, STARS, UNIVERSITY_STARS

POLICIES = (*STARS, *UNIVERSITY_STARS, *POINTS, *AWARDS, *REVIEWS)
