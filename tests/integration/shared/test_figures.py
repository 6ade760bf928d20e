"""Figures as of a day are what a count of all subjects would say, whatever the order in which these were counted."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared import figures
from shared.figures import DAYS, SUBJECTS, Counted
from shared.rules.spans import Span
from shared.store.transaction import Store, Transaction
from tests.integration.conftest import MakeStore

FIRST = dt.date(2017, 12, 20)
CALENDAR = [FIRST + dt.timedelta(days=number) for number in range(30)]
GUANGZHOU, SHENZHEN = "440100", "440300"
ACTIVE = "active_30"


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    """A store with what figures are kept in."""
    made = make_store("matching")
    figures.collections(made.database)
    return made


def day(number: int) -> dt.date:
    """A day of the calendar."""
    return CALENDAR[number]


def span(first: int, end: int | None = None) -> Span:
    """Days of the calendar."""
    return Span(day(first), None if end is None else day(end))


def count(store: Store, **subjects: Counted) -> None:
    """Count subjects in a transaction of their own."""
    store.transact(lambda transaction: figures.count(transaction, subjects))


bounds = st.tuples(st.integers(0, 20), st.none() | st.integers(1, 9))
spans = st.lists(
    bounds.map(lambda one: span(one[0], None if one[1] is None else one[0] + one[1])), min_size=1, max_size=2
)
facts = st.dictionaries(
    st.tuples(st.sampled_from([ACTIVE, "active_90"]), st.sampled_from([GUANGZHOU, SHENZHEN])), spans
)
news = st.lists(st.tuples(st.sampled_from(["v-1", "v-2", "v-3"]), facts), min_size=1, max_size=6)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(news=news, at_once=st.booleans())
def test_a_figure_is_what_a_count_of_all_subjects_says(store: Store, news: list[Any], at_once: bool) -> None:
    """On every day and in every place; only what was last said of a subject counts."""
    for name in (DAYS, SUBJECTS):
        store.database[name].delete_many({})
    last = dict(news)
    for subjects in [last] if at_once else [{subject: counted} for subject, counted in news]:
        count(store, **subjects)
    for figure in (ACTIVE, "active_90"):
        naive = {on: _naive(last, figure, on) for on in CALENDAR}
        assert naive == {on: figures.as_of(store.database, figure, on) for on in CALENDAR}
        for place in (GUANGZHOU, SHENZHEN):
            told = dict(figures.history(store.database, figure, [place], day(0), day(-1)))
            assert {
                one: naive[one].get(place, 0)
                for before, one in pairwise([None, *CALENDAR])
                if before is None or naive[before].get(place, 0) != naive[one].get(place, 0)
            } == told


def _naive(subjects: dict[str, Counted], figure: str, on: dt.date) -> dict[str, int]:
    places = [
        place
        for counted in subjects.values()
        for (name, place), some in counted.items()
        if name == figure and any(one.has(on) for one in some)
    ]
    return dict(sorted(Counter(places).items()))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=facts, gone=facts, left=facts, on=st.integers(0, 29))
def test_what_counted_before_its_facts_went_counts_for_good(
    store: Store, told: Counted, gone: Counted, left: Counted, on: int
) -> None:
    """Before that day; from it on as those say that are left, and counting them again changes nothing."""
    for name in (DAYS, SUBJECTS):
        store.database[name].delete_many({})
    before, after = {"v-1": told, "v-2": gone}, {"v-1": left}
    count(store, **before)
    store.transact(lambda transaction: figures.forget(transaction, before, after, day(on)))
    count(store, **after)

    expected = {one: _naive(before if one < day(on) else after, ACTIVE, one) for one in CALENDAR}
    assert expected == {one: figures.as_of(store.database, ACTIVE, one) for one in CALENDAR}


def test_a_history_begins_with_what_was_before_it(store: Store) -> None:
    """And ends with its last day, across the turn of a year; a day on which one came and one went is none of it."""
    count(store, one={(ACTIVE, GUANGZHOU): [span(0, 14)]}, two={(ACTIVE, GUANGZHOU): [span(14, 20)]})
    count(store, three={(ACTIVE, GUANGZHOU): [span(5, 20)]})

    assert [(day(3), 1), (day(5), 2)] == list(figures.history(store.database, ACTIVE, [GUANGZHOU], day(3), day(19)))
    assert [(day(14), 2), (day(20), 0)] == list(figures.history(store.database, ACTIVE, [GUANGZHOU], day(14), day(29)))


def test_a_history_may_be_that_of_several_places(store: Store) -> None:
    """Who moves from one to another changes nothing in their sum."""
    count(store, one={(ACTIVE, GUANGZHOU): [span(0, 5)], (ACTIVE, SHENZHEN): [span(5, 9)]})

    for places in (None, [GUANGZHOU, SHENZHEN]):
        assert [(day(0), 1), (day(9), 0)] == list(figures.history(store.database, ACTIVE, places, day(0), day(29)))


def test_who_is_gone_counts_no_longer_and_never_did(store: Store) -> None:
    """A row that was wrong leaves no trace in the figures, whenever they are asked for."""
    count(store, one={(ACTIVE, GUANGZHOU): [span(0)]}, two={(ACTIVE, GUANGZHOU): [span(4)]})
    count(store, one={})

    assert {} == figures.as_of(store.database, ACTIVE, day(2))
    assert {GUANGZHOU: 1} == figures.as_of(store.database, ACTIVE, day(9))


def test_some_places_can_be_asked_for(store: Store) -> None:
    """More than fit one query, too; one that counts nothing is left out."""
    places = [f"org-{number}" for number in range(70)]
    count(store, one={("league_members", place): [span(0)] for place in places})

    assert {"org-3": 1, "org-69": 1} == figures.as_of(
        store.database, "league_members", day(0), ["org-3", "org-69", "unheard-of"]
    )
    assert dict.fromkeys(sorted(places), 1) == figures.as_of(store.database, "league_members", day(0), places)


def test_names_may_hold_what_paths_in_documents_do_not_bear(store: Store) -> None:
    """References of other sources have a colon, and nobody forbids a dot or a dollar."""
    count(store, **{"gz:v.1": {("league_members", "gz:org.$1"): [span(0)]}})
    count(store, **{"gz:v.1": {("league_members", "gz:org.$1"): [span(2)]}})

    assert {} == figures.as_of(store.database, "league_members", day(1))
    assert {"gz:org.$1": 1} == figures.as_of(store.database, "league_members", day(2))


def test_who_looked_first_has_not_the_last_word(store: Store) -> None:
    """Two count a subject: the one that saw its facts before they changed back commits after the other."""
    store.database["facts"].insert_one({"_id": "one", "days": 3})
    count(store, one={(ACTIVE, GUANGZHOU): [span(0, 3)]})
    store.database["facts"].update_one({"_id": "one"}, {"$set": {"days": 9}})
    tries: list[int] = []

    def late(transaction: Transaction) -> None:
        days = transaction["facts"].find({"_id": "one"})[0]["days"]
        tries.append(days)
        if len(tries) == 1:
            store.database["facts"].update_one({"_id": "one"}, {"$set": {"days": 3}})
            count(store, one={(ACTIVE, GUANGZHOU): [span(0, 3)]})
        figures.count(transaction, {"one": {(ACTIVE, GUANGZHOU): [span(0, days)]}})

    store.transact(late)

    assert [9, 3] == tries
    assert {} == figures.as_of(store.database, ACTIVE, day(5))
