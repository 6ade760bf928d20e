"""Persons with two registrations or names in matching, and those who are erased: whose offers and minutes count."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.matching.rosters import usecases as rosters
from services.matching.rosters.selection import Selection
from shared.events.envelope import Event
from shared.store.transaction import Store
from tests.contract import samples
from tests.integration.listening import Service, hear
from tests.integration.registrations import Registry, erased, merged, merged_again, named, number_of

DAY = "2018-02-14"
NEAR, TIRED = ("within_10_km", False), ("within_10_km", True)
"""A place nearby, of who has served as much as the median and of who has served more."""


@pytest.fixture
def matching(store: Store) -> Service:
    """Matching, which hears what its worker would."""
    return Service(store)


def shift(name: str, hour: int = 8, capacity: int = 9) -> Event:
    """A shift of two hours in Guangzhou."""
    sample = samples.event("shift.scheduled.v1")
    times = {f"{word}_at": f"{DAY}T{hour + more:02d}:00:00+08:00" for word, more in (("starts", 0), ("ends", 2))}
    place = {"region_code": "440100", "latitude": 23.1, "longitude": 113.2, "capacity": capacity}
    what = {"shift_ref": name, "service": "order", "skill_required": None, "minimum_age": 14}
    return Event(sample.type, "projects", name, {**sample.data, **times, **place, **what}, 1)


def offer(reference: str, part: str = "morning") -> Event:
    """A part of the day."""
    data = {"volunteer_ref": reference, "date": DAY, "part_of_day": part}
    return Event("availability.offered.v1", "projects", f"{reference}:{DAY}:{part}", data)


def credited(reference: str, minutes: int = 240) -> Event:
    """An entry of the ledger of the day before."""
    sample = samples.event("hours.credited.v1")
    facts = {"entry": f"e-{reference}", "volunteer": number_of(reference), "minutes": minutes}
    times = {"starts_at": "2018-02-13T08:00:00+08:00", "ends_at": "2018-02-13T12:00:00+08:00", "day": "2018-02-13"}
    return Event(sample.type, "hours", f"e-{reference}", {**sample.data, **facts, **times})


def roster(service: Service) -> list[list[str]]:
    """Who is proposed for which shift."""
    found: list[list[str]] = rosters.propose_roster(service.store, Selection())["assignments"]
    return found


def weighed(service: Service) -> dict[str, tuple[str | None, bool]]:
    """The candidates of the shift, and how their place is weighed."""
    found = rosters.candidates_of(service.store, "s-1")
    return {one.volunteer_ref: (one.band, "workload_above_median" in one.reasons) for one in found}


def test_what_a_merged_registration_offers_is_the_kept_persons(matching: Service, registry: Registry) -> None:
    """Who offers one part of a day under both takes one place; undone, each has an offer again."""
    hear(matching, shift("s-1"), registry.state("k-1"), registry.state("m-1"), offer("k-1"), offer("m-1"))
    assert roster(matching) == [["s-1", "k-1"], ["s-1", "m-1"]]
    hear(matching, merged("k-1", "m-1"))
    assert roster(matching) == [["s-1", "k-1"]]
    assert weighed(matching) == {"k-1": NEAR}
    hear(matching, merged("k-1", "m-1", until="2018-04-01"))
    assert roster(matching) == [["s-1", "k-1"], ["s-1", "m-1"]]


def test_the_kept_persons_facts_decide(matching: Service, registry: Registry) -> None:
    """The kept one is not verified; the merged one was."""
    hear(matching, shift("s-1"), registry.state("k-1", 1), registry.state("m-1"), offer("m-1"), merged("k-1", "m-1"))
    assert roster(matching) == []
    assert weighed(matching) == {"k-1": (None, False)}


def test_minutes_of_a_merged_registration_count_for_the_kept_one(matching: Service, registry: Registry) -> None:
    """They make the kept person's workload."""
    people = [registry.state(name) for name in ("k-1", "m-1", "x-1", "x-2")]
    hear(matching, shift("s-1"), *people, offer("k-1"), offer("x-1"), offer("x-2"), credited("m-1"))
    assert weighed(matching) == {"k-1": NEAR, "x-1": NEAR, "x-2": NEAR}
    hear(matching, merged("k-1", "m-1"))
    assert weighed(matching) == {"x-1": NEAR, "x-2": NEAR, "k-1": TIRED}
    found = {one.data["volunteer_ref"]: "workload_above_median" in one.data["reasons"] for one in _proposed(matching)}
    assert found == {"x-1": False, "x-2": False, "k-1": True}


def _proposed(service: Service) -> list[Event]:
    roster(service)
    return [event for event in service.news() if event.type == "match.proposed.v2"]


def test_what_is_offered_under_another_name_is_the_persons(matching: Service, registry: Registry) -> None:
    """Whether the name is heard of before the offer or after it."""
    hear(matching, shift("s-1"), shift("s-2", 13), registry.state("k-1"), offer("gz:v-1"), named("gz:v-1", "k-1"))
    hear(matching, offer("gz:v-1", "afternoon"), offer("k-1"))
    assert roster(matching) == [["s-1", "k-1"], ["s-2", "k-1"]]


@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_who_is_erased_vanishes(matching: Service, registry: Registry, data: st.DataObject) -> None:
    """From volunteers and offers, under every name, whatever comes late; minutes stay under the number."""
    matching.forget()
    told = [registry.state("m-1", 1), registry.state("m-1", 3), offer("m-1"), offer("gz:v-1"), named("gz:v-1", "m-1")]
    events = [*told, erased("m-1"), credited("m-1"), shift("s-1"), registry.state("k-1"), offer("k-1")]
    copies = data.draw(st.lists(st.sampled_from(events), max_size=4))
    hear(matching, *data.draw(st.permutations([*events, *copies])))
    assert roster(matching) == [["s-1", "k-1"]]
    kept = matching.state()
    text = str({name: kept[name] for name in ("volunteers", "names", "availability", "merges", "erased")})
    assert not [reference for reference in ('m-1"', "m-1:", "gz:v-1") if reference in text.replace("KV-m-1", "")]
    assert [1, 2] == [len(kept["credited"]), len(kept["erased"])]


def test_merges_in_any_order_leave_the_same(matching: Service, registry: Registry) -> None:
    """A separation that is heard first is not undone by the merge that it ends."""
    tie, end = merged("k-1", "m-1"), merged("k-1", "m-1", until="2018-04-01")
    hear(matching, shift("s-1"), registry.state("k-1"), registry.state("m-1"), offer("m-1"), end, tie, end)
    assert roster(matching) == [["s-1", "m-1"]]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_merge_that_holds_after_all_holds(matching: Service, registry: Registry, order: tuple[int, ...]) -> None:
    """It was undone in between; the last that was told counts, whatever comes last."""
    steps = merged_again("k-1", "m-1")
    hear(matching, shift("s-1"), registry.state("k-1"), registry.state("m-1"), offer("m-1"))
    hear(matching, *(steps[number] for number in order))
    assert roster(matching) == [["s-1", "k-1"]]
