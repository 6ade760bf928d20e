"""Use cases of programmes: which there are on a day in a place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from services.projects.programmes.plan import PLAN, Programme
from shared import clock
from shared.rules.places import PROVINCE
from shared.rules.policies import holding


def programmes(day: dt.date | None, region_code: str | None) -> Sequence[Programme]:
    """The twelve programmes as they hold on a day, by default today, in a place, by default the whole province."""
    return holding(PLAN, day or clock.today(), region_code or PROVINCE)
