"""Rows that bring a result along: nobody says of themselves what they reached in a course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.projects.merges.oneself import rows_of_oneself
from shared.intake.rows import Entry
from shared.rules.faults import Fault
from shared.rules.names import OWN_RECORD
from shared.store.transaction import Transaction

RESULT = ("sessions_attended", "sessions", "score")


def judge(transaction: Transaction, entries: Sequence[Entry]) -> Mapping[str, Fault]:
    """Which rows do not pass, by reference: those with a result of who sends them and speaks for nobody else."""
    of = {
        one.reference: one.plain["volunteer_ref"]
        for one in entries
        if any(one.plain[name] is not None for name in RESULT)
    }
    return {row: Fault("", OWN_RECORD) for row in rows_of_oneself(transaction, of)}
