"""Somebody was erased, and somebody registered under the same reference again: each number has its own, always."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.integration.incentives.test_merges import PATIENT, credited, stored
from tests.integration.listening import Service, hear
from tests.integration.registrations import Registry, erased


@settings(max_examples=25, **PATIENT)
@given(data=st.data())
def test_in_any_order_each_number_has_its_own(incentives: Service, registry: Registry, data: st.DataObject) -> None:
    """The erased one has entries alone; the reference stands with the later one, whose sequence begins anew."""
    incentives.forget()
    first = [registry.state("r-1", sequence, volunteer="KV-first") for sequence in (1, 7)]
    second = [registry.state("r-1", sequence, volunteer="KV-second") for sequence in (1, 2)]
    entries = [credited("a", "first", 120), credited("b", "second", 60)]
    events = [*first, erased("r-1", number="KV-first"), *second, *entries]
    copies = data.draw(st.lists(st.sampled_from(events), max_size=4))
    hear(incentives, *data.draw(st.permutations([*events, *copies])))
    found = {number: (one["volunteer_ref"], len(one["entries"])) for number, one in stored(incentives).items()}
    assert found == {"KV-first": (None, 1), "KV-second": ("r-1", 1)}
