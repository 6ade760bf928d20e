"""The day of a question, the same for all that is asked as of a day."""

from __future__ import annotations

from shared.intake.asked import Asked
from shared.intake.times import Day
from shared.rules.policies import EVER


class AsOf(Asked):
    """The day of a question; what it is by default, the request says."""

    as_of = Day(
        earliest=EVER,
        load_default=None,
        metadata={"description": "with all that is dated on or before this day in China"},
    )
