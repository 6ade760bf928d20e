"""Somebody was erased, and somebody registered under the same reference again: in any order the later one offers."""

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


def lives(registry: Registry) -> list[Event]:
    """Somebody with two names is erased in the 20th minute, and somebody registers under both again."""
    first = [registry.state("r-1", sequence, volunteer=FIRST) for sequence in (1, 7)]
    second = [registry.state("r-1", sequence, volunteer=SECOND) for sequence in (1, 2)]
    names = [named("gz:r-1", "r-1", number) for number in (FIRST, SECOND)]
    return [*first, *second, *names, told_at(erased("r-1", number=FIRST), 20)]


@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_in_any_order_offers_go_by_the_erasure(matching: Service, registry: Registry, data: st.DataObject) -> None:
    """What was offered before it is gone; what was offered after it is the later person's, under either name."""
    matching.forget()
    offers = [
        told_at(offer("r-1"), 10),
        told_at(offer("gz:r-1", "afternoon"), 30),
        told_at(offer("r-1", "evening"), 31),
    ]
    shifts = [shift("s-1"), shift("s-2", 13), shift("s-3", 18)]
    events = [*lives(registry), *offers, *shifts]
    copies = data.draw(st.lists(st.sampled_from(events), max_size=5))
    rest = data.draw(st.permutations([*events, *copies]))
    if data.draw(st.booleans()):
        hear(matching, *rest)
    else:
        for one in data.draw(st.permutations(sorted({event.type for event in rest}))):
            matching.hear([event for event in rest if event.type == one])
    assert roster(matching) == [["s-2", "r-1"], ["s-3", "r-1"]]
    database = matching.store.database
    assert list(database["names"].find()) == [{"_id": "gz:r-1", "volunteers": [SECOND]}]
    assert {one["_id"] for one in database["volunteers"].find({"volunteer_ref": "r-1"})} == {SECOND}
    assert len(list(database["offers"].find())) == 2


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)])
def test_what_both_offered_is_the_later_ones(matching: Service, registry: Registry, order: tuple[int, ...]) -> None:
    """Projects tells of it again after the erasure: in any order it stands."""
    *both, gone = lives(registry)
    hear(matching, shift("s-1"), *both)
    events = [gone, told_at(offer("r-1"), 10), told_at(offer("r-1"), 30)]
    hear(matching, *(events[number] for number in order))
    assert roster(matching) == [["s-1", "r-1"]]


def test_while_two_claim_a_reference_its_offers_are_nobodys(matching: Service, registry: Registry) -> None:
    """The erasure of one of them is on its way."""
    *both, gone = lives(registry)
    hear(matching, shift("s-1"), told_at(offer("r-1"), 30), *both)
    assert roster(matching) == []
    hear(matching, gone)
    assert roster(matching) == [["s-1", "r-1"]]


@pytest.mark.parametrize("steps", [(BEFORE, KNOWN), (KNOWN, USED), (USED, KNOWN)])
def test_an_erasure_is_known_while_the_hash_key_is_changed(
    store: Store, registry: Registry, steps: tuple[str, str]
) -> None:
    """Heard by a process of one key, it ends what was offered before it, of which a process of the next one hears."""
    *both, gone = lives(registry)
    with process(store, steps[0]) as one, process(store, steps[1]) as other:
        hear(Service(one), shift("s-1"), *both, gone)
        hear(Service(other), told_at(offer("r-1"), 10))
        assert roster(Service(other)) == []
        hear(Service(other), told_at(offer("r-1"), 30))
        assert roster(Service(one)) == [["s-1", "r-1"]]
