"""What a kind of row keeps sealed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.crypto import Sealer, SealError
from shared.intake.fields import Row, reference
from shared.kinds import NOWHERE, Kind
from shared.sealing import close, disclose, personal

SEALER = Sealer({"k1": bytes(32)}, bytes(32))
FACTS = {"_id": "t-1", "thing_ref": "t-1", "secret": "yes"}


class Thing(Row):
    """A row with nothing but its reference."""

    thing_ref = reference()


def kind(*sealed: str) -> Kind:
    """A kind with some sealed fields."""
    return Kind("things", Thing, "thing_ref", "registry:write", place=lambda case: NOWHERE, sealed=sealed)


def test_what_is_sealed_stands_nowhere_in_clear() -> None:
    """All else does, and opened the row is what it was."""
    stored = close(SEALER, kind("secret"), "t-1", FACTS)
    assert stored.keys() == {"_id", "thing_ref", "sealed"}
    assert disclose(SEALER, kind("secret"), stored) == FACTS


def test_what_has_nothing_to_seal_stays_as_it_is() -> None:
    """A kind without sealed fields, and a document that is only awaited."""
    assert close(SEALER, kind(), "t-1", FACTS) == FACTS
    assert disclose(SEALER, kind(), FACTS) == FACTS
    assert disclose(SEALER, kind("secret"), {"_id": "t-1", "awaited": 1}) == {"_id": "t-1", "awaited": 1}


def test_a_sealed_text_opens_for_its_own_row_alone() -> None:
    """Copied to another row it does not."""
    stored = close(SEALER, kind("secret"), "t-1", FACTS)
    with pytest.raises(SealError):
        disclose(SEALER, kind("secret"), {**stored, "_id": "t-2"})


def test_an_event_carries_the_declared_facts_for_its_readers() -> None:
    """Of its contract, with the volunteer's number as context; a kind that declares none has nothing."""
    registry = Sealer({"k1": bytes(32)}, bytes(32), readers={"incentives": {"i1": bytes([1]) * 32}})
    declared = replace(kind("secret"), personal=("secret",), event="membership.changed.v1")
    told = personal(registry, declared, {**FACTS, "volunteer": "KV1"})
    assert {"secret": "yes"} == Sealer({"i1": bytes([1]) * 32}, bytes(32)).open(told["personal"], "KV1")
    with pytest.raises(SealError):
        registry.open(told["personal"], "KV1")
    assert personal(registry, kind("secret"), FACTS) == {}
