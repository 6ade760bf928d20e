"""What proves a presence, and what others hear of one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from services.projects.presence import domain
from services.projects.presence.domain import PRESENCE_POLICIES, Fence, Shown

(POLICY,) = PRESENCE_POLICIES
EIGHT = dt.datetime(2018, 2, 14, 8, tzinfo=dt.UTC)


def presence(**changes: Any) -> dict[str, Any]:
    """A presence that is signed in."""
    facts = {
        "presence_ref": "p-1",
        "shift_ref": "shift-1",
        "volunteer_ref": "v-1",
        "method": "qr",
        "signed_in_at": "2018-02-14T08:00:00+00:00",
        "signed_out_at": None,
        "out_method": None,
        "sent_by": "KV1",
        "flags": [],
    }
    return {**facts, **changes}


@pytest.mark.parametrize(
    ("north", "accuracy", "metres", "problem"),
    [
        (0.0044, 100, None, None),
        (0.0046, 100, None, "outside_fence"),
        (0.0046, 100, 1_000, None),
        (0.0, 101, None, "inaccurate_position"),
        (0.0001, 10, 0, "outside_fence"),
    ],
)
def test_a_position_lies_within_its_sites_fence(
    north: float, accuracy: int, metres: int | None, problem: str | None
) -> None:
    """Of 500 m (0.0045 degrees), unless the site says otherwise, and is known to 100 m."""
    shown = Shown("gps", EIGHT, latitude=22.99 + north, longitude=113.27, accuracy_metres=accuracy)
    assert problem == domain.position_problem(shown, Fence(22.99, 113.27, metres), POLICY)


@pytest.mark.parametrize(
    ("changes", "state", "told"),
    [
        ({}, "open", (None, "qr", "KV1", None)),
        ({"out_method": "gps"}, "ended", ("out", "qr", "KV1", None)),
        ({"out_method": "rule"}, "to_confirm", (None, "qr", "KV1", None)),
        ({"out_method": "rule", "confirmed_by": "boss"}, "ended", ("out", "attested", "boss", "KV1")),
        ({"out_method": "closed", "closed_by": "boss"}, "ended", ("out", "attested", "boss", "KV1")),
        ({"method": "attested", "attested_by": "KV1", "out_method": "qr"}, "ended", ("out", "attested", "KV1", None)),
    ],
)
def test_what_others_hear_is_an_end_that_somebody_stands_for(
    changes: dict[str, Any], state: str, told: tuple[str | None, ...]
) -> None:
    """Where it rests on a word it is attested, by whose word it is, and who sent it stands beside."""
    out = {"signed_out_at": "out"} if "out_method" in changes else {}
    one = presence(**out, **changes)
    found = domain.told(one)
    assert state == domain.state(one)
    assert told == tuple(found[name] for name in ("checked_out_at", "method", "recorded_by", "sent_by"))


def test_late_is_what_is_delivered_half_a_day_after_its_last_instant() -> None:
    """Of a rule's end the signing in was the last."""
    half_day = dt.timedelta(hours=12)
    assert [set(), {"delivered_late"}] == [
        domain.flags_of(presence(), POLICY, EIGHT + half_day + dt.timedelta(seconds=late)) for late in (0, 1)
    ]
    ended = presence(signed_out_at="2018-02-14T12:00:00+00:00", out_method="qr")
    assert set() == domain.flags_of(ended, POLICY, EIGHT + half_day + dt.timedelta(hours=4))
