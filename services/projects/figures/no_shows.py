"""No-shows by city and day: confirmed sign-ups to shifts that ended, of whom no presence was logged there.

A shift's sign-ups are counted anew when one of them changes, or a presence is logged there, whatever comes first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from services.projects.merges import repository as merges
from services.projects.publication.domain import CANCELLED
from services.projects.shifts.kind import SHIFTS
from services.projects.signups import arrivals, repository
from services.projects.signups.domain import CONFIRMED
from shared import clock, figures, waiting
from shared.figures import Counted
from shared.regions import city_of
from shared.rules.places import PROVINCE
from shared.rules.spans import Span
from shared.store.client import Document
from shared.store.transaction import Store, Transaction

NO_SHOWS = "no_shows"


def count_shifts(transaction: Transaction, references: Iterable[str]) -> None:
    """Sign-ups of shifts, or who came to them, are others now."""
    figures.count(transaction, _counted(transaction, repository.of_shifts(transaction, set(references))))


def count_people(transaction: Transaction, numbers: Iterable[str]) -> None:
    """With which others registrations are one person is another now."""
    wanted = set(numbers)
    wanted |= {side for one in merges.of_volunteers(transaction, wanted) for side in (one.kept, one.merged)}
    count_shifts(transaction, {one["shift_ref"] for one in repository.of_volunteers(transaction, wanted)})


def forget(transaction: Transaction, numbers: Iterable[str], day: dt.date) -> None:
    """Registrations are about to be erased: the figures of earlier days stay what they were."""
    before = _counted(transaction, repository.of_volunteers(transaction, numbers))
    figures.forget(transaction, before, {}, day)


def as_of(store: Store, day: dt.date) -> int:
    """How many in the province as of a day."""
    return figures.as_of(store.database, NO_SHOWS, day, (PROVINCE,)).get(PROVINCE, 0)


def _counted(transaction: Transaction, sign_ups: Iterable[Document]) -> Mapping[str, Counted]:
    found = list(sign_ups)
    names = {one["shift_ref"] for one in found}
    shifts = waiting.known(transaction, SHIFTS.name, names)
    arrived = arrivals.arrived(transaction, names)
    persons = repository.persons(transaction, {one["volunteer"] for one in found})
    return {
        f"{NO_SHOWS}:{one['_id']}": _missed(shifts[one["shift_ref"]])
        if one["state"] == CONFIRMED and (one["shift_ref"], persons[one["volunteer"]]) not in arrived
        else {}
        for one in found
    }


def _missed(shift: Document) -> Counted:
    """From the day on which it ends, in its city and the province; nobody misses what was cancelled."""
    if shift.get("state") == CANCELLED:
        return {}
    days = [Span(clock.china_day(clock.from_text(shift["ends_at"])))]
    return {(NO_SHOWS, place): days for place in {city_of(shift["of_region"]), PROVINCE}}
