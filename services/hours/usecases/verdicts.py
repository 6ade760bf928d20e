"""What people and the calendar decide on held attendance: approvals, objections, the end of a public notice."""

from __future__ import annotations

import datetime as dt

from services.hours.domain import APPROVABLE, Rejected
from services.hours.usecases.settlement import Settlement, held_record, settle
from shared.store.transaction import Transaction


def approve(transaction: Transaction, reference: str, approver: str) -> bool:
    """Give a held presence the approval that it waits for; False when it waits for none.

    A backfilled record must be approved by somebody other than who recorded it.
    """
    held = transaction["held"].one(reference)
    if held is None or held["reason"] not in APPROVABLE or held["facts"]["recorded_by"] == approver:
        return False
    held["approvals"] = sorted({*held["approvals"], held["reason"]})
    settle(transaction, [held_record(held)])
    return True


def object_to(transaction: Transaction, reference: str) -> bool:
    """Object to a record in public notice: it is rejected; False when it is not in public notice."""
    held = transaction["held"].one(reference)
    if held is None or held["reason"] != "public_notice":
        return False
    record = held_record(held)
    Settlement(transaction).settle([(record, Rejected("objection"))], {})
    return True


def end_public_notices(transaction: Transaction, today: dt.date, most: int = 200) -> int:
    """Decide again the records whose public notice ended before `today` without an objection; how many there were."""
    over = {"notice_until": {"$gte": "2000-01-01", "$lt": today.isoformat()}}
    ended = transaction["held"].find(over, most=most)
    for held in ended:
        held["approvals"] = sorted({*held["approvals"], "public_notice"})
    settle(transaction, [held_record(held) for held in ended])
    return len(ended)
