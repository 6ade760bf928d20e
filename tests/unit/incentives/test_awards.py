"""Rules of the award: who is eligible, which nominations stand, whose scores count, and what comes of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.incentives.awards import nominating, results, scoring
from services.incentives.awards.calendar import calendar
from services.incentives.awards.eligibility import Least, Served, lacks
from services.incentives.awards.nominating import Nomination
from services.incentives.awards.results import Objection, Terms
from shared.clock import CHINA
from shared.rules import juries
from shared.rules.juries import Score
from shared.rules.spans import through

OPENS, CLOSES = dt.date(2018, 7, 10), dt.date(2018, 8, 10)
DAYS = calendar(CLOSES, 7)
TERMS = Terms(DAYS, 1, results.JURIES[0])
AFTER = DAYS.notice_to + dt.timedelta(days=1)
NOON = dt.datetime(2018, 7, 20, 12, tzinfo=CHINA)

instants = st.integers(-3, 3).map(lambda hours: NOON + dt.timedelta(hours=hours))
nominations = st.lists(
    st.builds(Nomination, instants, st.uuids().map(str), st.sampled_from("abc"), st.sampled_from("abcxyz")), max_size=12
)
scores = st.lists(
    st.builds(
        Score,
        instants,
        st.uuids().map(str),
        st.sampled_from("jkl"),
        st.sampled_from("opq"),
        st.integers(0, 100),
        st.booleans(),
        st.just(False),
    ),
    max_size=12,
)


def nominate(*some: Nomination, eligible: str = "abc", of_persons: bool = True) -> dict[str, str | None]:
    """Decide on nominations of one category."""
    days = through(OPENS, CLOSES)
    return nominating.decide(some, days, set(eligible), nominating.NOMINATIONS[0], of_persons=of_persons)


def nomination(reference: str, subject: str = "a", by: str = "x", at: dt.datetime = NOON) -> Nomination:
    """A nomination that stands, unless something is said of it."""
    return Nomination(at, reference, subject, by)


def judge(*some: Score, near: str = "") -> dict[str, str | None]:
    """Decide on scores of one nomination."""
    return juries.decide(some, lambda score: set(near), scoring.SCORES[0])


def test_a_threshold_that_is_reached_exactly_is_reached() -> None:
    """And what is lacking is named, in the order of the columns."""
    least = Least(600, 300, 5, 80)
    assert [] == lacks("volunteer", least, Served(600, 300))
    assert ["min_minutes", "min_minutes_in_period", "breach"] == lacks("volunteer", least, Served(599, 299, 0, 0, True))
    assert [] == lacks("organisation", least, Served(0, 300, 240, 5))
    assert ["min_volunteers", "min_measured_share"] == lacks("organisation", least, Served(0, 300, 239, 4))
    assert [] == lacks("project", least, Served(0, 300, 0, 5)) == lacks("community", least, Served(0, 300, 0, 5))
    assert [] == lacks("organisation", Least(), Served())


def test_the_first_condition_that_applies_refuses() -> None:
    """Outside the days, by oneself, not eligible, nominated already."""
    before = dt.datetime(2018, 7, 9, 23, 59, 59, tzinfo=CHINA)
    late = dt.datetime(2018, 8, 11, tzinfo=CHINA)
    assert {"n": "outside_nominations"} == nominate(nomination("n", by="a", at=before), eligible="")
    assert {"n": "outside_nominations"} == nominate(nomination("n", at=late))
    assert {"n": "self_nomination"} == nominate(nomination("n", by="a"), eligible="")
    assert {"n": None} == nominate(nomination("n", by="a"), of_persons=False)
    assert {"n": "not_eligible"} == nominate(nomination("n"), eligible="")
    edges = nominate(
        nomination("f", at=before + dt.timedelta(seconds=1)), nomination("l", "b", at=late - dt.timedelta(seconds=1))
    )
    assert {"f": None, "l": None} == edges


def test_what_was_refused_bars_nobody() -> None:
    """Of two at one instant the reference decides; who nominated himself may be nominated by another."""
    found = nominate(nomination("2"), nomination("1"), nomination("0", by="a"))
    assert {"0": "self_nomination", "1": None, "2": "already_nominated"} == found


@given(nominations)
def test_nominations_are_decided_alike_in_any_order(some: list[Nomination]) -> None:
    """One stands for each subject at most, and it is the earliest that nothing else refuses."""
    found = nominate(*some)
    assert found == nominate(*reversed(some))
    standing = defaultdict(list)
    for one in sorted(some):
        if one.subject != one.nominator:
            standing[one.subject].append(one.reference)
    assert {one for one, reason in found.items() if reason is None} == {refs[0] for refs in standing.values()}


@given(scores)
def test_of_a_juror_the_first_score_counts_that_no_conflict_keeps_out(some: list[Score]) -> None:
    """In any order of arrival; a score that does not count does not make the next one a second."""
    found = judge(*some, near="q")
    assert found == judge(*reversed(some), near="q")
    first: dict[str, str] = {}
    for one in sorted(some):
        if one.organisation != "q" and not one.declared:
            first.setdefault(one.juror, one.reference)
    assert {one for one, reason in found.items() if reason is None} == set(first.values())
    assert all(found[one.reference] == "conflict" for one in some if one.organisation == "q")


def test_nobody_judges_what_is_their_own() -> None:
    """The subject itself, and who nominated it, are too near as organisations are."""
    assert {"s": "conflict"} == judge(Score(NOON, "s", "a", "o", 90, True), near="a")


@given(st.lists(st.integers(0, 100), min_size=1, max_size=20))
def test_a_mean_has_two_decimals_half_up(some: list[int]) -> None:
    """Of all that count: none is left out."""
    assert scoring.mean(some) == int(Fraction(100 * sum(some), len(some)) + Fraction(1, 2))


@pytest.mark.parametrize(
    ("at", "upheld", "refused"),
    [
        ("2018-09-09T23:59:59+08:00", True, False),
        ("2018-09-10T00:00:00+08:00", True, True),
        ("2018-09-16T23:59:59+08:00", True, True),
        ("2018-09-17T00:00:00+08:00", True, False),
        ("2018-09-12T09:00:00+08:00", False, False),
    ],
)
def test_an_upheld_objection_counts_on_the_days_of_the_notice(at: str, upheld: bool, refused: bool) -> None:
    """From the first second to the last, in China; one that was not upheld changes nothing."""
    found = results.objected([Objection("n", dt.datetime.fromisoformat(at), upheld)], DAYS, AFTER)
    assert refused == (found == {"n"})


def test_the_best_are_awarded_when_the_notice_is_over() -> None:
    """Until then who was judged by three is shortlisted, from the first day of the notice on."""
    some = [nomination("1", "a"), nomination("2", "b"), nomination("3", "c"), nomination("4", "d")]
    given_to = {"1": [90, 90, 91], "2": [90, 91, 91], "3": [100, 100], "4": [99, 99, 99]}

    def of(day: dt.date) -> dict[str, str]:
        return results.results(some, given_to, {"4"}, TERMS, day)

    refused = {"4": "refused:objection_upheld"}
    assert {"1": "nominated", "2": "nominated", "3": "nominated"} | refused == of(DAYS.review_to)
    assert {"1": "shortlisted", "2": "shortlisted", "3": "nominated"} | refused == of(DAYS.notice_to)
    assert {"1": "shortlisted", "2": "awarded", "3": "nominated"} | refused == of(AFTER)


def test_ties_go_to_the_earlier_nomination_then_to_the_reference() -> None:
    """As ranks of works do."""
    earlier = nomination("9", "a", at=NOON - dt.timedelta(hours=1))
    some = [nomination("1", "b"), nomination("0", "c"), earlier]
    same = {one.reference: [80, 80, 80] for one in some}
    assert results.results(some, same, set(), TERMS._replace(quota=2), AFTER) == {
        "9": "awarded",
        "0": "awarded",
        "1": "shortlisted",
    }


@given(nominations, st.integers(0, 4))
def test_never_more_than_the_quota_are_awarded(some: list[Nomination], quota: int) -> None:
    """And nobody who was not awarded has a better mean than one who was."""
    marks = {one.reference: [index % 7 * 10] * 3 for index, one in enumerate(some)}
    found = results.results(some, marks, set(), TERMS._replace(quota=quota), AFTER)
    best = [marks[one][0] for one, state in found.items() if state == "awarded"]
    others = [marks[one][0] for one, state in found.items() if state == "shortlisted"]
    assert len(best) == min(quota, len(some))
    assert not best or not others or min(best) >= max(others)
