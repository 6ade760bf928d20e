"""Use cases of stations: close and reopen them, and follow the sites. They are taken in as declared (kind.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from services.registry.stations import domain
from services.registry.stations.kind import SITES, STATIONS
from shared.copies import Copy
from shared.deciding import release
from shared.events.envelope import Event
from shared.lives import Facts, Record, take_step
from shared.store.transaction import Transaction


def close(transaction: Transaction, reference: str, day: dt.date, seen: str | None = None) -> Record:
    """Close a station from a day on.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    return _step(transaction, reference, seen, lambda station: domain.closed(station, day))


def reopen(transaction: Transaction, reference: str, day: dt.date, seen: str | None = None) -> Record:
    """Open a closed station again from a day on.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    return _step(transaction, reference, seen, lambda station: domain.reopened(station, day))


def _step(transaction: Transaction, reference: str, seen: str | None, change: Callable[[Facts], Facts]) -> Record:
    return take_step(transaction, STATIONS, reference, seen, change, tell=_told, event="station.changed.v1")


def _told(station: Facts) -> Facts:
    return domain.told(station, station["of_region"])


def _release(transaction: Transaction, sites: Mapping[str, Event | None]) -> None:
    """Decide on what waited for sites that are known now."""
    release(transaction, [STATIONS], SITES, sites)


KNOWN_SITES = Copy(SITES, ("site.opened.v1",), "site_ref", ("region_code",), then=_release)
"""The sites of projects, as far as the registry needs them."""
