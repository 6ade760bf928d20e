"""Suspected duplicates: who shares what, and what a decision is worth."""

from __future__ import annotations

import pytest

from services.registry.duplicates.domain import MOST, Reason, State, Suspicion, is_kept
from services.registry.volunteers.person import likeness
from shared.crypto import Sealer

SEALER = Sealer({"k1": bytes(32)}, bytes(32))
HOME = "440303"
FACTS = {"name": "陈 小明", "birth_date": "1991-01-01", "phone": "19000000000"}


def suspicion(*members: str) -> Suspicion:
    """Registrations that share a phone."""
    return Suspicion("hash", "s-1", Reason.PHONE, tuple(members), region_code=HOME)


def homes(*members: str, region: str = HOME) -> dict[str, str]:
    """Where registrations belong."""
    return dict.fromkeys(members, region)


@pytest.mark.parametrize(
    ("changes", "same_name", "same_phone"),
    [
        ({}, True, True),
        ({"name": "陈小明"}, True, True),
        ({"name": "陈大明"}, False, True),
        ({"birth_date": "1991-01-02"}, False, True),
        ({"phone": "+86190-0000-0000"}, True, True),
        ({"phone": "008619000000000"}, True, True),
        ({"phone": "18600000000"}, True, False),
    ],
)
def test_who_is_alike(changes: dict[str, str], *, same_name: bool, same_phone: bool) -> None:
    """Spaces make no other name, hyphens and the country's prefix no other phone; a hash shows neither."""
    one, other = likeness(SEALER, FACTS), likeness(SEALER, {**FACTS, **changes})
    assert (one[0] == other[0], one[1] == other[1]) == (same_name, same_phone)
    assert all(len(one.text) == 64 for one in other)


def test_a_dismissal_stands_until_somebody_comes() -> None:
    """Who was decided about may come and go; one who was not opens it again."""
    dismissed = suspicion("KV1", "KV2", "KV3").dismiss("registrar")
    assert (dismissed.state, dismissed.decided_by) == (State.DISMISSED, "registrar")
    assert dismissed.dismiss("another") is dismissed
    assert dismissed.with_members(homes("KV1", "KV2")).state is State.DISMISSED
    assert dismissed.with_members(homes("KV1", "KV2", "KV4")).state is State.OPEN


def test_each_change_has_its_sequence() -> None:
    """What is as it was is no change."""
    first = suspicion("KV1", "KV2")
    assert first.with_members(homes("KV1", "KV2")) is first
    assert [first.with_members(homes("KV1")).sequence, first.dismiss("registrar").sequence] == [2, 2]


def test_of_a_crowd_some_are_named() -> None:
    """A school's phone is a hundred pupils'."""
    crowd = suspicion().with_members(homes(*(f"KV{number:03d}" for number in range(MOST + 1))))
    assert (len(crowd.members), crowd.crowded) == (MOST, True)


def test_one_alone_is_no_suspicion() -> None:
    """Unless somebody has decided on it, which is remembered."""
    assert [is_kept(suspicion("KV1", "KV2")), is_kept(suspicion("KV1"))] == [True, False]
    assert is_kept(suspicion("KV1", "KV2").dismiss("registrar").with_members(homes("KV1")))


@pytest.mark.parametrize(
    ("other", "region"), [(HOME, HOME), ("440305", "440300"), ("440300", "440300"), ("440500", "440000")]
)
def test_a_suspicion_lies_where_all_of_them_belong(other: str, region: str) -> None:
    """In the narrowest such region, so that whoever decides sees nobody of elsewhere; one who moves is a change."""
    before = suspicion("KV1", "KV2")
    after = before.with_members({**homes("KV1"), **homes("KV2", region=other)})
    assert (region, other == HOME) == (after.region_code, after is before)
