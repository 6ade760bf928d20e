"""What the nomination of a project, an organisation or a station rests on: the presences of its period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from services.incentives.awards.eligibility import VOLUNTEER
from services.incentives.awards.kind import AWARD_CYCLES
from services.incentives.nominations.domain import FIGURES
from services.incentives.nominations.gathering import FOR
from services.incentives.nominations.kind import NOMINATIONS
from services.incentives.served.domain import Presence
from services.incentives.served.repository import merges_of, presences_for
from shared import lives
from shared.rules.faults import Unknown
from shared.rules.merges import stands_for
from shared.store.transaction import Store, Transaction
from shared.where import EVERYWHERE, Where

Last = tuple[str, str]


class Page(NamedTuple):
    """Some of the presences, by day, then entry.

    Attributes:
        last: day and entry of the last one, where more follow.
    """

    presences: list[dict[str, Any]]
    last: Last | None


def page_of(
    store: Store, reference: str, after: Last | None, limit: int, where: Where = EVERYWHERE
) -> tuple[Page, Mapping[str, Any]]:
    """A page of them, and the figures that all give.

    People are numbered in the order of their first presence, and not named.

    Raises:
        Unknown: there is none that the caller may see, or it is a person's, whose explanation has the entries, or it
            waits for something.
    """
    found = lives.find(store, NOMINATIONS, reference, where).document
    if FIGURES not in found or found["category"] == VOLUNTEER:
        raise Unknown("nomination")
    shown = store.transact(lambda transaction: list(_presences(transaction, found)))
    following = [one for one in shown if after is None or (str(one["day"]), one["entry"]) > after]
    some = following[:limit]
    last = (str(some[-1]["day"]), some[-1]["entry"]) if len(following) > limit else None
    return Page(some, last), found[FIGURES]


def _presences(transaction: Transaction, nomination: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    row = transaction[AWARD_CYCLES.name].one(nomination["award_ref"])
    if row is None:
        return
    first, last = (dt.date.fromisoformat(row[name]) for name in ("period_from", "period_to"))
    found = presences_for(transaction, FOR[nomination["category"]], nomination["subject"], first, last)
    stand = stands_for(merges_of(transaction, {one.volunteer for one in found}), last)
    yield from _numbered(sorted(found, key=lambda one: (one.day, one.entry)), stand)


def _numbered(presences: Sequence[Presence], stand: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    people: dict[str, int] = {}
    for one in presences:
        person = people.setdefault(stand.get(one.volunteer, one.volunteer), len(people) + 1)
        yield {
            "entry": one.entry,
            "day": one.day,
            "minutes": one.minutes,
            "measured": one.measured,
            "person": person,
        }
