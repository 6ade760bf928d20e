"""What the calendar and the clock decide on held attendance: the end of a public notice, and of a presence.

What is due is looked up in the store. So what became due while no process was up is decided by the next that is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import structlog

from services.hours.attendance import repository
from services.hours.attendance.domain import NOT_OVER
from services.hours.attendance.records import approved, waited
from services.hours.attendance.settlement import settle
from shared.crypto import SealError
from shared.store.transaction import Store, Transaction

log = structlog.get_logger()
AT_ONCE = 200
Settle = Callable[[Transaction, list[str]], int]


def end_public_notices(store: Store, today: dt.date) -> int:
    """Decide again the records whose public notice ended before `today` without an objection; how many there were."""
    return _settle_all(store, repository.ended_notices(store.database, today), _end_notices)


def release_over(store: Store, now: dt.datetime) -> int:
    """Decide again the records that were not over and are by `now`; how many there were."""

    def release(transaction: Transaction, references: list[str]) -> int:
        over = [one for one in repository.all_held(transaction, references) if one["reason"] == NOT_OVER]
        settle(transaction, [waited(held) for held in over], now)
        return len(over)

    return _settle_all(store, repository.over(store.database, now), release)


def _settle_all(store: Store, due: list[str], settled: Settle) -> int:
    parts = (due[start : start + AT_ONCE] for start in range(0, len(due), AT_ONCE))
    return sum(_settle_part(store, part, settled) for part in parts)


def _settle_part(store: Store, references: list[str], settled: Settle) -> int:
    """One that cannot be opened (its key is missing) keeps nobody else waiting: it stays held, and the log says so."""
    try:
        return store.transact(lambda transaction: settled(transaction, references))
    except SealError as error:
        if len(references) == 1:
            log.error("what is due cannot be decided", attendance=references[0], error=str(error))
            return 0
    middle = len(references) // 2
    return _settle_part(store, references[:middle], settled) + _settle_part(store, references[middle:], settled)


def _end_notices(transaction: Transaction, references: list[str]) -> int:
    ended = [one for one in repository.all_held(transaction, references) if one["reason"] == "public_notice"]
    settle(transaction, [approved(held, "public_notice") for held in ended])
    return len(ended)
