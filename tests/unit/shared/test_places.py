"""What a process remembers of where documents lie."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from shared.store.places import Places

HERE, THERE = {"of_region": "440100"}, {"of_region": "440300"}


def test_what_was_learned_first_is_forgotten_first() -> None:
    """A process takes no more memory than for so many documents of a collection, and each collection has its own."""
    places = Places(most=2)
    places.add("shifts", {"s-1": HERE})
    places.add("shifts", {"s-2": THERE, "s-3": HERE})
    places.add("posts", {"s-1": THERE})

    assert {"s-2": THERE, "s-3": HERE} == places.of("shifts", ["s-1", "s-2", "s-3", "s-4"])
    assert {"s-1": THERE} == places.of("posts", ["s-1"])


def test_what_lies_together_is_kept_once() -> None:
    """Thousands of shifts lie in a few places: each has the same object for it."""
    places = Places()
    places.add("shifts", {"s-1": dict(HERE), "s-2": dict(HERE)})
    found = places.of("shifts", ["s-1", "s-2"])
    assert found["s-1"] is found["s-2"]


def test_to_remember_one_more_does_not_look_through_all() -> None:
    """Each request does it: with fifty thousand it took a tenth of what a presence takes."""
    places = Places()
    places.add("shifts", {f"s-{number}": HERE for number in range(50_000)})
    few = Places()
    few.add("shifts", {"s-0": HERE})
    many, some = (_seconds(partial(one.add, "shifts", {"s-0": HERE})) for one in (places, few))
    assert many < 20 * some


def _seconds(work: Callable[[], None]) -> float:
    begun = time.thread_time()
    for _ in range(500):
        work()
    return time.thread_time() - begun
