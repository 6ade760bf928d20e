"""A month of a feed in figures and as a page: no count points at a person, no text runs, each day's row says it all."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.incentives.files.days import COLUMNS, row
from services.incentives.files.months import FEWEST, counted, too_few
from services.incentives.files.page import page
from services.incentives.partners.domain import FIELDS

FIRST = dt.date(2018, 3, 1)


def event(
    number: int, person: str, city: str | None = "440100", day: str = "2018-03-02", **data: Any
) -> dict[str, Any]:
    """An event of a person."""
    named = {"city_code": city} if city else {}
    told = {"person": person, **named, **data}
    return {"id": f"e-{number}", "type": "points.changed.v1", "subject": person, "day": day, "time": "t", "data": told}


def events(**people: int) -> list[dict[str, Any]]:
    """Two events of so many people of each city."""
    some = [(f"c{city[1:]}", number) for city, count in people.items() for number in range(count)]
    return [
        event(2 * at + twice, f"P{city}-{number}", city[1:])
        for at, (city, number) in enumerate(some)
        for twice in (0, 1)
    ]


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 12)))
def test_what_is_left_out_is_never_one_alone_beside_others(people: dict[str, int]) -> None:
    """And all that is shown is of enough people."""
    hidden = too_few(people)
    assert all(people[name] >= FEWEST for name in people.keys() - hidden)
    assert len(hidden) != 1 or len(people) == 1
    assert not hidden or min(people.values()) < FEWEST


def test_a_month_is_counted_by_city_and_type() -> None:
    """People once, events each once however often they come."""
    some = events(c440100=6, c440300=9, c440600=2)
    month = counted([*some, *some], FIRST)
    assert (34, 17) == (month.whole.events, month.whole.people)
    assert [("440100", None, None), ("440300", 18, 9), ("440600", None, None)] == [
        (one.of, one.events, one.people) for one in month.cities
    ]
    assert [("points.changed.v1", 34, 17)] == [(one.of, one.events, one.people) for one in month.types]


@pytest.mark.parametrize(("language", "city"), [("zh", "深圳市"), ("en", "Shenzhen")])
def test_the_page_is_whole_and_runs_nothing(language: str, city: str) -> None:
    """Well-formed but for the doctype, with a bar for each city, without script; a name cannot break out of it."""
    month = counted(events(c440100=6, c440300=9), FIRST)
    shown = page(month, "<script>alert(1)</script>", language, is_over=True)
    assert "<script" not in shown
    assert not re.search(r"\son\w+=|javascript:|https?://(?!www\.w3\.org/2000/svg)", shown)
    tree = ElementTree.fromstring(shown.partition("\n")[2].replace('<meta charset="utf-8">', ""))  # noqa: S314  # our own
    bars = tree.findall(".//{http://www.w3.org/2000/svg}rect")
    assert city in shown
    assert [333, 500] == [int(one.attrib["width"]) for one in bars][:2]
    chinese = re.sub(r"<style>.*?</style>|<[^>]*>", " ", shown, flags=re.DOTALL)
    assert language == "en" or not re.search(r"\b(city|events|people|month|told)\b", chinese)


def test_a_month_of_nothing_is_a_page_too() -> None:
    """It says so."""
    shown = page(counted([], FIRST), "p", "en", is_over=False)
    assert "No event names a city" in shown
    assert "may be added" in shown


def test_a_row_has_all_that_an_event_may_say() -> None:
    """Every field that a contract may allow has its column."""
    full = {name: name for name in FIELDS if name != "policy"} | {"policy": {"name": "stars/national", "version": 1}}
    found = row(event(1, "P1", **full) | {"sequence": "1"})
    assert set(found) == set(COLUMNS)
    assert ("stars/national", 1) == (found["policy_name"], found["policy_version"])
