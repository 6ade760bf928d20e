"""Somebody was erased: in any order nothing that is offered under the references is anybody's any more."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from shared.events.envelope import Event
from shared.store.transaction import Store
from tests.integration.listening import Service, hear
from tests.integration.matching.test_merges import offer, roster, shift
from tests.integration.registrations import Registry, erased, named, told_at
from tests.integration.rotating import BEFORE, KNOWN, USED, process

FIRST, SECOND = "KV-first", "KV-second"


@pytest.fixture
def matching(store: Store) -> Service:
    """Matching, which hears what its worker would."""
    return Service(store)


def life(registry: Registry) -> list[Event]:
    """Somebody with two names, who is erased in the 20th minute."""
    states = [registry.state("r-1", sequence, volunteer=FIRST) for sequence in (1, 7)]
    gone = erased("r-1", number=FIRST, others=["gz:r-1"])
    return [*states, named("gz:r-1", "r-1", FIRST), told_at(gone, 20)]


@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_in_any_order_no_offer_of_the_erased_stands(matching: Service, registry: Registry, data: st.DataObject) -> None:
    """Whether it was told of before the erasure or after it, under either name, though somebody is heard of there."""
    matching.forget()
    offers = [
        told_at(offer("r-1"), 10),
        told_at(offer("gz:r-1", "afternoon"), 30),
        told_at(offer("r-1", "evening"), 31),
    ]
    stranger = data.draw(st.sampled_from([[], [registry.state("r-1", 1, volunteer=SECOND)]]))
    events = [*life(registry), *stranger, *offers, shift("s-1"), shift("s-2", 13), shift("s-3", 18)]
    copies = data.draw(st.lists(st.sampled_from(events), max_size=5))
    rest = data.draw(st.permutations([*events, *copies]))
    if data.draw(st.booleans()):
        hear(matching, *rest)
    else:
        for one in data.draw(st.permutations(sorted({event.type for event in rest}))):
            matching.hear([event for event in rest if event.type == one])
    assert roster(matching) == []
    database = matching.store.database
    assert [*database["names"].find(), *database["availability"].find()] == []
    assert len(list(database["erased"].find())) == 2


def test_while_two_claim_a_reference_its_offers_are_nobodys(matching: Service, registry: Registry) -> None:
    """As an earlier version might tell; afterwards they are nobody's either."""
    *known, gone = life(registry)
    second = registry.state("r-1", 2, volunteer=SECOND)
    hear(matching, shift("s-1"), told_at(offer("r-1"), 30), *known, second)
    assert roster(matching) == []
    hear(matching, gone)
    assert roster(matching) == []


@pytest.mark.parametrize("steps", [(BEFORE, KNOWN), (KNOWN, USED), (USED, KNOWN)])
def test_an_erasure_is_known_while_the_hash_key_is_changed(
    store: Store, registry: Registry, steps: tuple[str, str]
) -> None:
    """Heard by a process of one key, it ends all offers, of which a process of the next one hears."""
    with process(store, steps[0]) as one, process(store, steps[1]) as other:
        hear(Service(one), shift("s-1"), *life(registry), registry.state("r-1", 2, volunteer=SECOND))
        hear(Service(other), told_at(offer("r-1"), 10), told_at(offer("r-1"), 30))
        assert roster(Service(other)) == []
        hear(Service(other), registry.state("r-2"), told_at(offer("r-2"), 30))
        assert roster(Service(one)) == [["s-1", "r-2"]]
