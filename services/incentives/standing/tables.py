"""The tables by which standings are decided: the rows that Kapok brings, and those that were adopted since. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar, cast

from services.incentives.standing.policies import (
    AWARDS,
    POINTS,
    STARS,
    UNIVERSITY_STARS,
    AwardPolicy,
    PointPolicy,
    StarPolicy,
)
from shared.rules.policies import EVER, IDENTITY, Policy

Row = TypeVar("Row", bound=Policy)
BROUGHT = (*STARS, *UNIVERSITY_STARS, *POINTS, *AWARDS)
"""The rows that Kapok brings: each name's first version, and with it what a row of that name says."""


@dataclass(frozen=True)
class Tables:
    """The rows of each matter.

    Attributes:
        generation: how many adopted rows hold by now; it only grows, and says by which tables something was decided.
        begun: the day from which on the latest of them holds: what is decided now is decided as of no earlier day.
    """

    stars: Sequence[StarPolicy] = STARS
    university_stars: Sequence[StarPolicy] = UNIVERSITY_STARS
    points: Sequence[PointPolicy] = POINTS
    awards: Sequence[AwardPolicy] = AWARDS
    generation: int = 0
    begun: dt.date = EVER

    @property
    def adopted(self) -> tuple[Policy, ...]:
        """The rows that Kapok does not bring."""
        rows: tuple[Policy, ...] = (*self.stars, *self.university_stars, *self.points, *self.awards)
        return tuple(one for one in rows if one not in BROUGHT)


BROUGHT_ALONE = Tables()


def tables_of(adopted: Iterable[Mapping[str, Any]], today: dt.date) -> Tables:
    """The tables with what was adopted, as JSON values; rows that begin later are among them, and do not count yet."""
    added = [policy_of(row) for row in adopted]
    holding = [one.holds_from for one in added if one.holds_from <= today]
    return Tables(
        _with(STARS, added),
        _with(UNIVERSITY_STARS, added),
        _with(POINTS, added),
        _with(AWARDS, added),
        len(holding),
        max(holding, default=EVER),
    )


def policy_of(row: Mapping[str, Any]) -> Policy:
    """The policy that a row says; what it leaves empty is as in the version that Kapok brings."""
    like = brought(row["name"])
    rule: dict[str, Any] = {name: row[name] for name in says(like) if row.get(name) is not None}
    said: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in rule.items()}
    return replace(like, version=row["version"], holds_from=dt.date.fromisoformat(row["holds_from"]), **said)


def brought(name: str) -> Policy:
    """The version of a name that Kapok brings.

    Raises:
        KeyError: there is no such name.
    """
    return {one.name: one for one in BROUGHT}[name]


def says(policy: Policy) -> tuple[str, ...]:
    """What a policy says besides what it is: the names of its numbers and words."""
    return tuple(one.name for one in fields(policy) if one.name not in IDENTITY)


def _with(table: Sequence[Row], added: Iterable[Policy]) -> tuple[Row, ...]:
    names = {one.name for one in table}
    return (*table, *(cast("Row", one) for one in added if one.name in names))
