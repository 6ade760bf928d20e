"""The policies of incentives: what is given for hours."""

from __future__ import annotations

from services.incentives.awards.calendar import REVIEWS
from services.incentives.awards.nominating import NOMINATIONS
from services.incentives.awards.results import JURIES
from services.incentives.awards.scoring import SCORES
from services.incentives.standing.policies import AWARDS, POINTS, STARS, UNIVERSITY_STARS

POLICIES = (*STARS, *UNIVERSITY_STARS, *POINTS, *AWARDS, *REVIEWS, *NOMINATIONS, *SCORES, *JURIES)
