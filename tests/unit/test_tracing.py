"""Trace context of a command, and what nothing is recorded of: the ids alone go on."""

from __future__ import annotations

import re

import pytest

from shared.observability import tracing

GOOD = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
OURS = re.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-00")


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "nonsense",
        GOOD.upper(),
        GOOD + "-more",
        f"{GOOD},{GOOD}",
        GOOD.replace("00-", "ff-", 1),
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-4bf92f3577b34da6a3ce929d0e0e4736-{'0' * 16}-01",
    ],
)
def test_a_malformed_header_begins_a_new_trace(header: str | None) -> None:
    """A valid one, each time another; nobody records it, so nobody after us need."""
    first, second = (tracing.Request("projects", "POST", header).traceparent for _ in range(2))

    assert OURS.fullmatch(first)
    assert OURS.fullmatch(second)
    assert first != second


def test_the_trace_of_a_caller_goes_on() -> None:
    """Unchanged where we record nothing; of a later version, what we know of it."""
    assert tracing.Request("projects", "POST", GOOD).traceparent == GOOD
    assert tracing.Request("projects", "POST", GOOD.replace("00-", "01-", 1) + "-more").traceparent == GOOD


def test_a_batch_is_nothing_where_nothing_is_recorded() -> None:
    """What follows from its messages continues their traces as they are."""
    with tracing.batch("hours", "process", tracing.CONSUMER, [GOOD, None, "nonsense-01"], {}) as batch:
        assert batch.next == {}
