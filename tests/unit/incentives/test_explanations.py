"""Explanations: the entries give the result, what lacks gives the next step, and both languages say all of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.incentives.entitlements.domain import Asked, Consent, Offer, Person
from services.incentives.explanations import numbers
from services.incentives.explanations.benefits import benefit
from services.incentives.explanations.domain import Explained
from services.incentives.reports.domain import BREACH, Report
from services.incentives.standing import policies
from services.incentives.standing.domain import evaluate, rate_student
from services.incentives.standing.entries import Entry
from services.incentives.standing.tables import BROUGHT_ALONE
from shared.languages import CHINESE, say

DAY = dt.date(2018, 6, 30)
LATIN = re.compile("[A-Za-z]{2,}")
PLACES = ("440100", "440303", "440600", "441900")


def entry(name: str, minutes: int, day: dt.date = DAY, region: str = "440600") -> Entry:
    """An entry of Foshan, if nothing else is said."""
    return Entry(name, region, day, minutes)


def explained(*entries: Entry, day: dt.date = DAY) -> dict[str, Explained]:
    """All that entries give on a day, by its name."""
    decisions, known = evaluate(entries, day), {one.id: one for one in entries}
    student = rate_student(entries, dt.date(2018, 1, 1), day)
    found = [
        numbers.stars(decisions.stars, day, known),
        numbers.student_stars(student, day, known),
        *(numbers.points(one, day, known) for one in decisions.points.values()),
        numbers.award(decisions.award, day, known),
    ]
    return {one.of: one for one in found}


def offer(**facts: object) -> Offer:
    """A benefit that asks for a star and 120 minutes in thirty days."""
    usual = {"min_stars": 1, "min_minutes": 120, "within_days": 30, "last": None}
    named = {"reference": "n", "partner": "p", "region_code": "440000", "first": dt.date(2018, 1, 1)}
    return Offer(**{**named, **usual, **facts})  # type: ignore[arg-type]


def person(*entries: Entry, verified: bool = True, home: str = "440100", breach: bool = False) -> Person:
    """Somebody who consents."""
    reports = [Report("r", "p", BREACH, None, dt.datetime(2018, 2, 1, tzinfo=dt.UTC))] if breach else []
    return Person(verified, home, entries, [Consent("p", dt.date(2018, 1, 1), None)], reports)


def of_benefit(who: Person, what: Offer) -> Explained:
    """What it is to somebody."""
    asked = Asked(who, DAY, BROUGHT_ALONE)
    return benefit(what.reference, what, asked.judge(what), asked)


def every_text(found: Explained) -> Iterator[str]:
    """What is said to people."""
    yield from (found.rule_text, found.result, *(one.text for one in found.lacking))


@given(
    st.lists(st.tuples(st.integers(1, 9_000), st.dates(dt.date(2013, 1, 1), DAY), st.sampled_from(PLACES)), max_size=12)
)
def test_what_lacks_gives_the_next_step(drawn: list[tuple[int, dt.date, str]]) -> None:
    """Whatever somebody has: with as many minutes more, on that day and in that city, the next step is there."""
    entries = [entry(f"e-{number}", *one) for number, one in enumerate(drawn)]
    for name, found in explained(*entries).items():
        assert found.minutes == sum(one.minutes for one in found.sums) == sum(one.minutes for one in found.years)
        if found.next is None:
            assert () == found.lacking
            continue
        missing = max(one.amount or 0 for one in found.lacking)
        if not missing:
            continue
        region = name.partition("/")[2] or "440600"
        then = explained(*entries, entry("more", missing, region=region))[name]
        assert str(found.next) == str(then.value if then.state is None else then.state)
        if missing > 1:
            almost = explained(*entries, entry("more", missing - 1, region=region))[name]
            assert (found.value, found.state) == (almost.value, almost.state)


def test_the_most_has_no_next_step() -> None:
    """Of stars and of points."""
    found = explained(entry("a", 90_000), entry("b", 60_000, region="440300"))
    assert [None, None, None] == [found[one].next for one in ("stars", "points/440600", "points/440300")]
    assert () == found["stars"].lacking


def test_a_year_that_gave_its_points_says_so() -> None:
    """The next come with another year."""
    found = explained(entry("a", 3_000, region="440100"))["points/440100"]
    assert (2, 4, ["another_year"]) == (found.value, found.next, [one.what for one in found.lacking])


def test_sums_are_by_kind() -> None:
    """Presences, visits and what came from an earlier system."""
    found = explained(entry("a", 60), entry("visit:v", 30), entry("opening:b", 600))["stars"]
    assert [("presence", 60), ("visit", 30), ("opening_balance", 600)] == [(one.of, one.minutes) for one in found.sums]
    assert 90 == explained(entry("a", 60), entry("visit:v", 30), entry("opening:b", 600))["student_stars"].minutes


def test_a_benefit_says_all_that_fails_with_how_much() -> None:
    """Stars with the minutes for them, the minutes of its window, and the conditions that are no number."""
    found = of_benefit(person(entry("a", 100), verified=False, home="440100"), offer(region_code="440300"))
    assert ["unverified_volunteer", "stars", "minutes", "outside_region"] == [one.what for one in found.lacking]
    assert [None, 1, 20, None] == [one.amount for one in found.lacking]
    assert "5900 minutes more for 1 stars" == found.lacking[1].text
    assert ("none", "granted", 100) == (found.state, found.next, found.minutes)


def test_a_benefit_counts_the_entries_of_its_window_alone() -> None:
    """Stars count all."""
    found = of_benefit(person(entry("old", 6_000, dt.date(2017, 1, 1)), entry("a", 120)), offer())
    assert ("granted", ["a"], None) == (found.state, [one.id for one in found.entries], found.next)
    assert dt.date(2018, 6, 1) == found.window.first  # type: ignore[union-attr]


def test_a_breach_is_what_a_suspended_benefit_lacks() -> None:
    """Everything else is there."""
    found = of_benefit(person(entry("a", 6_000), breach=True), offer())
    assert ("suspended", "granted", ["breach"]) == (found.state, found.next, [one.what for one in found.lacking])


@pytest.mark.parametrize("minutes", [0, 60, 3_000, 20_000, 100_000])
def test_all_of_it_has_its_chinese(minutes: int) -> None:
    """Rule, result, and what lacks: no English word is left."""
    entries = [entry(f"e-{one}", minutes, region=one) for one in PLACES if minutes]
    wanting = person(verified=False, home="440300", breach=True)
    offers = (
        offer(),
        offer(last=dt.date(2018, 2, 1), region_code="440100", within_days=None, partner="q", min_stars=5),
        offer(min_stars=None, min_minutes=None),
    )
    benefits = [of_benefit(who, one) for who in (wanting, person(*entries)) for one in offers]
    for found in (*explained(*entries).values(), *benefits):
        for text in every_text(found):
            assert not LATIN.search(say(text, CHINESE)), text


def test_a_policy_without_such_a_star_says_so() -> None:
    """One that was adopted may have fewer."""
    tables = BROUGHT_ALONE.__class__(stars=(policies.StarPolicy("stars/national", "000000", DAY, 2, (60,)),))
    asked = Asked(person(), DAY, tables)
    what = offer(min_stars=3)
    found = benefit("n", what, asked.judge(what), asked)
    assert "the policy of stars has no such star" == found.lacking[0].text
