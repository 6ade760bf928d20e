"""Settling: what is known of some records is looked up, all are decided, and what follows is written and told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from services.hours.attendance import flagged, repository
from services.hours.attendance.changes import Changes, changes_of
from services.hours.attendance.decisions import Decided, Known, countable_days, decide_all
from services.hours.attendance.domain import Credited, Held, Rejected
from services.hours.attendance.records import Record
from services.hours.ledger import repository as ledger
from services.hours.people import repository as people
from services.hours.people.domain import Identity
from services.hours.people.identities import identities
from services.hours.shifts import repository as shifts
from shared import clock
from shared.rules.references import CLOSED
from shared.store.transaction import Transaction


def settle(transaction: Transaction, records: Sequence[Record], now: dt.datetime | None = None) -> None:
    """Decide every record, one after the other, and write all that follows; a copy of what was decided changes nothing.

    A copy of a credited presence is known by the entry on its days of service, any other one by what is held and
    rejected: as long as it waits, its copy would wait too. A copy of a rejected one would be credited where the
    volunteer's facts were corrected since, so these are looked up beforehand.

    Args:
        now: what ends later is not over; by default this moment.
    """
    if not records:
        return
    known = _look_up(transaction, records, now or clock.now())
    new = _without_copies(transaction, decide_all(records, known))
    transaction.copies += len(records) - len(new)
    _write(transaction, changes_of(new, known, clock.today()))


def reject(transaction: Transaction, record: Record, reason: str) -> None:
    """Reject a record that waits, whatever the policy says of it now."""
    decided = Decided(record, Rejected(reason), record.held["policy"])
    _write(transaction, changes_of([decided], Known(), clock.today()))


def _look_up(transaction: Transaction, records: Sequence[Record], now: dt.datetime) -> Known:
    windows = shifts.known(transaction, {one.attendance.shift_ref for one in records})
    known = identities(transaction, {one.attendance.volunteer_ref for one in records})
    countable = countable_days(records, windows, known)
    return Known(
        shifts=windows,
        people=known,
        countable=countable,
        days=ledger.service_days(transaction, {day for days in countable.values() for day in days}),
        rejected=_rejected_before(transaction, records, known),
        now=now,
    )


def _rejected_before(transaction: Transaction, records: Iterable[Record], known: Mapping[str, Identity]) -> set[str]:
    presences = [one.attendance for one in records]
    doubtful = {one.reference for one in presences if known[one.volunteer_ref].was_rejected}
    return repository.rejected(transaction, doubtful)


def _without_copies(transaction: Transaction, decided: Sequence[Decided]) -> list[Decided]:
    doubtful = {
        one.record.attendance.reference
        for one in decided
        if not one.record.held and not isinstance(one.decision, Credited)
    }
    copies = doubtful - repository.undecided(transaction, doubtful)
    # Of who was erased since, nobody is left to name the days of service.
    nobodys = (Held("unknown_volunteer"), Rejected(CLOSED))
    strangers = {one.record.attendance.reference for one in decided if one.decision in nobodys}
    copies |= ledger.present(transaction, strangers & doubtful)
    return [one for one in decided if one.record.attendance.reference not in copies]


def _write(transaction: Transaction, changes: Changes) -> None:
    for word in changes.words:
        transaction.publish(word.event_type, word.subject, word.data, cause=word.cause)
    ledger.save_days(transaction, changes.days)
    ledger.add(transaction, changes.entries)
    ledger.note_entries(transaction, changes.several)
    repository.reject(transaction, changes.rejected)
    repository.hold(transaction, changes.held)
    repository.release(transaction, changes.released)
    people.mark_rejected(transaction, changes.rejected_volunteers)
    people.expect(transaction, changes.awaited_volunteers)
    shifts.expect(transaction, changes.awaited_shifts)
    flagged.note(transaction, changes.flagged)
