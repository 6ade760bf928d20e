"""Use cases of attendance: take presences in and tell of them."""

from __future__ import annotations

from collections.abc import Sequence

from services.projects.attendance import repository, schemas
from shared import intake
from shared.intake import Line, Receipt
from shared.store.transaction import Transaction

ATTENDANCE = schemas.Attendance()


def log_attendance(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take presences in and tell of each: what becomes of it is decided by hours.

    The first with a reference stays; another with other contents is kept for review (rules.md, rows 1 and 2).
    """
    receipt = Receipt("attendance")
    entries = intake.read(transaction, lines, ATTENDANCE, "attendance_ref", receipt)
    new = intake.fresh(transaction, repository.ATTENDANCE, entries, receipt, as_a_rule=True)
    repository.keep(transaction, new)
    for one in new:
        transaction.publish("attendance.logged.v1", one.reference, one.plain)
    receipt.save(transaction)
    return receipt
