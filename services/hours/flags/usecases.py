"""Looking at the days on which somebody was credited something: all of it together, in whatever order it came.

What is kept of a day follows from its entries alone. It is looked at when hours hear of their own entries, so nobody
waits for it who logs a presence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.hours.flags import repository
from services.hours.flags.domain import Served, Site, flags_of
from services.hours.ledger import repository as ledger
from services.hours.ledger.domain import days_of
from services.hours.policies import flag_policy
from services.hours.shifts import repository as shifts
from services.hours.shifts.domain import Interval
from shared.clock import CHINA, from_text
from shared.events.envelope import Event
from shared.kinds import side
from shared.rules.places import around_all
from shared.store.client import Document
from shared.store.transaction import Transaction

DAY = dt.timedelta(days=1)


def look(transaction: Transaction, events: Sequence[Event]) -> None:
    """Entries were added to days: look at these."""
    names = {name for event in events if event.data["starts_at"] for name in _days(event.data)}
    days = ledger.service_days(transaction, names)
    several = {name: some for name in names if len(some := _counting(days, name)) > 1}
    known = repository.flagged(transaction, names - several.keys())
    entries = ledger.by_name(transaction, {entry for some in several.values() for entry in some})
    sites = shifts.sites(transaction, {one["shift_ref"] for one in entries.values()})
    found = {name: _looked_at(name, [entries[one] for one in some], sites) for name, some in several.items()}
    repository.save(transaction, {**found, **dict.fromkeys(known)})


def _days(data: Mapping[str, Any]) -> list[str]:
    return days_of(data["volunteer"], Interval(from_text(data["starts_at"]), from_text(data["ends_at"])))


def _counting(days: Any, name: str) -> list[str]:
    gone = days.reversed([name])
    return sorted(entry for entry in days.entries([name]) if entry not in gone)


def _looked_at(name: str, entries: Iterable[Document], sites: Mapping[str, tuple[float, float]]) -> Document | None:
    volunteer, _, text = name.rpartition(":")
    begins = dt.datetime.combine(dt.date.fromisoformat(text), dt.time(), CHINA)
    served = [_served(one, sites) for one in entries]
    region = around_all([one.region_code for one in served])
    day = Interval(begins, begins + DAY)
    flags = flags_of(day, served, flag_policy(begins.date(), region))
    if not flags:
        return None
    return {
        "day_of": name,
        "volunteer": volunteer,
        "day": text,
        "flags": flags,
        "minutes": sum(cut.minutes for one in served if (cut := one.interval.cut_to(day))),
        "entries": [one.entry for one in served],
        **side("of", region),
    }


def _served(entry: Document, sites: Mapping[str, tuple[float, float]]) -> Served:
    site = sites.get(entry["shift_ref"])
    interval = Interval(entry["starts_at"], entry["ends_at"])
    return Served(entry["_id"], interval, entry["region_code"], Site(*site) if site else None)
