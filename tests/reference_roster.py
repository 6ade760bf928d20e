"""A second, separate program for rosters: the optimum of a season by SciPy's assignment solver, from its files.

It shares no code with matching. It knows only seasons in which a volunteer offers one part of a day, as the generator
makes them: no two places of a volunteer can overlap, and each city, day and part of a day is a problem of its own.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from tests.reference import Season

LANGUAGES = {"english", "cantonese", "hakka", "teochew", "sign_language"}
UNFILLED = 10**9
MONTH = dt.timedelta(days=30)


def optimum(folder: Path) -> dict[str, int]:
    """Most places that can be filled, and the least cost at which they can."""
    season = Season(folder)
    for row in season.rows("attendance"):
        season.take(row)
    return Rosters(season).optimum()


class Rosters:
    """The places of a season and who may take them."""

    def __init__(self, season: Season) -> None:
        self.season = season
        self.sites = {row["site_ref"]: row for row in season.rows("sites")}
        self.posts = {row["post_ref"]: row for row in season.rows("posts")}
        self.offers: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for row in season.rows("availability"):
            person = season.people.get(row["volunteer_ref"])
            if person:
                key = (person["home_region_code"], row["date"], row["part_of_day"])
                self.offers[key].append(row["volunteer_ref"])

    def optimum(self) -> dict[str, int]:
        groups: dict[tuple[str, str, str], list[dict[int, int]]] = defaultdict(list)
        columns: dict[tuple[str, str, str], list[str]] = {}
        for shift in self.season.shifts.values():
            key = self._key(shift)
            columns[key] = self.offers[key]
            costs = self._costs(shift, self.offers[key])
            groups[key] += [costs] * int(shift["capacity"])
        filled = cost = 0
        for key, places in groups.items():
            if columns[key]:
                matrix = np.full((len(places), len(columns[key])), UNFILLED, dtype=np.int64)
                for row, costs in enumerate(places):
                    for column, value in costs.items():
                        matrix[row, column] = value
                chosen = matrix[linear_sum_assignment(matrix)]
                filled += int((chosen < UNFILLED).sum())
                cost += int(chosen[chosen < UNFILLED].sum())
        return {"filled": filled, "total_cost": cost}

    def _key(self, shift: dict[str, str]) -> tuple[str, str, str]:
        start = dt.datetime.fromisoformat(shift["starts_at"])
        part = "morning" if start.hour < 12 else "afternoon" if start.hour < 17 else "evening"
        return self._site(shift)["region_code"], start.date().isoformat(), part

    def _site(self, shift: dict[str, str]) -> dict[str, str]:
        return self.sites[self.posts[shift["post_ref"]]["site_ref"]]

    def _costs(self, shift: dict[str, str], offered: list[str]) -> dict[int, int]:
        start = dt.datetime.fromisoformat(shift["starts_at"])
        eligible = {n: ref for n, ref in enumerate(offered) if self._may_serve(shift, ref, start.date())}
        worked = {n: self._worked(ref, start) for n, ref in eligible.items()}
        middle = median(worked.values()) if worked else 0
        return {n: self._cost(shift, ref, worked[n] > middle) for n, ref in eligible.items()}

    def _may_serve(self, shift: dict[str, str], ref: str, day: dt.date) -> bool:
        person, post = self.season.people[ref], self.posts[shift["post_ref"]]
        born, consent = dt.date.fromisoformat(person["birth_date"]), person["guardian_consent_on"]
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        return (
            person["identity_status"] == "verified"
            and age >= int(post["minimum_age"])
            and (age >= 18 or bool(consent and consent <= day.isoformat()))
            and post["skill_required"] in ("", *person["skills"].split("|"))
        )

    def _worked(self, ref: str, start: dt.datetime) -> int:
        intervals = self.season.credited[ref]
        return sum(
            int((end - begun).total_seconds() // 60) for begun, end in intervals if start - MONTH <= begun < start
        )

    def _cost(self, shift: dict[str, str], ref: str, above_median: bool) -> int:
        person, site = self.season.people[ref], self._site(shift)
        language = LANGUAGES & set(person["skills"].split("|"))
        speaks = self.posts[shift["post_ref"]]["service"] in ("guidance", "priority_help") and language
        return round(metres(person, site)) + 20_000 * above_median - 10_000 * bool(speaks)


def metres(one: dict[str, Any], other: dict[str, Any]) -> float:
    """Great-circle distance by the spherical law of haversines, radius 6,371,000 m."""
    lat1, lon1, lat2, lon2 = (
        math.radians(float(place[name])) for place in (one, other) for name in ("latitude", "longitude")
    )
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6_371_000 * math.asin(math.sqrt(half))
