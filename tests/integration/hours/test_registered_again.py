"""Somebody was erased, and somebody registered under the same reference again: in any order the later one has it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.events.envelope import Event
from shared.store.transaction import Store
from tests.integration.hours.test_merges import PATIENT, balance, by_registration, outcomes, presence, shift
from tests.integration.listening import Service, hear
from tests.integration.registrations import Registry, erased, merged, named, told_at

FIRST, SECOND = "KV-first", "KV-second"
NAMES = ("r-1", "gz:r-1")


@pytest.fixture
def hours(store: Store) -> Service:
    """Hours, which hears what its worker would."""
    return Service(store)


def first_life(registry: Registry) -> list[Event]:
    """Somebody who is never verified, has two names, is merged for a while, and is erased in the 20th minute."""
    states = [registry.state("r-1", sequence, volunteer=FIRST, verified=False) for sequence in (1, 7)]
    tie = merged("k-1", "r-1", until="2018-02-09")
    was_one = replace(tie, data={**tie.data, "merged": FIRST})
    return [*states, named("gz:r-1", "r-1", FIRST), was_one, told_at(erased("r-1", number=FIRST), 20)]


def second_life(registry: Registry) -> list[Event]:
    """Somebody who registers under both names later, with a sequence from 1, and is verified."""
    states = [registry.state("r-1", sequence, volunteer=SECOND) for sequence in (1, 2)]
    return [*states, named("gz:r-1", "r-1", SECOND)]


@settings(max_examples=40, **PATIENT)
@given(data=st.data())
def test_in_any_order_the_reference_is_the_later_ones(hours: Service, registry: Registry, data: st.DataObject) -> None:
    """What was logged after the erasure is credited to the later person, whatever is heard first, in any batches."""
    hours.forget()
    present = [told_at(presence(name, day), 30) for day, name in enumerate(NAMES, 1)]
    events = [*first_life(registry), *second_life(registry), *present, shift(1), shift(2), registry.state("k-1")]
    copies = data.draw(st.lists(st.sampled_from(events), max_size=5))
    order = data.draw(st.permutations([*events, *copies]))
    balance_at = data.draw(st.integers(0, len(order)))
    hear(hours, *order[:balance_at])
    balance(hours.store, "r-1", 100)
    hear(hours, *order[balance_at:])
    assert set(outcomes(hours).values()) == {"credited"}
    found = by_registration(hours)
    # A balance that is taken in while the first one is all that is heard of is the first one's.
    assert found.pop(FIRST) + found[SECOND] == 100 + 2 * 240
    assert found[SECOND] >= 2 * 240
    assert set(found) == {SECOND, "KV-k-1"}
    volunteer = hours.store.database["volunteers"].find_one({"_id": "r-1"})
    assert volunteer is not None
    assert (volunteer["number"], volunteer["names"], "merges" in volunteer) == (SECOND, ["gz:r-1"], False)


@settings(max_examples=30, **PATIENT)
@given(data=st.data())
def test_batches_of_both_lives_end_the_same(hours: Service, registry: Registry, data: st.DataObject) -> None:
    """Each queue brings what is of both lives in one batch, and the queues come in any order."""
    hours.forget()
    events = [*first_life(registry), *second_life(registry), told_at(presence("r-1", 1), 30), shift(1)]
    queues = data.draw(st.permutations(sorted({event.type for event in events})))
    for one in queues:
        hours.hear(data.draw(st.permutations([event for event in events if event.type == one])))
    assert outcomes(hours) == {"r-1@1-8": "credited"}
    assert by_registration(hours) == {FIRST: 0, SECOND: 240}


@settings(max_examples=20, **PATIENT)
@given(data=st.data())
def test_what_waited_when_the_first_one_was_erased_is_not_the_later_ones(
    hours: Service, registry: Registry, data: st.DataObject
) -> None:
    """It was logged before the erasure, and names the number afterwards."""
    hours.forget()
    hear(hours, shift(1), told_at(presence("r-1", 1), 10), registry.state("r-1", 1, volunteer=FIRST, verified=False))
    gone = told_at(erased("r-1", number=FIRST), 20)
    registered, verified, _ = second_life(registry)
    hear(hours, *data.draw(st.permutations([registered, verified, gone, told_at(presence("r-1", 1, 9, 10), 30)])))
    found = outcomes(hours)
    assert found.pop("r-1@1-8").startswith("held:")
    assert found == {"r-1@1-9": "credited"}
    assert by_registration(hours) == {FIRST: 0, SECOND: 60}


def test_while_two_claim_a_reference_it_is_nobodys(hours: Service, registry: Registry) -> None:
    """The erasure of one of them is on its way: until then what names the reference waits."""
    hear(hours, shift(1), registry.state("r-1", volunteer=FIRST), registry.state("r-1", volunteer=SECOND))
    hear(hours, told_at(presence("r-1", 1), 30))
    assert outcomes(hours) == {"r-1@1-8": "held:unknown_volunteer"}
    hear(hours, told_at(erased("r-1", number=FIRST), 20))
    assert outcomes(hours) == {"r-1@1-8": "credited"}
    assert by_registration(hours) == {FIRST: 0, SECOND: 240}


def test_three_lives_under_one_reference(hours: Service, registry: Registry) -> None:
    """Whoever is not erased has it; what was logged in between was the second one's, who was never verified."""
    third = registry.state("r-1", volunteer="KV-third")
    hear(hours, shift(1), told_at(presence("r-1", 1), 30), told_at(presence("r-1", 1, 9, 10), 50))
    second = registry.state("r-1", 1, volunteer=SECOND)
    first = registry.state("r-1", 1, volunteer=FIRST)
    hear(hours, first, third, told_at(erased("r-1", number=SECOND), 40), second)
    hear(hours, told_at(erased("r-1", number=FIRST), 20))
    assert outcomes(hours) == {"r-1@1-8": "held:unknown_volunteer", "r-1@1-9": "credited"}
    assert by_registration(hours) == {FIRST: 0, SECOND: 0, "KV-third": 60}
