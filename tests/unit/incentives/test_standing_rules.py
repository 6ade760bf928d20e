"""Stars, points and eligibility: the published tables, and their edges."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.incentives.standing import rules
from services.incentives.standing.entries import Entry, calendar_years, years_to_date
from services.incentives.standing.policies import AWARDS, POINTS, STARS
from shared.rules.policies import in_force

DAY = dt.date(2018, 3, 12)
GUANGZHOU, SHENZHEN, FOSHAN = "440100", "440300", "440600"


def entry(hours: float, day: str = "2018-03-01", region: str = GUANGZHOU, name: str = "") -> Entry:
    """An entry with an id that tells it from the others."""
    return Entry(name or f"{region}-{day}-{hours}", region, dt.date.fromisoformat(day), round(hours * 60))


def points(city: str, *entries: Entry, as_of: dt.date = DAY) -> int:
    """The city's points by the policy in force."""
    return rules.points(entries, as_of, in_force(POINTS, as_of, city)).points


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, 0), (5_999, 0), (6_000, 1), (17_999, 1), (18_000, 2), (36_000, 3), (60_000, 4), (89_999, 4), (90_000, 5)],
)
def test_stars_follow_the_national_thresholds(minutes: int, expected: int) -> None:
    """100, 300, 600, 1,000 and 1,500 hours give one to five stars, and a minute less does not."""
    assert expected == rules.stars(minutes, STARS[0])


def test_a_rating_names_what_it_rests_on() -> None:
    """Hours of every place and year count, and the entries are listed."""
    rated = rules.rate([entry(60, "2001-01-01", name="b"), entry(40, region=SHENZHEN, name="a")], STARS[0])
    assert (1, 6_000, ["a", "b"], STARS[0]) == (rated.stars, rated.minutes, rated.entries, rated.policy)


def test_guangzhou_gives_two_points_a_calendar_year_with_fifty_hours() -> None:
    """Fifty hours in one year count, fifty spread over two years do not, and more in a year gives no more."""
    assert 2 == points(GUANGZHOU, entry(50))
    assert 0 == points(GUANGZHOU, entry(49.99))
    assert 0 == points(GUANGZHOU, entry(30, "2017-12-31"), entry(30, "2018-01-01"))
    assert 2 == points(GUANGZHOU, entry(500))
    assert 4 == points(GUANGZHOU, entry(50, "2017-12-31"), entry(50, "2018-01-01"))


def test_guangzhou_looks_at_the_current_and_the_four_earlier_calendar_years() -> None:
    """The first day of the fifth year counts in full; the day before it does not; ten points are the most."""
    assert 2 == points(GUANGZHOU, entry(50, "2014-01-01"))
    assert 0 == points(GUANGZHOU, entry(50, "2013-12-31"))
    assert 10 == points(GUANGZHOU, *(entry(60, f"{year}-02-01") for year in range(2010, 2019)))


def test_shenzhen_gives_two_points_for_every_full_fifty_hours() -> None:
    """In five years to date, at most six."""
    assert [0, 2, 2, 4, 6, 6] == [points(SHENZHEN, entry(h, region=SHENZHEN)) for h in (49, 50, 99, 100, 150, 900)]
    assert 2 == points(SHENZHEN, entry(50, "2013-03-13", SHENZHEN))
    assert 0 == points(SHENZHEN, entry(50, "2013-03-12", SHENZHEN))


def test_foshan_gives_a_point_for_every_full_five_hours() -> None:
    """Portions are of the sum, not of each entry; at most sixty."""
    assert 1 == points(FOSHAN, entry(3, region=FOSHAN), entry(2, "2018-03-02", FOSHAN))
    assert [0, 1, 60, 60] == [points(FOSHAN, entry(h, region=FOSHAN)) for h in (4.99, 5, 300, 410)]


def test_hours_count_in_the_city_in_which_they_were_served() -> None:
    """A county's hours are its city's; another city's are not."""
    assert 2 == points(GUANGZHOU, entry(50, region="440103"))
    assert 0 == points(GUANGZHOU, entry(50, region=SHENZHEN))
    assert 0 == points(SHENZHEN, entry(50, region="440000"))


def test_points_name_the_entries_inside_the_window_only() -> None:
    """What is too old, or elsewhere, did not earn them."""
    inside, old, elsewhere = entry(50, name="in"), entry(50, "2000-01-01", name="old"), entry(9, region=FOSHAN)
    assert ["in"] == rules.points([inside, old, elsewhere], DAY, in_force(POINTS, DAY, GUANGZHOU)).entries


@pytest.mark.parametrize(
    ("all_hours", "period_hours", "expected"), [(300, 100, True), (299, 299, False), (900, 99, False)]
)
def test_the_best_volunteer_has_300_hours_of_which_100_in_the_awards_two_years(
    all_hours: int, period_hours: int, expected: bool
) -> None:
    """The award's two years are the calendar year of the day and the one before."""
    entries = [entry(all_hours - period_hours, "2016-12-31"), entry(period_hours, "2017-01-01")]
    decided = rules.eligibility(entries, DAY, AWARDS[0])
    assert (expected, period_hours * 60) == (decided.eligible, decided.period_minutes)


@pytest.mark.parametrize(
    ("day", "first"),
    [("2018-03-12", "2013-03-13"), ("2016-02-29", "2011-03-01"), ("2017-02-28", "2012-02-29")],
)
def test_five_years_to_date_end_today(day: str, first: str) -> None:
    """They begin on the day after the same day five years ago, around leap days too."""
    window = years_to_date(dt.date.fromisoformat(day), 5)
    assert (first, day) == (window.first.isoformat(), window.last.isoformat())


def test_calendar_years_end_today() -> None:
    """They begin on a first of January."""
    window = calendar_years(DAY, 2)
    assert (dt.date(2017, 1, 1), DAY) == (window.first, window.last)


def test_a_city_has_one_rule_of_points() -> None:
    """Standings and events name points by their city, so two rules of one city would hide each other."""
    cities = [city for city, _ in {(policy.region_code, policy.name) for policy in POINTS}]
    assert sorted(set(cities)) == sorted(cities)


entries_of_years = st.lists(
    st.builds(
        Entry,
        st.uuids().map(str),
        st.sampled_from((GUANGZHOU, SHENZHEN, FOSHAN, "440103", "441900")),
        st.dates(dt.date(2010, 1, 1), DAY),
        st.integers(0, 6_000),
    ),
    max_size=20,
    unique_by=lambda one: one.id,
)


@given(entries_of_years, st.sampled_from((GUANGZHOU, SHENZHEN, FOSHAN)))
def test_points_never_exceed_their_maximum_and_more_hours_never_take_any(entries: list[Entry], city: str) -> None:
    """On one and the same day, points grow with the entries up to the policy's maximum."""
    policy = in_force(POINTS, DAY, city)
    figures = [rules.points(entries[:n], DAY, policy).points for n in range(len(entries) + 1)]
    assert figures == sorted(figures)
    assert figures[-1] <= policy.at_most
