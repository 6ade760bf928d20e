"""Long placements: what became of each by the day, and what it was paid until then."""

from __future__ import annotations

import calendar
import datetime as dt
from fractions import Fraction
from math import floor

from tests.reference_year.network import ONE_DAY, Network, age
from tests.reference_year.rows import Row

YEARS = {"mountain_plan": (12, 24), "western_plan": (12, 24)}
SERVED = {"serving", "left", "completed"}


class Placements:
    """The placements' outcomes and allowances."""

    def __init__(self, network: Network) -> None:
        self.network, self.rows = network, network.rows["placements"]
        self.outcomes = dict(network.outcomes["placements"])
        for reference, row in self.rows.items():
            if self.outcomes[reference] == "accepted":
                self.outcomes[reference] = self._state(row)

    def report(self) -> dict[str, dict[str, str]]:
        invalid = self.network.rows.invalid["placements"] - self.outcomes.keys()
        return {"placements": self.outcomes | dict.fromkeys(invalid, "invalid")}

    def allowances(self) -> dict[str, int]:
        return {ref: self._paid(row) for ref, row in self.rows.items() if self.outcomes[ref] in SERVED}

    def _state(self, row: Row) -> str:
        day = self.network.day
        if row["refusal"]:
            return f"refused:{row['refusal']}"
        if row["months"] not in YEARS.get(row["programme"], range(1, 37)):
            return "refused:term"
        born = self.network.rows["volunteers"][self.network.person(row["volunteer_ref"])]["birth_date"]
        if age(born, row["starts_on"] or row["applied_on"]) < 18:
            return "refused:too_young"
        if not row["selected_on"] or day < row["selected_on"]:
            return "applied"
        if not row["starts_on"] or day < row["starts_on"]:
            return "selected"
        if row["left_on"] and row["left_on"] <= day:
            return "left"
        return "completed" if last_day(row) < day else "serving"

    def _paid(self, row: Row) -> int:
        """Day by day: each is a part of its month."""
        end = min(self.network.day, last_day(row), (row["left_on"] or dt.date.max) - ONE_DAY)
        days: dict[tuple[int, int], int] = {}
        day = row["starts_on"]
        while day <= end:
            days[day.year, day.month] = days.get((day.year, day.month), 0) + 1
            day += ONE_DAY
        parts = (Fraction(served, calendar.monthrange(*month)[1]) for month, served in days.items())
        return sum(floor(row["monthly_allowance_fen"] * part + Fraction(1, 2)) for part in parts)


def last_day(row: Row) -> dt.date:
    """The day before the same day of the last month, or before the last one of a shorter month."""
    starts, months = row["starts_on"], row["months"] + row["extended_months"]
    year, month = starts.year + (starts.month - 1 + months) // 12, (starts.month - 1 + months) % 12 + 1
    day: dt.date = dt.date(year, month, min(starts.day, calendar.monthrange(year, month)[1])) - ONE_DAY
    return day
