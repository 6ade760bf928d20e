"""Stars, points and eligibility explained. Pure.

What is said here in English is put into the asker's language (shared/languages): each text is a form of
shared/data/chinese.toml.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from services.incentives.explanations.domain import AWARD, POINTS, STARS, STUDENT_STARS, Explained, Lack
from services.incentives.standing import rules
from services.incentives.standing.entries import Entry, Window, total
from services.incentives.standing.policies import PointPolicy

Known = Mapping[str, Entry]
"""Entries by id."""
ELIGIBLE, NOT_ELIGIBLE = "eligible", "not_eligible"


def stars(rated: rules.Stars, as_of: dt.date, known: Known) -> Explained:
    """Why somebody has so many stars."""
    return _rated(STARS, rated, as_of, known, "1 to {most} stars from so many minutes in all on: {minutes}")


def student_stars(rated: rules.Stars, as_of: dt.date, known: Known) -> Explained:
    """Why somebody has so many as a student; since when is not said, for it tells when the studies began."""
    of = "1 to {most} stars from so many minutes of presences since the beginning of the university stage on: {minutes}"
    return _rated(STUDENT_STARS, rated, as_of, known, of)


def _rated(name: str, rated: rules.Stars, as_of: dt.date, known: Known, rule: str) -> Explained:
    thresholds = rated.policy.thresholds
    following = rated.stars + 1 if rated.stars < len(thresholds) else None
    return Explained(
        name,
        as_of,
        rated.stars,
        None,
        following,
        rated.policy.kept,
        rated.policy.rule,
        rule.format(most=len(thresholds), minutes=", ".join(map(str, thresholds))),
        f"{rated.stars} stars for {rated.minutes} minutes",
        _entries(rated.entries, known),
        lacking=(for_stars(following, thresholds, rated.minutes),) if following else (),
    )


def for_stars(wanted: int, thresholds: Sequence[int], minutes: int) -> Lack:
    """The minutes that so many stars take."""
    amount = max(thresholds[wanted - 1] - minutes, 0)
    return Lack("minutes", amount, f"{amount} minutes more for {wanted} stars")


def points(given: rules.Points, as_of: dt.date, known: Known) -> Explained:
    """Why somebody has so many points of a city."""
    policy, window = given.policy, rules.window(as_of, given.policy)
    entries = _entries(given.entries, known)
    following = min(given.points + policy.points, policy.at_most)
    each = "calendar year with" if policy.by_calendar_year else "full portion of"
    return Explained(
        f"{POINTS}/{given.city_code}",
        as_of,
        given.points,
        None,
        following if following > given.points else None,
        policy.kept,
        policy.rule,
        f"{policy.points} points for each {each} {policy.minutes} minutes in the city, within {policy.years} years, "
        f"at most {policy.at_most}",
        f"{given.points} points for {total(entries)} minutes from {window.first} to {window.last}",
        entries,
        window,
        (_for_points(entries, as_of, policy, following),) if following > given.points else (),
    )


def _for_points(entries: Sequence[Entry], as_of: dt.date, policy: PointPolicy, following: int) -> Lack:
    if not policy.by_calendar_year:
        amount = policy.minutes - total(entries) % policy.minutes
        return Lack("minutes", amount, f"{amount} minutes more in the city for {following} points")
    amount = policy.minutes - total(one for one in entries if one.day.year == as_of.year)
    if amount > 0:
        return Lack("minutes", amount, f"{amount} minutes more in the city in {as_of.year} for {following} points")
    return Lack("another_year", None, f"{as_of.year} has given its points; the next come with another calendar year")


def award(found: rules.Eligibility, as_of: dt.date, known: Known) -> Explained:
    """Why somebody is eligible for the award, or not yet."""
    policy, period = found.policy, found.period
    return Explained(
        AWARD,
        as_of,
        None,
        ELIGIBLE if found.eligible else NOT_ELIGIBLE,
        None if found.eligible else ELIGIBLE,
        policy.kept,
        {**policy.rule, "period_from": str(period.first), "period_to": str(period.last)},
        f"{policy.minutes} minutes in all, of which {policy.period_minutes} from {period.first} to {period.last}",
        f"{found.minutes} minutes in all, of which {found.period_minutes} in the period",
        _entries(found.entries, known),
        lacking=tuple(_for_award(found, period)),
    )


def _for_award(found: rules.Eligibility, period: Window) -> Iterable[Lack]:
    in_all = found.policy.minutes - found.minutes
    if in_all > 0:
        yield Lack("minutes", in_all, f"{in_all} minutes more in all")
    inside = found.policy.period_minutes - found.period_minutes
    if inside > 0:
        yield Lack("minutes_in_period", inside, f"{inside} minutes more from {period.first} on")


def _entries(names: Iterable[str], known: Known) -> list[Entry]:
    return [known[one] for one in names]
