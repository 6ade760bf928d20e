"""A visit of a pairing at hours: a shift of its own and a presence, decided on like any other, in any order."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest

from services.hours.attendance.usecases import outcomes
from shared.config import Settings
from shared.events.catalogue import contract
from shared.events.envelope import Event
from shared.store.transaction import Store
from tests.integration.conftest import MakeStore
from tests.integration.listening import Service, hear
from tests.integration.registrations import Registry

TIMES = ("2018-03-05T09:00:00+08:00", "2018-03-05T10:30:00+08:00")
VISITED = Event(
    "pairing.visited.v1",
    "projects",
    "x-1",
    {
        "visit_ref": "x-1",
        "pairing_ref": "p-1",
        "kind": "visit",
        "lesson_kind": None,
        "shift_ref": "visit:x-1",
        "starts_at": TIMES[0],
        "ends_at": TIMES[1],
        "capacity": 1,
        "minimum_age": 0,
        "region_code": "440100",
    },
)
LOGGED = Event(
    "attendance.logged.v1",
    "projects",
    "visit:x-1",
    {
        "attendance_ref": "visit:x-1",
        "shift_ref": "visit:x-1",
        "volunteer_ref": "v-1",
        "checked_in_at": TIMES[0],
        "checked_out_at": TIMES[1],
        "method": "attested",
        "recorded_by": "office",
        "approved_by": None,
    },
)


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    """The store of hours."""
    return make_store("hours")


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_visit_is_credited_in_its_city_whatever_comes_first(
    store: Store, settings: Settings, order: Sequence[int]
) -> None:
    """And once, however often it is told."""
    service, registry = Service(store), Registry(settings)
    news = ((registry.state("v-1", 1), registry.state("v-1", 2)), (VISITED,), (LOGGED,))
    for event in (VISITED, LOGGED):
        contract(event.type).check_event(event)
    for number in (*order, *order):
        hear(service, *news[number])
    line = {"attendance_ref": "visit:x-1", "region_code": "440100", "day": "2018-03-05", "minutes": 90}
    assert [{"outcome": "credited", **line}] == list(outcomes(store))
