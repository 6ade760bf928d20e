"""A consent as of a day, and its withdrawal."""

from __future__ import annotations

import datetime as dt

import pytest

from services.registry.consents import domain
from shared.clock import CHINA
from shared.rules.faults import Fault, Refused

GIVEN = {"given_at": "2018-03-01T23:59:00+08:00", "withdrawn_at": None}
WITHDRAWN = {**GIVEN, "withdrawn_at": "2018-03-03T00:00:00+08:00"}


def moment(day: int, hour: int = 12) -> dt.datetime:
    """A moment of March 2018 in China."""
    return dt.datetime(2018, 3, day, hour, tzinfo=CHINA)


def test_a_consent_has_a_state_on_each_day() -> None:
    """With all that is dated on or before the day in China: it is no consent before it was given."""
    days = [dt.date(2018, 2, 28), dt.date(2018, 3, 1), dt.date(2018, 3, 2), dt.date(2018, 3, 3)]
    states = [domain.state_as_of(WITHDRAWN, day) for day in days]
    assert states == ["not_yet_given", "given", "given", "withdrawn"]
    assert domain.state_as_of(GIVEN, dt.date(2099, 1, 1)) == "given"


def test_a_withdrawal_is_final() -> None:
    """The same once more changes nothing; another moment is refused."""
    assert domain.withdrawn(GIVEN, moment(3)) == {"withdrawn_at": "2018-03-03T12:00:00+08:00"}
    same = dt.datetime(2018, 3, 2, 16, tzinfo=dt.UTC)
    assert domain.withdrawn(WITHDRAWN, same) == {"withdrawn_at": WITHDRAWN["withdrawn_at"]}
    with pytest.raises(Refused) as refused:
        domain.withdrawn(WITHDRAWN, moment(4))
    assert refused.value.fault == Fault("withdrawn_at", "already_withdrawn")


def test_nothing_is_withdrawn_before_it_was_given() -> None:
    """Moments are compared, not texts."""
    with pytest.raises(Refused) as refused:
        domain.withdrawn(GIVEN, dt.datetime(2018, 3, 1, 15, 58, tzinfo=dt.UTC))
    assert refused.value.fault == Fault("withdrawn_at", "before_given_at")
    at_once = dt.datetime(2018, 3, 1, 15, 59, tzinfo=dt.UTC)
    assert domain.withdrawn(GIVEN, at_once) == {"withdrawn_at": at_once.isoformat()}
