"""The problem of many shifts at once, by arrays: the same as `problem.make_problem`, in a fraction of its time.

Whoever offers one part of one day in one city is looked at together. A worker, which looks at one shift at a time, does
without the arrays' library: it takes as much memory as a service.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from services.matching.facts.domain import Shift, Volunteer
from services.matching.rosters.conditions import FULL_AGE
from services.matching.rosters.policy import LANGUAGE, WORKLOAD, RosterPolicy
from services.matching.rosters.problem import Inputs, Options, Problem, near_of, ordered, with_minutes
from shared.rules.distances import EARTH_RADIUS, great_circle_metres

Whole = npt.NDArray[np.int64]
Truth = npt.NDArray[np.bool_]
NEVER = dt.date.max.toordinal()
YEAR = 10_000
"""Years of a date that is written as a number, 20180214 say: whole years between two of them are whole years of age."""
NEXT_TO_HALF = 1e-4
"""Metres: the arrays' sines differ from others' in the last digits, which must not decide how a way is rounded."""


def pair(inputs: Inputs, policy: RosterPolicy) -> Problem:
    """Find every option and its cost; offers of volunteers who are not known are left out."""
    shifts, offers = ordered(inputs)
    near = {
        key: _Near(numbers, [inputs.volunteers[offers[n].volunteer_ref] for n in numbers], inputs, policy)
        for key, numbers in near_of(offers, inputs).items()
    }
    nobody = _Near([], [], inputs, policy)
    options = [near.get((shift.day, shift.part_of_day, shift.city_code), nobody).options(shift) for shift in shifts]
    return with_minutes(Problem(shifts, offers, options), inputs, policy)


class _Near:
    """Those who offer one part of a day in one city."""

    def __init__(self, offers: Sequence[int], volunteers: Sequence[Volunteer], inputs: Inputs, policy: RosterPolicy):
        self._offers, self._volunteers = np.array(offers, np.int64), volunteers
        self._inputs, self._policy = inputs, policy
        self._minutes: dict[dt.datetime, Whole] = {}
        self._skilled: dict[str, Truth] = {}

    def options(self, shift: Shift) -> Options:
        """Who may take a shift's places, and at what cost: by conditions.py and cost.py."""
        eligible = np.flatnonzero(self._eligible(shift))
        if not len(eligible):
            return Options(array("q"), array("q"), 0)
        minutes = self._served_before(shift.starts_at)[eligible]
        median = float(np.median(minutes))
        costs = self._policy.weighed(self._ways(shift, eligible)) + self._policy.weights[WORKLOAD] * (minutes > median)
        if shift.service in self._policy.language_services:
            costs += self._policy.weights[LANGUAGE] * self._speaking[eligible]
        return Options(_plain(self._offers[eligible]), _plain(costs), median)

    @cached_property
    def _born(self) -> Whole:
        return np.array([_number(one.birth_date) for one in self._volunteers], np.int64)

    @cached_property
    def _consent(self) -> Whole:
        days = (one.guardian_consent_on for one in self._volunteers)
        return np.array([day.toordinal() if day else NEVER for day in days], np.int64)

    @cached_property
    def _verified(self) -> Truth:
        return np.array([one.verified for one in self._volunteers], np.bool_)

    @cached_property
    def _speaking(self) -> Truth:
        languages = self._policy.languages
        return np.array([not languages.isdisjoint(one.skills) for one in self._volunteers], np.bool_)

    @cached_property
    def _homes(self) -> npt.NDArray[np.float64]:
        return np.radians(np.array([(one.latitude, one.longitude) for one in self._volunteers], np.float64))

    def _eligible(self, shift: Shift) -> Truth:
        if not self._volunteers:
            return np.zeros(0, np.bool_)
        age = (_number(shift.day) - self._born) // YEAR
        of_age = (age >= FULL_AGE) | (self._consent <= shift.day.toordinal())
        found: Truth = self._verified & (age >= shift.minimum_age) & of_age
        return found & self._with(shift.skill_required) if shift.skill_required is not None else found

    def _with(self, skill: str) -> Truth:
        if skill not in self._skilled:
            self._skilled[skill] = np.array([skill in one.skills for one in self._volunteers], np.bool_)
        return self._skilled[skill]

    def _served_before(self, moment: dt.datetime) -> Whole:
        if moment not in self._minutes:
            before, days = self._inputs.workload.minutes_before, self._policy.workload_days
            self._minutes[moment] = np.array([before(one.number, moment, days) for one in self._volunteers], np.int64)
        return self._minutes[moment]

    def _ways(self, shift: Shift, eligible: Whole) -> Whole:
        """As shared.rules.distances has them, in whole metres."""
        north, east = self._homes[eligible].T
        site_north, site_east = np.radians(shift.latitude), np.radians(shift.longitude)
        across, along = np.sin((site_north - north) / 2) ** 2, np.sin((site_east - east) / 2) ** 2
        half_chord = across + np.cos(north) * np.cos(site_north) * along
        metres = 2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.minimum(1.0, half_chord)))
        ways: Whole = np.rint(metres).astype(np.int64)
        for n in np.flatnonzero(np.abs(metres % 1 - 0.5) < NEXT_TO_HALF):
            one = self._volunteers[eligible[n]]
            ways[n] = great_circle_metres(one.latitude, one.longitude, shift.latitude, shift.longitude)
        return ways


def _number(day: dt.date) -> int:
    return day.year * YEAR + day.month * 100 + day.day


def _plain(numbers: Whole) -> array[int]:
    found = array("q")
    found.frombytes(numbers.astype(np.int64).tobytes())
    return found
