"""Rows that rest on somebody's word: nobody gives it for oneself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.projects.attendance.domain import ATTESTED
from services.projects.merges.oneself import rows_of_oneself
from shared.intake.rows import Entry
from shared.rules.faults import Fault
from shared.rules.names import OWN_WORD
from shared.store.transaction import Transaction


def judge(transaction: Transaction, entries: Sequence[Entry]) -> Mapping[str, Fault]:
    """Which rows do not pass, by reference: who attests one is who sends it, and must not be the volunteer."""
    whose = {one.reference: one.plain["volunteer_ref"] for one in entries if one.plain["method"] == ATTESTED}
    return {row: Fault("volunteer_ref", OWN_WORD) for row in rows_of_oneself(transaction, whose)}
