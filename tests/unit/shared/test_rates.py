"""How often one caller may ask, and for how much that takes long at once."""

from __future__ import annotations

from collections.abc import Hashable

import pytest

from runner.server import THREADS
from shared.feeds import polling
from shared.web import hearing, issuer_keys
from shared.web.long_requests import MOST_TOGETHER, LongRequests
from shared.web.problems import Problem
from shared.web.rates import FULL_SECONDS, MOST_KNOWN, Rates

ONE, OTHER = ("local", "one"), ("local", "other")
EACH_SECOND = 5


class Clock:
    """Goes when it is told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def _taken(rates: Rates, caller: Hashable, asked: int) -> int:
    """How many of so many requests are taken."""
    refused = 0
    for _ in range(asked):
        try:
            rates.take(caller)
        except Problem:
            refused += 1
    return asked - refused


def test_a_bucket_is_full_and_fills_again() -> None:
    """Ten seconds' worth at once, then what comes in; never more than it holds, however long nobody asks."""
    clock = Clock()
    rates = Rates(EACH_SECOND, clock)
    full = int(EACH_SECOND * FULL_SECONDS)

    assert full == _taken(rates, ONE, 2 * full)
    clock.now += 2
    assert 2 * EACH_SECOND == _taken(rates, ONE, full)
    clock.now += 86_400
    assert full == _taken(rates, ONE, 2 * full)


def test_who_asks_too_often_is_told_when_to_ask_again() -> None:
    """In whole seconds, after which the request is taken; others are not slowed."""
    clock = Clock()
    rates = Rates(0.25, clock)
    assert 2 == _taken(rates, ONE, 5)
    with pytest.raises(Problem) as refused:
        rates.take(ONE)
    assert (429, {"Retry-After": "2"}) == (refused.value.status, refused.value.headers)
    assert 1 == _taken(rates, OTHER, 1)
    clock.now += 2
    assert 1 == _taken(rates, ONE, 1)


def test_who_asks_no_longer_is_forgotten() -> None:
    """So many callers as there may be do not fill the memory."""
    clock = Clock()
    rates = Rates(EACH_SECOND, clock)
    for number in range(MOST_KNOWN):
        rates.take(number)
    clock.now += FULL_SECONDS
    rates.take(ONE)
    assert [ONE] == list(rates._full_at)


def test_a_caller_has_few_long_requests_and_all_have_not_many() -> None:
    """429 for who has too many, 503 where all together have; one that is over leaves its place."""
    requests = LongRequests(most=2)
    for _ in range(2):
        requests.begin(ONE)
    with pytest.raises(Problem) as refused:
        requests.begin(ONE)
    assert (429, True) == (refused.value.status, "Retry-After" in refused.value.headers)
    for number in range(MOST_TOGETHER - 2):
        requests.begin(number)
    with pytest.raises(Problem) as full:
        requests.begin(OTHER)
    assert (503, True) == (full.value.status, "Retry-After" in full.value.headers)
    requests.end(ONE)
    requests.begin(OTHER)


def test_what_waits_and_what_takes_long_leaves_threads() -> None:
    """Feeds, requests that come after others, an issuer that is away, exports and rosters, all at once."""
    waiting = polling.WAITING._initial_value + hearing.MOST_WAITING + issuer_keys.MOST_WAITING  # type: ignore[attr-defined]
    assert waiting + MOST_TOGETHER < THREADS
