"""A volunteer's standing: the credited entries, and what was decided on them last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from services.incentives.standing import rules
from services.incentives.standing.entries import Entry, Window
from services.incentives.standing.passing import next_change
from services.incentives.standing.tables import BROUGHT_ALONE, Tables
from shared.rules.places import NATION, PROVINCE
from shared.rules.policies import EVER, all_in_force, in_force
from shared.rules.reversals import counting


@dataclass(frozen=True)
class Decisions:
    """What a volunteer has as of a day; `points` has a row for every city with a policy."""

    as_of: dt.date
    stars: rules.Stars
    points: dict[str, rules.Points]
    award: rules.Eligibility


@dataclass(frozen=True)
class Earned:
    """What was decided last, as it is stored: enough to tell whether the next decision changes anything.

    Attributes:
        points: by city, without those that have none.
        award_year: the last year of the award's period that the volunteer is eligible for; None when not eligible.
    """

    stars: int = 0
    points: dict[str, int] = field(default_factory=dict)
    award_year: int | None = None


@dataclass(frozen=True)
class Standing:
    """One volunteer: the unit that is read, decided on and written as a whole.

    Attributes:
        version: how many times it was decided on; 0 for one that is not stored yet.
        merges: by reference what was told last of the merges with other registrations.
        reached: up to which day time was followed, where it alone changed something: nothing is decided as of before.
        due: the next day on which time alone changes what was decided.
    """

    volunteer: str
    entries: dict[str, Entry] = field(default_factory=dict)
    earned: Earned = Earned()
    version: int = 0
    merges: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    reached: dt.date = EVER
    due: dt.date | None = None

    @property
    def counted(self) -> Collection[Entry]:
        """The entries that count: not those that were taken back, nor what took them back."""
        return counting(self.entries).values()


@dataclass(frozen=True)
class Change:
    """Something to tell: a type of event and its data."""

    type: str
    data: dict[str, Any]


def evaluate(entries: Iterable[Entry], as_of: dt.date, tables: Tables = BROUGHT_ALONE) -> Decisions:
    """What the entries up to a day give on that day."""
    counted = [entry for entry in entries if entry.day <= as_of]
    return Decisions(
        as_of,
        rules.rate(counted, in_force(tables.stars, as_of, NATION)),
        {policy.region_code: rules.points(counted, as_of, policy) for policy in all_in_force(tables.points, as_of)},
        rules.eligibility(counted, as_of, in_force(tables.awards, as_of, PROVINCE)),
    )


def rate_student(
    entries: Iterable[Entry], since: dt.date | None, as_of: dt.date, tables: Tables = BROUGHT_ALONE
) -> rules.Stars:
    """The stars that a student's presences give on a day, as a second rating; told to nobody.

    Args:
        since: from which day on they count; None for somebody who is no student.
    """
    presences = [entry for entry in entries if entry.is_presence] if since else []
    counted = Window(since or as_of, as_of).of(presences)
    return rules.rate(counted, in_force(tables.university_stars, as_of, NATION))


def add(standing: Standing, entries: Sequence[Entry]) -> Standing | None:
    """The standing with more entries; None when it has them all."""
    fresh = {entry.id: entry for entry in entries if entry.id not in standing.entries}
    return replace(standing, entries={**standing.entries, **fresh}) if fresh else None


def tie(standing: Standing, merge: Mapping[str, Any]) -> Standing | None:
    """The standing with what is told of a merge; None when that or something later is known."""
    known = standing.merges.get(merge["merge_ref"])
    if known and known["sequence"] >= merge["sequence"]:
        return None
    return replace(standing, merges={**standing.merges, merge["merge_ref"]: merge})


def decide(
    standing: Standing, entries: Collection[Entry], as_of: dt.date, tables: Tables = BROUGHT_ALONE
) -> tuple[Standing, Decisions]:
    """The standing decided on as of a day, by the entries that count for it."""
    decisions = evaluate(entries, as_of, tables)
    counted = [entry for entry in entries if entry.day <= as_of]
    due = next_change(counted, as_of, decisions.points.values(), decisions.award)
    return replace(standing, earned=earned(decisions), version=standing.version + 1, due=due), decisions


def credit(standing: Standing, entries: Sequence[Entry]) -> tuple[Standing, Decisions] | None:
    """The standing with more entries, decided on as of its latest day of service; None when it has them all.

    The result depends on the set of entries alone, not on their order or on how often they come.
    """
    grown = add(standing, entries)
    if grown is None:
        return None
    return decide(grown, grown.counted, max(entry.day for entry in grown.entries.values()))


def earned(decisions: Decisions) -> Earned:
    """What is stored of decisions."""
    points = {city: one.points for city, one in decisions.points.items() if one.points}
    award = decisions.award
    return Earned(decisions.stars.stars, points, award.period.last.year if award.eligible else None)


def changes(volunteer: str, before: Earned, decisions: Decisions) -> list[Change]:
    """What is told when decisions follow on what was earned before: only what is different."""
    now = earned(decisions)
    told = []
    if now.stars != before.stars:
        told.append(_stars_changed(volunteer, before.stars, decisions.stars))
    for city, points in sorted(decisions.points.items()):
        if points.points != before.points.get(city, 0):
            told.append(_points_changed(volunteer, before.points.get(city, 0), points, decisions.as_of))
    if now.award_year is not None and now.award_year != before.award_year:
        told.append(_became_eligible(volunteer, decisions.award))
    if now.award_year is None and before.award_year is not None:
        told.append(_eligibility_ended(volunteer, decisions.award, decisions.as_of))
    return told


def _stars_changed(volunteer: str, before: int, now: rules.Stars) -> Change:
    return Change(
        "stars.changed.v1",
        {
            "volunteer": volunteer,
            "stars": now.stars,
            "before": before,
            "minutes": now.minutes,
            "entries": now.entries,
            "policy": now.policy.reference,
        },
    )


def _points_changed(volunteer: str, before: int, now: rules.Points, as_of: dt.date) -> Change:
    return Change(
        "points.changed.v1",
        {
            "volunteer": volunteer,
            "city_code": now.city_code,
            "points": now.points,
            "before": before,
            "as_of": as_of.isoformat(),
            "entries": now.entries,
            "policy": now.policy.reference,
        },
    )


def _became_eligible(volunteer: str, now: rules.Eligibility) -> Change:
    return Change("award.became_eligible.v1", _of_award(volunteer, now))


def _eligibility_ended(volunteer: str, now: rules.Eligibility, as_of: dt.date) -> Change:
    return Change("award.eligibility_ended.v1", {**_of_award(volunteer, now), "as_of": as_of.isoformat()})


def _of_award(volunteer: str, now: rules.Eligibility) -> dict[str, Any]:
    return {
        "volunteer": volunteer,
        "category": now.policy.category,
        "minutes": now.minutes,
        "period_minutes": now.period_minutes,
        "period_from": now.period.first.isoformat(),
        "period_to": dt.date(now.period.last.year, 12, 31).isoformat(),
        "entries": now.entries,
        "policy": now.policy.reference,
    }
