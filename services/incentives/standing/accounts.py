"""A volunteer's document as it is read: under which references sources know the volunteer, and the standing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from services.incentives.standing.domain import Earned, Standing
from services.incentives.standing.entries import Entry
from services.incentives.standing.homes import MOVES, Move, home_on
from shared.rules.policies import EVER
from shared.sources import name_for
from shared.store.client import Document

NAMES = "names"
NAME_HOMES = "name_homes"
"""Where a volunteer belongs by each other name, as far as that was told."""
REACHED, DUE = "reached", "due"
"""Of a standing up to which day time was followed, and the next day on which time alone changes it."""


@dataclass(frozen=True)
class Account:
    """A volunteer's document: the reference under which the source system knows the volunteer, and the standing.

    Attributes:
        names: the references under which other sources know the volunteer.
        name_homes: where the volunteer belongs by those, as far as that was told.
        of_region: where the volunteer belongs, for access; None for one of whom that is not known.
        verified: whether the identity authority said yes.
        moves: the transfers to other regions that were accepted.
    """

    volunteer_ref: str | None
    home_region_code: str | None
    of_region: str | None
    standing: Standing
    names: tuple[str, ...] = ()
    name_homes: Mapping[str, str] = field(default_factory=dict)
    verified: bool = False
    moves: tuple[Move, ...] = ()

    def home_on(self, day: dt.date) -> str | None:
        """Where the volunteer belonged at the end of a day; None where that is not known."""
        return home_on(self.home_region_code, self.moves, day)

    def name_for(self, reader: str) -> str | None:
        """The reference by which a source knows the volunteer, the network by that of the registration."""
        return name_for(reader, (self.volunteer_ref, *self.names))


def account_of(document: Document) -> Account:
    """The volunteer that a document keeps."""
    home, region = document["home_region_code"], document.get("of_region")
    homes = dict(document.get(NAME_HOMES, ()))
    return Account(
        document["volunteer_ref"],
        home,
        region,
        standing(document),
        tuple(document.get(NAMES, ())),
        homes,
        document.get("verified", False),
        tuple(Move(*one) for one in document.get(MOVES, ())),
    )


def standing(document: Document) -> Standing:
    """The standing that a document holds."""
    entries = [
        Entry(entry, region, dt.date.fromisoformat(day), minutes) for entry, region, day, minutes in document["entries"]
    ]
    return Standing(
        document["_id"],
        {entry.id: entry for entry in entries},
        _earned(document["earned"]),
        document["version"],
        {one["merge_ref"]: one for one in document.get("merges", ())},
        dt.date.fromisoformat(document[REACHED]) if document.get(REACHED) else EVER,
        dt.date.fromisoformat(document[DUE]) if document.get(DUE) else None,
    )


def _earned(stored: Document | None) -> Earned:
    if stored is None:
        return Earned()
    points = {city: one["points"] for city, one in stored["points"].items()}
    return Earned(stored["stars"]["stars"], points, stored["award"] and stored["award"]["year"])
