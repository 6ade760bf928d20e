"""What others were told of standings: all that is known of one whose document is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.incentives.standing.domain import Earned, Standing

STARS, AWARD = "stars", "award"


class Told:
    """The last word on each volunteer's stars, points of each city and award, whatever the order it comes in."""

    def __init__(self) -> None:
        self._words: dict[str, dict[str, tuple[int, int]]] = {}

    def note(self, volunteer: str, event_type: str, data: Mapping[str, Any], version: int) -> None:
        """Somebody was told; the same may come again."""
        subject, value = _word(event_type, data)
        words = self._words.setdefault(volunteer, {})
        words[subject] = max(words.get(subject, (0, 0)), (version, value))

    def standing(self, volunteer: str) -> Standing:
        """The standing as others know it: without entries, at the version that was told last."""
        words = self._words.get(volunteer, {})
        values = {subject: value for subject, (_, value) in words.items()}
        points = {city: value for city, value in values.items() if city not in (STARS, AWARD) and value}
        earned = Earned(values.get(STARS, 0), points, values.get(AWARD))
        return Standing(volunteer, {}, earned, max((version for version, _ in words.values()), default=0))


def _word(event_type: str, data: Mapping[str, Any]) -> tuple[str, int]:
    if event_type == "stars.changed.v1":
        return STARS, data["stars"]
    if event_type == "points.changed.v1":
        return data["city_code"], data["points"]
    return AWARD, int(data["period_to"][:4])
