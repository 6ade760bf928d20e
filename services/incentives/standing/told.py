"""What others were told of standings: all that is known of one whose document is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from services.incentives.standing.domain import Earned, Standing
from shared.rules.policies import EVER

STARS, AWARD = "stars", "award"


class Told:
    """The last word on each volunteer's stars, points of each city and award, whatever the order it comes in."""

    def __init__(self) -> None:
        self._words: dict[str, dict[str, tuple[int, int]]] = {}
        self._days: dict[str, dt.date] = {}

    def note(self, volunteer: str, event_type: str, data: Mapping[str, Any], version: int) -> None:
        """Somebody was told; the same may come again."""
        subject, value = _word(event_type, data)
        words = self._words.setdefault(volunteer, {})
        words[subject] = max(words.get(subject, (0, 0)), (version, value))
        if "as_of" in data:
            self._days[volunteer] = max(self.day(volunteer), dt.date.fromisoformat(data["as_of"]))

    def standing(self, volunteer: str) -> Standing:
        """The standing as others know it: without entries, at the version that was told last."""
        words = self._words.get(volunteer, {})
        values = {subject: value for subject, (_, value) in words.items()}
        points = {city: value for city, value in values.items() if city not in (STARS, AWARD) and value}
        earned = Earned(values.get(STARS, 0), points, values.get(AWARD) or None)
        return Standing(volunteer, {}, earned, max((version for version, _ in words.values()), default=0))

    def day(self, volunteer: str) -> dt.date:
        """The last day as of which the volunteer's standing was told to have changed."""
        return self._days.get(volunteer, EVER)


def _word(event_type: str, data: Mapping[str, Any]) -> tuple[str, int]:
    if event_type == "stars.changed.v1":
        return STARS, data["stars"]
    if event_type == "points.changed.v1":
        return data["city_code"], data["points"]
    return AWARD, int(data["period_to"][:4]) if event_type == "award.became_eligible.v1" else 0
