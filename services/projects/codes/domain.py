"""Rules of codes: which code a shift has at a moment, and what is wrong with one that somebody shows. Pure.

A code is its shift's and a moment's, and nobody's in particular: many show the same one at a kiosk at one instant. It
proves that its shift's code was seen, and with the instant of scanning when; not who saw it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from shared.rules.places import PROVINCE
from shared.rules.policies import EVER, Policy

FORGED, OTHER_SHIFT, EARLY, LATE, COPIED = "forged_code", "other_shift", "early_code", "late_code", "copied_code"
OF_SIGNING_IN = "code_of_signing_in"
"""The code by which the same presence was signed in: somebody scanned twice, and another minute has another code."""


@dataclass(frozen=True)
class CodePolicy(Policy):
    """How codes change, and how far clocks may differ.

    Attributes:
        seconds: after so many a shift has another code. [rules-network.md 5]
        offline_hours: so far ahead a device is given codes, to show them without a network. [rules-network.md 5]
        clock_seconds: the clock of a device that scans may be so far off. (no source)
        around_minutes: a shift has codes from this long before it until this long after it. (no source)
    """

    seconds: int
    offline_hours: int
    clock_seconds: int
    around_minutes: int


CODE_POLICIES = (
    CodePolicy(
        "presence_code/guangdong", PROVINCE, EVER, 1, seconds=60, offline_hours=12, clock_seconds=60, around_minutes=30
    ),
)


class Code(NamedTuple):
    """What a code says: its shift, and the moment from which it was shown."""

    shift_ref: str
    begins: dt.datetime


def codes(
    shift_ref: str, window: tuple[dt.datetime, dt.datetime], begin: dt.datetime, end: dt.datetime, policy: CodePolicy
) -> Iterator[Code]:
    """The codes that a shift has between two moments, in order; none away from its window."""
    around = dt.timedelta(minutes=policy.around_minutes)
    first, last = max(begin, window[0] - around), min(end, window[1] + around)
    seconds = int(first.timestamp()) // policy.seconds * policy.seconds
    while seconds < last.timestamp():
        yield Code(shift_ref, dt.datetime.fromtimestamp(seconds, dt.UTC))
        seconds += policy.seconds


def code_problem(code: Code | None, shift_ref: str, scanned_at: dt.datetime, policy: CodePolicy) -> str | None:
    """What is wrong with a code that was scanned for a shift at an instant, or None.

    Args:
        code: None where no key of ours signed it.
    """
    if code is None:
        return FORGED
    if code.shift_ref != shift_ref:
        return OTHER_SHIFT
    off = dt.timedelta(seconds=policy.clock_seconds)
    if scanned_at < code.begins - off:
        return EARLY
    return LATE if scanned_at >= code.begins + dt.timedelta(seconds=policy.seconds) + off else None
