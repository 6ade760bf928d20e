"""Policies as data: a rule has a name, a region, the first day on which it holds, and a version.

A table has the rows of one matter. A new rule is a new row with a later day; a row that decided something is never
changed, so that a day of the past is decided again as it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from shared.rules.places import around

EVER = dt.date(1949, 10, 1)
"""The first day of the oldest rows: no source tells of an earlier rule."""


class NoPolicyError(LookupError):
    """No row of the table holds on the day in the place."""


@dataclass(frozen=True)
class Policy:
    """A rule's identity.

    Attributes:
        region_code: where it holds, GB/T 2260; 000000 for the whole country.
        holds_from: the first day on which it holds, until a later row does.
    """

    name: str
    region_code: str
    holds_from: dt.date
    version: int

    @property
    def reference(self) -> dict[str, Any]:
        """How events and answers name it."""
        return {"name": self.name, "version": self.version}

    @property
    def kept(self) -> dict[str, Any]:
        """What a decision keeps of it."""
        return {**self.reference, "region_code": self.region_code, "holds_from": self.holds_from.isoformat()}

    @property
    def rule(self) -> dict[str, Any]:
        """What it says, as JSON values: its numbers and words by their names."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self) if field.name not in IDENTITY}


IDENTITY = tuple(field.name for field in fields(Policy))


def _plain(value: Any) -> Any:
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


AnyPolicy = TypeVar("AnyPolicy", bound=Policy)


def in_force(table: Iterable[AnyPolicy], day: dt.date, region_code: str) -> AnyPolicy:
    """The row that holds on a day in a place: the narrowest region's that contains it, then the latest.

    Raises:
        NoPolicyError: none does.
    """
    regions = around(region_code)
    holding = [policy for policy in table if policy.holds_from <= day and policy.region_code in regions]
    if not holding:
        raise NoPolicyError(f"no policy holds in {region_code} on {day}")
    return max(holding, key=lambda policy: (-regions.index(policy.region_code), policy.holds_from, policy.version))


def all_in_force(table: Iterable[AnyPolicy], day: dt.date) -> list[AnyPolicy]:
    """The rows that hold on a day, wherever: the latest of each name and region."""
    begun = sorted(
        (policy for policy in table if policy.holds_from <= day), key=lambda policy: (policy.holds_from, policy.version)
    )
    return list({(policy.name, policy.region_code): policy for policy in begun}.values())


def holding(table: Iterable[AnyPolicy], day: dt.date, region_code: str | None) -> list[AnyPolicy]:
    """What holds on a day: of each name the row that decides in a place, or wherever one holds."""
    held = all_in_force(table, day)
    if region_code is not None:
        places = around(region_code)
        near = sorted(
            (one for one in held if one.region_code in places), key=lambda one: -places.index(one.region_code)
        )
        held = list({one.name: one for one in near}.values())
    return sorted(held, key=lambda one: (one.name, one.region_code))
