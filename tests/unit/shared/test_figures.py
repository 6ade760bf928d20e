"""What a subject counts, as documents hold it, and by how much it changes the days of figures."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from shared.figures import by_year, changes_of, stored
from shared.rules.spans import Span

FIRST = dt.date(2017, 12, 20)
DAYS = [FIRST + dt.timedelta(days=number) for number in range(40)]
PLACES = st.sampled_from([("active_30", "440100"), ("active_30", "440300"), ("active_90", "440100")])


def _span(bounds: tuple[int, int | None]) -> Span:
    first, length = bounds
    return Span(DAYS[first], None if length is None else DAYS[first] + dt.timedelta(days=length))


spans = st.lists(st.tuples(st.integers(0, 25), st.none() | st.integers(0, 12)).map(_span), max_size=4)


@given(st.dictionaries(PLACES, spans))
def test_the_changes_up_to_a_day_say_whether_it_counts(counted: dict[tuple[str, str], list[Span]]) -> None:
    """Once, however many of its spans the day lies in."""
    changes = changes_of(stored(counted))
    for (figure, place), some in counted.items():
        for day in DAYS:
            total = sum(by for (*what, changed), by in changes.items() if what == [figure, place] and changed <= day)
            assert any(span.has(day) for span in some) == total


def test_the_same_days_are_stored_in_the_same_words() -> None:
    """In whatever spans and order they came; a place without a day is left out."""
    one = {("b", "440100"): [Span(DAYS[3], DAYS[5]), Span(DAYS[0], DAYS[3])], ("a", "440300"): [Span(DAYS[1])]}
    other = {("a", "440300"): [Span(DAYS[1])], ("c", "440100"): [], ("b", "440100"): [Span(DAYS[0], DAYS[5])]}

    assert stored(one) == stored(other)
    assert [
        ["a", "440300", [["2017-12-21", None]]],
        ["b", "440100", [["2017-12-20", "2017-12-25"]]],
    ] == stored(one)


def test_a_year_has_one_document_for_a_figure_in_a_place() -> None:
    """What changes nothing in the sum is not written."""
    changes = Counter(
        {
            ("active_30", "440100", dt.date(2017, 12, 31)): 2,
            ("active_30", "440100", dt.date(2018, 2, 14)): -1,
            ("active_30", "440100", dt.date(2018, 3, 1)): 0,
        }
    )
    year = {"figure": "active_30", "place": "440100"}

    assert {
        "active_30:440100:2017": ({**year, "year": 2017}, {"12-31": 2}),
        "active_30:440100:2018": ({**year, "year": 2018}, {"02-14": -1}),
    } == by_year(changes)


def test_what_began_before_all_figures_counts_from_their_first_day() -> None:
    """An organisation without a day of foundation; what ended before them leaves nothing."""
    counted = {("organisations", "440100"): [Span(dt.date.min, dt.date(2018, 2, 14))], ("past", "440100"): [GONE]}

    assert {
        ("organisations", "440100", dt.date(1900, 1, 1)): 1,
        ("organisations", "440100", dt.date(2018, 2, 14)): -1,
    } == {change: by for change, by in changes_of(stored(counted)).items() if by}


GONE = Span(dt.date.min, dt.date(1899, 12, 31))
