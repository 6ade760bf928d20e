"""Use cases of standings: know the volunteers, decide on every credited entry, show what was earned on a day.

Both handlers are idempotent and commutative by themselves, so they need no inbox: facts by their sequence, entries by
their id, and what is decided depends on the set of entries alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.incentives.standing import repository
from services.incentives.standing.domain import Decisions, Standing, changes, credit, evaluate, rate_student
from services.incentives.standing.entries import Entry
from services.incentives.standing.rules import Stars
from services.incentives.standing.told import Told
from services.incentives.students.domain import since
from services.incentives.students.repository import all_studies, studies_of
from shared import clock
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.read_data import ReadData
from shared.store.transaction import Store, Transaction

VOLUNTEER_EVENTS = ("volunteer.registered.v1", "volunteer.verified.v1", "volunteer.changed.v1")
TOLD = ("stars.changed.v1", "points.changed.v1", "award.became_eligible.v1")


def note_volunteers(transaction: Transaction, events: Sequence[Event]) -> None:
    """Keep the reference and the home region of volunteers; what is older than what is known changes nothing."""
    latest = _latest(events)
    known = repository.sequences(transaction, latest)
    facts = {number: _facts(event) for number, event in latest.items()}
    repository.save_facts(
        transaction,
        {number: one for number, one in facts.items() if number not in known},
        {number: one for number, one in facts.items() if number in known and one["sequence"] > known[number]},
    )


def credit_hours(transaction: Transaction, events: Sequence[Event]) -> None:
    """Add entries of the ledger to their volunteers' standings, and tell what they change."""
    news = _by_volunteer(events)
    stored = repository.standings(transaction, news)
    decided = []
    for number, credited in sorted(news.items()):
        before = stored.get(number, Standing(number))
        outcome = credit(before, [_entry(event) for event in credited])
        if outcome is not None:
            decided.append(outcome)
            _tell(transaction, before, *outcome, cause=credited[-1])
    repository.save_standings(transaction, decided, stored)
    repository.note_days(transaction, {_entry(event).day for event in events})


def standing_of(store: Store, volunteer: str, as_of: dt.date | None) -> dict[str, Any] | None:
    """What a volunteer has on a day, by default the last day of service in the data; None for one who is not known."""
    account = repository.account(store, volunteer)
    if account is None:
        return None
    entries = account.standing.entries.values()
    day = as_of or _last_day(store)
    student = rate_student(entries, since(studies_of(store, volunteer), day), day)
    return {
        "volunteer": volunteer,
        "home_region_code": account.home_region_code,
        "entries": sorted((entry for entry in entries if entry.day <= day), key=lambda entry: (entry.day, entry.id)),
        **vars(evaluate(entries, day)),
        "student": student,
        **_student_figures(student),
    }


def standings_as_of(store: Store, as_of: dt.date | None) -> Iterator[dict[str, Any]]:
    """Every volunteer's minutes, stars and points on a day, by default the last day of service in the data."""
    day, studies = as_of or _last_day(store), all_studies(store)
    for account in repository.accounts(store):
        number, entries = account.standing.volunteer, account.standing.entries.values()
        student = rate_student(entries, since(studies.get(number, ()), day), day)
        figures = {**_figures(evaluate(entries, day)), **_student_figures(student)}
        yield {"volunteer": number, "volunteer_ref": account.volunteer_ref, **figures}


def read_data() -> list[ReadData]:
    """What follows from the events of others, to be made again by a rebuild."""
    return [Standings(), ReadData("credited_days", ("hours.credited.v1",))]


class Standings(ReadData):
    """Standings. Others were told of them, so of a standing that is put right they hear what is news to them."""

    def __init__(self) -> None:
        super().__init__("standings", (*VOLUNTEER_EVENTS, "hours.credited.v1"), ("version",), TOLD)
        self._told = Told()

    def recall(self, events: Sequence[Event]) -> None:
        """Note what was told of volunteers: the standing itself may be lost."""
        for event in events:
            self._told.note(event.subject, event.type, event.data, event.sequence or 0)

    def restore(self, transaction: Transaction, wanted: Mapping[str, Document | None]) -> None:
        """Decide on all entries again, after what was told; versions go on where they were."""
        versions = repository.versions(transaction, wanted)
        for number, document in wanted.items():
            told = self._told.standing(number)
            before = replace(told, version=max(told.version, versions.get(number, 0)))
            entries = repository.standing(document).entries.values() if document else ()
            outcome = credit(before, list(entries))
            if outcome is not None:
                _tell(transaction, before, *outcome)
            repository.put(transaction, number, document, outcome[0].version if outcome else before.version)


def _last_day(store: Store) -> dt.date:
    return repository.last_day(store) or clock.today()


def _figures(decisions: Decisions) -> dict[str, Any]:
    points = {city: one.points for city, one in sorted(decisions.points.items()) if one.points}
    return {"minutes": decisions.stars.minutes, "stars": decisions.stars.stars, "points": points}


def _student_figures(student: Stars) -> dict[str, int]:
    return {"student_minutes": student.minutes, "student_stars": student.stars}


def _latest(events: Sequence[Event]) -> dict[str, Event]:
    """The newest event of each volunteer."""
    return {event.data["volunteer"]: event for event in sorted(events, key=lambda event: event.sequence or 0)}


def _facts(event: Event) -> Document:
    data = event.data
    return {
        "volunteer_ref": data["volunteer_ref"],
        "home_region_code": data["home_region_code"],
        "sequence": event.sequence or 0,
    }


def _by_volunteer(events: Sequence[Event]) -> dict[str, list[Event]]:
    batches: dict[str, list[Event]] = {}
    for event in events:
        batches.setdefault(event.data["volunteer"], []).append(event)
    return batches


def _entry(event: Event) -> Entry:
    data = event.data
    return Entry(data["entry"], data["region_code"], dt.date.fromisoformat(data["day"]), data["minutes"])


def _tell(
    transaction: Transaction, before: Standing, now: Standing, decisions: Decisions, cause: Event | None = None
) -> None:
    for change in changes(now.volunteer, before.earned, decisions):
        transaction.publish(change.type, now.volunteer, change.data, sequence=now.version, cause=cause)
