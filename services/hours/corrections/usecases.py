"""Corrections of what was credited, by entries of their own: an entry, once written, never changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from services.hours.attendance import usecases as attendance
from services.hours.attendance.deciders import expect_reached, names_of_caller
from services.hours.balances.domain import BEGINNING
from services.hours.corrections.domain import counted, cut_by, reversed_by
from services.hours.ledger import repository as ledger
from services.hours.ledger.domain import days_of, told, told_reversal
from services.hours.shifts.domain import Interval
from shared import clock
from shared.rules.faults import Fault, Refused, Unknown
from shared.rules.names import OWN_RECORD, is_among
from shared.rules.reversals import is_reversal
from shared.store.client import Document
from shared.store.transaction import Transaction

NOTHING_CREDITED, NOTHING_BEYOND = "nothing_credited", "nothing_beyond"


def reverse(transaction: Transaction, reference: str, because: str, by: str) -> list[dict[str, Any]]:
    """Take back all that a presence was credited; the entries that do.

    Raises:
        Unknown: no entry is named so that was served where the caller acts.
        Refused: it is the caller's own, or nothing of it counts any more.
    """
    written = reversed_by(_entries(transaction, reference, by), because)
    _write(transaction, reference, written, _decision(transaction, "reverse", because, by))
    return written


def reverse_balance(transaction: Transaction, reference: str, because: str, by: str) -> dict[str, Any]:
    """Take back an opening balance; the entry that does. The same is raised."""
    (one,) = reverse(transaction, f"{BEGINNING}{reference}", because, by)
    return {"entry": one["_id"], "minutes": one["minutes"]}


def cut(transaction: Transaction, reference: str, kept: Interval, because: str, by: str) -> None:
    """Leave of what a presence was credited the time that lies within `kept`.

    Raises:
        Unknown, Refused: as above, or nothing of it lies beyond.
    """
    written = cut_by(_entries(transaction, reference, by), kept, because)
    if not written:
        raise Refused(Fault("starts_at", NOTHING_BEYOND))
    _write(transaction, reference, written, _decision(transaction, "correct", because, by))


def _entries(transaction: Transaction, reference: str, by: str) -> list[Document]:
    entries = ledger.entries_of_presence(transaction, reference)
    if not entries:
        raise Unknown("entry")
    expect_reached(transaction, reference)
    if is_among(entries[0]["volunteer"], names_of_caller(transaction, by)):
        raise Refused(Fault("", OWN_RECORD))
    if not counted(entries):
        raise Refused(Fault("attendance_ref", NOTHING_CREDITED))
    return entries


def _decision(transaction: Transaction, what: str, because: str, by: str) -> Document:
    return {"what": what, "because": because, "by": names_of_caller(transaction, by)[0], "at": clock.now()}


def _write(transaction: Transaction, reference: str, written: Sequence[Document], decision: Document) -> None:
    ledger.amend(transaction, reference, written, decision)
    taken = [one for one in written if is_reversal(one["_id"])]
    new = [one for one in written if not is_reversal(one["_id"])]
    for one in taken:
        transaction.publish("hours.reversed.v1", one["_id"], told_reversal(one))
    for one in new:
        transaction.publish("hours.credited.v1", one["_id"], told(one))
    _free(transaction, taken, new)


def _free(transaction: Transaction, taken: Sequence[Document], new: Sequence[Document]) -> None:
    """The time is free: what was held for it is decided again."""
    presences = [one for one in (*taken, *new) if one["starts_at"]]
    if not presences:
        return
    days = ledger.service_days(transaction, {day for one in presences for day in _days(one)})
    gone: dict[str, set[str]] = defaultdict(set)
    for one in taken:
        for day in _days(one):
            gone[day].add(one["reverses"])
    ledger.free(transaction, days, gone)
    for one in new:
        days.add(_days(one), one["_id"], Interval(one["starts_at"], one["ends_at"]))
    ledger.save_days(transaction, days)
    attendance.settle_overlaps(transaction, presences[0]["volunteer"])


def _days(entry: Any) -> list[str]:
    return days_of(entry["volunteer"], Interval(entry["starts_at"], entry["ends_at"]))
