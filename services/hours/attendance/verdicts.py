"""What people and the calendar decide on held attendance: approvals, objections, the end of a public notice."""

from __future__ import annotations

import datetime as dt

import structlog

from services.hours.attendance import repository
from services.hours.attendance.domain import APPROVABLE
from services.hours.attendance.records import approved, waited
from services.hours.attendance.settlement import reject, settle
from shared.crypto import SealError
from shared.store.transaction import Store, Transaction

log = structlog.get_logger()
AT_ONCE = 200


def approve(transaction: Transaction, reference: str, approver: str) -> bool:
    """Give a held presence the approval that it waits for; False when it waits for none.

    A backfilled record must be approved by somebody other than who recorded it.
    """
    held = repository.one_held(transaction, reference)
    if held is None or held["reason"] not in APPROVABLE or held["facts"]["recorded_by"] == approver:
        return False
    settle(transaction, [approved(held, held["reason"])])
    return True


def object_to(transaction: Transaction, reference: str) -> bool:
    """Object to a record in public notice: it is rejected; False when it is not in public notice."""
    held = repository.one_held(transaction, reference)
    if held is None or held["reason"] != "public_notice":
        return False
    reject(transaction, waited(held), "objection")
    return True


def end_public_notices(store: Store, today: dt.date) -> int:
    """Decide again the records whose public notice ended before `today` without an objection; how many there were.

    One that cannot be opened (its key is missing) keeps nobody else waiting: it stays held and is told in the log.
    """
    ended = repository.ended_notices(store.database, today)
    parts = (ended[start : start + AT_ONCE] for start in range(0, len(ended), AT_ONCE))
    return sum(_end_notices(store, part) for part in parts)


def _end_notices(store: Store, references: list[str]) -> int:
    try:
        return store.transact(lambda transaction: _settle_ended(transaction, references))
    except SealError as error:
        if len(references) == 1:
            log.error("a public notice cannot end", attendance=references[0], error=str(error))
            return 0
    middle = len(references) // 2
    return _end_notices(store, references[:middle]) + _end_notices(store, references[middle:])


def _settle_ended(transaction: Transaction, references: list[str]) -> int:
    ended = [one for one in repository.all_held(transaction, references) if one["reason"] == "public_notice"]
    settle(transaction, [approved(held, "public_notice") for held in ended])
    return len(ended)
