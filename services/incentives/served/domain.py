"""What was credited at shifts, for whom it was served. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from shared.rules.reversals import counting

OF = ("project_ref", "organisation_ref", "site_ref")
"""For whom a shift is: its project, the organisation that runs its post, and its site, at which a station may stand."""
MEASURED = "measured"


class Presence(NamedTuple):
    """A credited presence.

    Attributes:
        entry: the ledger's, by which it counts once.
        volunteer: the number of who served.
        measured: whether a device measured it.
    """

    entry: str
    volunteer: str
    day: dt.date
    minutes: int
    measured: bool


def presence_of(credited: Mapping[str, Any]) -> Presence:
    """The presence that `hours.credited` tells of."""
    return Presence(
        credited["entry"],
        credited["volunteer"],
        dt.date.fromisoformat(credited["day"]),
        credited["minutes"],
        credited["provenance"] == MEASURED,
    )


def counted(presences: Iterable[Presence]) -> list[Presence]:
    """Those that count: not what was taken back."""
    return list(counting({one.entry: one for one in presences}).values())


def stored(presences: Iterable[Presence]) -> list[list[Any]]:
    """Presences as a document keeps them, in a lasting order."""
    return [[one.entry, one.volunteer, one.day.isoformat(), one.minutes, one.measured] for one in sorted(presences)]


def read(kept: Iterable[Sequence[Any]]) -> list[Presence]:
    """What a document keeps."""
    return [Presence(entry, who, dt.date.fromisoformat(day), *rest) for entry, who, day, *rest in kept]
