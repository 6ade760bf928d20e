"""What tells two inputs apart: a digest that is the same for the same inputs, in whatever order they came."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import fields

from services.matching.facts.domain import Shift, Volunteer
from services.matching.rosters.policy import RosterPolicy
from services.matching.rosters.problem import Inputs


def fingerprint(
    inputs: Inputs,
    policy: RosterPolicy,
    kept: Collection[tuple[str, str]] = (),
    fixed: Sequence[tuple[str, str]] = (),
    refused: Collection[tuple[str, str]] = (),
) -> str:
    """SHA-256 over the policy and all inputs, in hex. It rests on personal facts: show it only as a keyed hash.

    Of fixed places the order counts, too: the first is kept.
    """
    digest = hashlib.sha256(f"{policy.name} {policy.version}".encode())
    for lines in (
        sorted(_line(shift) for shift in inputs.shifts),
        sorted(_line(volunteer) for volunteer in inputs.volunteers.values()),
        sorted(f"{one.volunteer_ref} {one.day} {one.part_of_day}" for one in set(inputs.offers)),
        sorted(
            f"{number} {one.starts_at.timestamp():.0f} {one.minutes}" for number, one in inputs.workload.intervals()
        ),
    ):
        digest.update("\n".join(lines).encode() + b"\0")
    if kept:
        digest.update("\n".join(f"{shift} {volunteer}" for shift, volunteer in sorted(kept)).encode())
    if fixed:
        digest.update(b"\0fixed\0" + "\n".join(f"{shift} {volunteer}" for shift, volunteer in fixed).encode())
    if refused:
        digest.update(
            b"\0refused\0" + "\n".join(f"{shift} {volunteer}" for shift, volunteer in sorted(refused)).encode()
        )
    return digest.hexdigest()


def _line(facts: Shift | Volunteer) -> str:
    return " ".join(str(_plain(getattr(facts, field.name))) for field in fields(facts))


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else value
