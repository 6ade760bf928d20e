"""The quick look at an event accepts nothing that marshmallow refuses, and all that the services publish."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.events.acceptance import acceptor
from shared.events.catalogue import CATALOGUE, contract
from shared.events.contract import ContractViolation, EventData
from tests.contract import samples

ODD: list[Any] = [
    *(None, "", "x", "true", 0, 1, -1, 1.5, True, float("nan"), float("inf"), 10**400, [], ["a"], [1], {}, {"a": 1}),
    *("2018-02-14", "2018-2-14", "20180214", "2018-W07-3", "2018-02-14T08:00:00", "2018-02-14T08:00:00Z"),
    *(
        "2018-02-14T08:00:00+08:00",
        "2018-02-14 08:00+08",
        "9999-12-31T23:59:59-12:00",
        b"bytes",
        {"name": "x", "version": 1},
    ),
]


def _schema(event_type: str) -> EventData:
    return contract(event_type).schema()


@pytest.mark.parametrize("event_type", sorted(CATALOGUE))
def test_what_is_published_is_accepted_at_once(event_type: str) -> None:
    """The golden sample needs no second look."""
    assert acceptor(_schema(event_type), strict=True)(samples.event(event_type).data)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("event_type", sorted(CATALOGUE))
def test_what_is_accepted_at_once_is_right(event_type: str, data: st.DataObject) -> None:
    """A sample with fields replaced, removed and added: whatever the quick look accepts, marshmallow accepts."""
    changed = copy.deepcopy(dict(samples.event(event_type).data))
    for name in data.draw(st.sets(st.sampled_from(sorted(changed)), max_size=3)):
        changed[name] = data.draw(st.sampled_from(ODD))
    for name in data.draw(st.sets(st.sampled_from([*sorted(changed), "added"]), max_size=1)):
        changed.pop(name, None) if name in changed else changed.update({name: 1})
    if acceptor(_schema(event_type), strict=True)(changed):
        assert _schema(event_type).validate(changed) == {}
    if acceptor(_schema(event_type), strict=False)(changed):
        assert _is_heard(event_type, changed)


def test_a_listener_overlooks_what_was_added_inside() -> None:
    """A newer publisher may say more of the policy than today."""
    event = samples.event("hours.credited.v1")
    event.data["policy"]["title"] = "a word that nobody knows yet"
    assert _is_heard(event.type, event.data)
    with pytest.raises(ContractViolation, match="policy"):
        contract(event.type).check(event.data)


def test_a_listener_that_looks_twice_overlooks_it_too() -> None:
    """Where the quick look is not certain, marshmallow overlooks the same."""
    event = samples.event("hours.credited.v1")
    event.data["policy"].update(title="a word", version="1")
    with pytest.raises(ContractViolation, match="version") as refused:
        contract(event.type).check_event(event)
    assert "title" not in str(refused.value)


def _is_heard(event_type: str, data: dict[str, Any]) -> bool:
    event = samples.event(event_type)
    contract(event_type).check_event(type(event)(event.type, event.source, event.subject, data))
    return True
