"""What a volunteer's calendar shows: each shift once, as it stands for the person. Pure.

Nothing of it is about anybody but the shift and its place; neither a name nor a number stands in it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from services.projects.publication.domain import is_cancelled
from services.projects.signups.domain import CANCELLED, CONFIRMED, WAITING
from shared import clock

KEPT = dt.timedelta(days=60)
"""So long a shift that is over stays in a calendar. (no source)"""
STATUS = {CONFIRMED: "CONFIRMED", WAITING: "TENTATIVE", CANCELLED: "CANCELLED"}
"""How RFC 5545 calls a place that somebody has, waits for, or has no longer."""
Facts = Mapping[str, Any]


class Entry(NamedTuple):
    """A shift in a calendar.

    Attributes:
        uid: the same as long as the person has an address, a renewed one, too.
        sequence: greater whenever the entry is another.
        state: confirmed, waiting or cancelled.
    """

    uid: str
    sequence: int
    asked_at: dt.datetime
    starts_at: dt.datetime
    ends_at: dt.datetime
    title: str
    site: str
    state: str


def entries(
    names: uuid.UUID, sign_ups: Iterable[Facts], shifts: Mapping[str, Facts], posts: Mapping[str, Facts], sites: Facts
) -> list[Entry]:
    """The entries of somebody's sign-ups, in the order of time.

    Args:
        names: of what the shifts' names in the calendar are made.
        sign_ups: those that were decided on and not refused; of one shift there may be several, one after the other.
        posts, sites: by reference.
    """
    by_shift: defaultdict[str, list[Facts]] = defaultdict(list)
    for one in sign_ups:
        by_shift[one["shift_ref"]].append(one)
    found = []
    for reference, some in by_shift.items():
        shift = shifts[reference]
        post = posts[shift["post_ref"]]
        found.append(_entry(names, some, shift, post["title"], sites[post["site_ref"]]["name"]))
    return sorted(found, key=lambda one: (one.starts_at, one.uid))


def _entry(names: uuid.UUID, sign_ups: Iterable[Facts], shift: Facts, title: str, site: str) -> Entry:
    ordered = sorted(sign_ups, key=lambda one: (clock.from_text(one["at"]), str(one["_id"])))
    states = {one["state"] for one in ordered}
    active = next((one for one in (CONFIRMED, WAITING) if one in states), CANCELLED)
    return Entry(
        str(uuid.uuid5(names, shift["_id"])),
        sum(int(one.get("sequence", 1)) for one in (*ordered, shift)),
        clock.from_text(ordered[-1]["at"]),
        clock.from_text(shift["starts_at"]),
        clock.from_text(shift["ends_at"]),
        title,
        site,
        CANCELLED if is_cancelled(shift) else active,
    )
