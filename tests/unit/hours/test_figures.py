"""Who is active, and who stays: the spans of days say the same as the rule does of a single day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.hours.figures.domain import ACTIVE_30, ACTIVE_90, AGAIN, BEFORE, Merge, Move, Person, counted
from shared.clock import CHINA
from shared.rules.places import PROVINCE
from shared.rules.spans import Span

NEW_YEAR = dt.date(2018, 1, 1)
GUANGZHOU, SHENZHEN = "440100", "440300"
WINDOWS = {ACTIVE_30: (29, 0), ACTIVE_90: (89, 0), BEFORE: (179, 90)}
"""Of each figure, from how many to how many days before the day somebody must have served."""


def day(number: int) -> dt.date:
    """A day of 2018, from 0."""
    return NEW_YEAR + dt.timedelta(days=number)


def noon(number: int) -> dt.datetime:
    """Its noon in China."""
    return dt.datetime.combine(day(number), dt.time(12), CHINA)


def served(*days: int) -> dict[str, dt.date]:
    """Presences on days."""
    return {f"a-{number}": day(number) for number in days}


def places(person: Person, figure: str, on: int) -> list[str]:
    """Where a person counts on a day."""
    return _places("v-1", {"v-1": person}, figure, on)


def _places(number: str, people: dict[str, Person], figure: str, on: int) -> list[str]:
    return [
        place
        for (name, place), spans in sorted(counted(number, people).items())
        if name == figure and any(span.has(day(on)) for span in spans)
    ]


days = st.lists(st.integers(0, 300), max_size=8)
homes = st.sampled_from([GUANGZHOU, SHENZHEN, PROVINCE])
moves = st.lists(st.tuples(st.integers(0, 300), homes), max_size=3, unique_by=lambda move: move[0])
merge = st.none() | st.tuples(st.integers(0, 300), st.none() | st.integers(0, 200))


@given(own=days, others=days, moving=moves, merged=merge, on=st.integers(0, 500))
def test_spans_say_what_the_rule_says_of_a_day(own: Any, others: Any, moving: Any, merged: Any, on: int) -> None:
    """Whoever served, moved and was merged when: as of a day, presences of both count for the kept one."""
    people = {"kept": _person(own, moving, "kept"), "merged": _person(others, [], "merged")}
    in_force = False
    if merged:
        first, length = merged
        span = Span(day(first), None if length is None else day(first + length))
        people = {number: one.merging("m", Merge(1, "kept", "merged", span)) for number, one in people.items()}
        in_force = span.has(day(on))
    home = next((place for at, place in sorted(moving, reverse=True) if at <= on), GUANGZHOU)
    counts = {*own, *(others if in_force else ())}
    for figure in WINDOWS:
        expected = [home] if _active(counts, figure, on) else []
        assert expected == _places("kept", people, figure, on)
        alone = [GUANGZHOU] if _active(others, figure, on) and not in_force else []
        assert alone == _places("merged", people, figure, on)
    stays = _active(counts, BEFORE, on) and _active(counts, ACTIVE_90, on)
    assert ([home] if stays else []) == _places("kept", people, AGAIN, on)


def _active(days: Any, figure: str, on: int) -> bool:
    first, last = WINDOWS[figure]
    return any(on - first <= number <= on - last for number in days)


def _person(days: Any, moving: Any, number: str) -> Person:
    person = Person(served={f"{number}-{one}-{at}": day(at) for one, at in enumerate(days)}).at_home(1, GUANGZHOU)
    before = GUANGZHOU
    for one, (at, place) in sorted(enumerate(moving), key=lambda move: move[1]):
        person = person.moving(f"t-{one}", Move(1, noon(at), before, place))
        before = place
    return person


def test_a_day_of_service_counts_for_thirty_days() -> None:
    """With the day itself."""
    person = Person(served=served(40)).at_home(1, GUANGZHOU)

    found = [places(person, ACTIVE_30, on) for on in (39, 40, 69, 70)]
    assert [[], [GUANGZHOU], [GUANGZHOU], []] == found


def test_who_has_no_known_home_counts_nowhere() -> None:
    """Hours may be heard of before their volunteer; the newest state is the home, whatever came last."""
    person = Person(served=served(40))
    later = person.at_home(3, SHENZHEN).at_home(2, GUANGZHOU)

    assert [] == places(person, ACTIVE_30, 40)
    assert [SHENZHEN] == places(later, ACTIVE_30, 40)


def test_a_home_at_the_level_of_the_province_is_in_no_city() -> None:
    """It counts for the province only, which has all others, too."""
    assert [PROVINCE] == places(Person(served=served(40)).at_home(1, PROVINCE), ACTIVE_30, 40)


def test_a_day_that_is_taken_back_does_not_count() -> None:
    """Unless there was another presence on it."""
    person = Person(served={**served(40), "a-2": day(40)}).at_home(1, GUANGZHOU)

    assert [GUANGZHOU] == places(person.not_serving("a-2"), ACTIVE_30, 41)
    assert [] == places(person.not_serving("a-2").not_serving("a-40"), ACTIVE_30, 41)


def test_the_home_is_that_of_the_day() -> None:
    """The day of the decision is the first in the new city; transfers may be heard of in any order."""
    first, second = Move(1, noon(50), GUANGZHOU, SHENZHEN), Move(1, noon(60), SHENZHEN, PROVINCE)
    person = Person(served=served(40)).at_home(7, PROVINCE).moving("t-2", second).moving("t-1", first)

    homes = [places(person, ACTIVE_30, on) for on in (49, 50, 59, 60)]
    assert [[GUANGZHOU], [SHENZHEN], [SHENZHEN], [PROVINCE]] == homes


def test_the_newest_of_a_merge_or_a_transfer_counts() -> None:
    """That it was undone may be heard first; that it leads elsewhere after all, too."""
    begun, undone = Merge(1, "v-1", "v-2", Span(day(10))), Merge(2, "v-1", "v-2", Span(day(10), day(20)))
    before, after = Move(1, noon(50), GUANGZHOU, SHENZHEN), Move(2, noon(50), GUANGZHOU, GUANGZHOU)

    assert {"m": undone} == Person().merging("m", begun).merging("m", undone).merges
    assert {"m": undone} == Person().merging("m", undone).merging("m", begun).merges
    assert {"t": after} == Person().moving("t", before).moving("t", after).moves
    assert {"t": after} == Person().moving("t", after).moving("t", before).moves


@given(data=st.data())
def test_a_merge_that_is_told_again_after_an_undoing_holds(data: st.DataObject) -> None:
    """However often it was undone in between, the last that was told counts, in any order and with copies."""
    ends = data.draw(st.lists(st.none() | st.integers(11, 30), min_size=1, max_size=5))
    steps = [
        Merge(number, "v-1", "v-2", Span(day(10), None if end is None else day(end)))
        for number, end in enumerate(ends, 1)
    ]
    person = Person()
    for step in data.draw(st.permutations([*steps, *data.draw(st.lists(st.sampled_from(steps), max_size=3))])):
        person = person.merging("m", step)

    assert {"m": steps[-1]} == person.merges


def test_who_is_erased_counts_until_then() -> None:
    """The figures of earlier days stay what they were."""
    person = Person(served=served(40)).at_home(1, GUANGZHOU).erased(day(45))

    assert [[GUANGZHOU], []] == [places(person, ACTIVE_30, on) for on in (44, 45)]
