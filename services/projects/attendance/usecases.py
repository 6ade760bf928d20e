"""Use cases of attendance: take presences in and tell of them."""

from __future__ import annotations

from collections.abc import Sequence

from services.projects.attendance.kind import ATTENDANCE
from shared.deciding import take
from shared.intake.rows import Line, Receipt
from shared.store.transaction import Transaction


def log_attendance(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take presences in and tell of each: what becomes of it is decided by hours.

    The first with a reference stays; another with other contents is kept for review (rules.md, rows 1 and 2);
    not of somebody who is erased.
    """
    return take(transaction, ATTENDANCE, lines)
