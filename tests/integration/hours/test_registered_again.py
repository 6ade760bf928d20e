"""Somebody was erased: nothing that names the person waits for a stranger, in any order.

Before references were closed for ever, somebody else might register under one; such events are still heard.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.hours.balances.usecases import take_balances
from shared.events.envelope import Event
from shared.intake.rows import Line
from shared.rules.references import CLOSED
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
    gone = erased("r-1", number=FIRST, others=["gz:r-1"])
    return [*states, named("gz:r-1", "r-1", FIRST), was_one, told_at(gone, 20)]


@settings(max_examples=40, **PATIENT)
@given(data=st.data())
def test_in_any_order_nothing_waits_for_a_stranger(hours: Service, registry: Registry, data: st.DataObject) -> None:
    """Whatever names who was erased is rejected in the end, be it heard before the erasure or after it."""
    hours.forget()
    present = [told_at(presence(name, day), 30) for day, name in enumerate(NAMES, 1)]
    early = told_at(presence("r-1", 3), 10)
    events = [*first_life(registry), *present, early, *map(shift, (1, 2)), registry.state("k-1")]
    copies = data.draw(st.lists(st.sampled_from(events), max_size=5))
    order = data.draw(st.permutations([*events, *copies]))
    balance_at = data.draw(st.integers(0, len(order)))
    hear(hours, *order[:balance_at])
    if hours.store.database["erased"].find_one() is None:
        balance(hours.store, "r-1", 100)
    hear(hours, *order[balance_at:])
    assert set(outcomes(hours).values()) == {"rejected:erased_reference"}
    assert len(outcomes(hours)) == 3
    found = by_registration(hours)
    assert (found.pop(FIRST) in (0, 100), found) == (True, {"KV-k-1": 0})
    for name in ("volunteers", "held", "rejected", "balances", "erased", "erased_references"):
        assert not [one for one in hours.store.database[name].find() if set(NAMES) & _texts(one)], name


def _texts(document: dict[str, Any]) -> set[str]:
    facts = {**document, **document.get("facts", {})}
    return {value.removeprefix("volunteer:") for value in facts.values() if isinstance(value, str)}


def test_what_was_credited_before_the_erasure_stays(hours: Service, registry: Registry) -> None:
    """And is known when it is heard of once more; what was held is rejected."""
    hear(hours, shift(1), registry.state("r-1", volunteer=FIRST), presence("r-1", 1), presence("r-1", 2))
    assert outcomes(hours) == {"r-1@1-8": "credited", "r-1@2-8": "held:unknown_shift"}
    hear(hours, erased("r-1", number=FIRST), presence("r-1", 1), shift(2))
    assert outcomes(hours) == {"r-1@1-8": "credited", "r-1@2-8": "rejected:erased_reference"}
    assert by_registration(hours) == {FIRST: 240}


@pytest.mark.parametrize("name", NAMES)
def test_a_balance_of_the_erased_is_refused(hours: Service, name: str) -> None:
    """Under each name of the person, and nothing is kept of it."""
    hear(hours, erased("r-1", number=FIRST, others=["gz:r-1"]))
    row = {"balance_ref": "b-9", "volunteer_ref": name, "minutes": "77", "region_code": "440100"}
    line = Line(2, {**row, "as_of": "2017-12-31", "source": "x"})
    receipt = hours.store.transact(lambda transaction: take_balances(transaction, [line]))
    assert (receipt.accepted, [one.reason for one in receipt.refusals]) == (0, [CLOSED])
    database = hours.store.database
    assert [*database["balances"].find(), *database["refusals"].find()] == []


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
    assert outcomes(hours) == {"r-1@1-8": "rejected:erased_reference", "r-1@1-9": "credited"}
    assert by_registration(hours) == {FIRST: 0, SECOND: 0, "KV-third": 60}
