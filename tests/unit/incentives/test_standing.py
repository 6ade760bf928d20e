"""A standing: whatever comes in whatever order, the same is decided; and only changes are told."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from services.incentives.standing.domain import Change, Earned, Standing, changes, credit, decide, earned, evaluate
from services.incentives.standing.entries import Entry
from shared.events.catalogue import contract

NUMBER = "KV000000000001"


def entry(name: str, hours: float, day: str = "2018-03-01", region: str = "440600") -> Entry:
    """An entry of Foshan, if nothing else is said."""
    return Entry(name, region, dt.date.fromisoformat(day), round(hours * 60))


def told(before: Standing, *entries: Entry) -> list[Change]:
    """What crediting entries tells."""
    outcome = credit(before, entries)
    return changes(NUMBER, before.earned, outcome[1]) if outcome else []


def after(*entries: Entry) -> Standing:
    """The standing after entries."""
    outcome = credit(Standing(NUMBER), entries)
    assert outcome is not None
    return outcome[0]


def test_crediting_tells_stars_points_and_eligibility() -> None:
    """310 hours in Foshan in the award's years give two stars, sixty points and eligibility; each fits its contract."""
    news = told(Standing(NUMBER), entry("a", 310))
    assert ["stars.changed.v1", "points.changed.v1", "award.became_eligible.v1"] == [one.type for one in news]
    stars, points, award = (one.data for one in news)
    assert (2, 0, 18_600, ["a"]) == (stars["stars"], stars["before"], stars["minutes"], stars["entries"])
    assert ("440600", 60, "2018-03-01") == (points["city_code"], points["points"], points["as_of"])
    assert ("best_volunteer", "2017-01-01", "2018-12-31") == (
        award["category"],
        award["period_from"],
        award["period_to"],
    )
    for one in news:
        contract(one.type).check(one.data)


def test_an_entry_that_changes_nothing_tells_nothing() -> None:
    """Ten minutes more are no point more; but the standing has them."""
    before = after(entry("a", 5))
    assert [] == told(before, entry("b", 0.1))
    assert {"a", "b"} == set(after(entry("a", 5), entry("b", 0.1)).entries)


def test_a_known_entry_changes_nothing() -> None:
    """The same entry again is not even a new version."""
    assert credit(after(entry("a", 5)), [entry("a", 5)]) is None


def test_the_same_entry_twice_in_a_batch_counts_once() -> None:
    """An entry is told by its id."""
    assert after(entry("a", 5)).earned == after(entry("a", 5), entry("a", 5)).earned


def test_a_later_entry_elsewhere_can_end_a_window() -> None:
    """Points are decided as of the latest day of service, and losing them is told with the value before."""
    before = after(entry("a", 50, "2013-01-01"))
    news = told(before, entry("b", 1, "2018-03-01", "441900"))
    assert [("440600", 0, 10)] == [(one.data["city_code"], one.data["points"], one.data["before"]) for one in news]


def test_eligibility_is_told_once_for_a_period() -> None:
    """More hours in the same years tell nothing; the next year's period does."""
    before = after(entry("a", 310))
    assert [] == [one for one in told(before, entry("b", 50)) if one.type.startswith("award")]
    news = told(before, entry("c", 1, "2019-01-01"))
    assert ["2018-01-01"] == [one.data["period_from"] for one in news if one.type.startswith("award")]


def test_entries_after_the_day_do_not_count() -> None:
    """A standing of an earlier day is what it was."""
    decided = evaluate([entry("a", 100, "2018-01-01"), entry("b", 100, "2018-02-01")], dt.date(2018, 1, 31))
    assert (6_000, 1, ["a"]) == (decided.stars.minutes, decided.stars.stars, decided.stars.entries)


def test_nobody_has_anything_without_entries() -> None:
    """No stars, no points, not eligible."""
    assert Earned() == earned(evaluate([], dt.date(2018, 3, 12)))


def test_a_period_that_moves_on_ends_eligibility() -> None:
    """Its hours count in the next year's period, and in the one after that no more."""
    before = after(entry("a", 310))
    found = []
    for _ in range(2):
        assert before.due is not None
        outcome, decisions = decide(before, before.entries.values(), before.due)
        found += [one for one in changes(NUMBER, before.earned, decisions) if one.type.startswith("award")]
        before = outcome
    assert ["award.became_eligible.v1", "award.eligibility_ended.v1"] == [one.type for one in found]
    ended = found[1].data
    assert ("2020-01-01", "2019-01-01", 0) == (ended["as_of"], ended["period_from"], ended["period_minutes"])
    contract("award.eligibility_ended.v1").check(ended)


some_entries = st.lists(
    st.builds(
        Entry,
        st.sampled_from([f"e{n}" for n in range(12)]),
        st.sampled_from(("440100", "440300", "440600")),
        st.dates(dt.date(2012, 1, 1), dt.date(2018, 3, 12)),
        st.integers(1, 9_000),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda one: one.id,
)


@given(some_entries, st.randoms(use_true_random=False))
def test_order_and_repetition_of_entries_do_not_matter(entries: list[Entry], random: object) -> None:
    """In any order, in any batches, with any copies, the same entries end in the same entries and the same decision."""
    shuffled = entries + entries[: len(entries) // 2]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    standing = Standing(NUMBER)
    for start in range(0, len(shuffled), 3):
        outcome = credit(standing, shuffled[start : start + 3])
        standing = outcome[0] if outcome else standing
    expected = after(*entries)
    assert (expected.entries, expected.earned) == (standing.entries, standing.earned)


@given(some_entries, st.randoms(use_true_random=False))
def test_the_changes_told_add_up_to_the_decision(entries: list[Entry], random: object) -> None:
    """A reader of the events knows the same stars and points as the standing."""
    random.shuffle(entries)  # type: ignore[attr-defined]
    standing, stars, points = Standing(NUMBER), 0, dict[str, int]()
    for one in entries:
        outcome = credit(standing, [one])
        assert outcome is not None
        for change in changes(NUMBER, standing.earned, outcome[1]):
            if change.type == "stars.changed.v1":
                assert stars == change.data["before"]
                stars = change.data["stars"]
            elif change.type == "points.changed.v1":
                assert points.get(change.data["city_code"], 0) == change.data["before"]
                points[change.data["city_code"]] = change.data["points"]
        standing = outcome[0]
    assert (standing.earned.stars, standing.earned.points) == (stars, {c: n for c, n in points.items() if n})


@given(some_entries)
def test_time_alone_changes_a_standing_on_its_day_and_on_no_day_before(entries: list[Entry]) -> None:
    """What is due next is the first day on which the same entries give something else."""
    standing = after(*entries)
    for _ in range(12):
        if standing.due is None:
            assert earned(evaluate(entries, dt.date(2060, 1, 1))) == standing.earned
            break
        assert earned(evaluate(entries, standing.due - dt.timedelta(days=1))) == standing.earned
        decided, decisions = decide(standing, entries, standing.due)
        assert changes(NUMBER, standing.earned, decisions)
        standing = decided


def test_the_last_of_february_leaves_a_window_on_the_first_of_march() -> None:
    """Where the year has no 29th; Guangzhou's years leave whole, and what was above the most leaves unnoticed."""
    assert dt.date(2021, 3, 1) == after(entry("a", 5, "2016-02-29")).due
    assert dt.date(2021, 2, 28) == after(entry("a", 5, "2016-02-28")).due
    years = [entry(str(year), 50, f"{year}-05-01", "440100") for year in range(2014, 2019)]
    assert dt.date(2019, 1, 1) == after(*years).due
    plenty = [entry("a", 40, "2017-03-01", "440300"), entry("b", 160, "2018-03-01", "440300")]
    assert dt.date(2023, 3, 1) == after(*plenty).due
