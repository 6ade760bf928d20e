"""Notices: who has a place is reminded of it some hours before the start, so that somebody can tell the person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pymongo.database import Database

from services.projects.publication.domain import is_cancelled
from services.projects.shifts.kind import SHIFTS
from services.projects.signups import repository
from services.projects.signups.domain import CONFIRMED
from services.projects.signups.policies import NOTICES, NoticePolicy
from shared import clock, waiting
from shared.rules.policies import in_force
from shared.store.client import Document
from shared.store.transaction import Store, Transaction

DUE = "signup.due.v1"
AT_ONCE = 200


def tell_due(store: Store, now: dt.datetime) -> int:
    """Tell of the places whose shifts begin soon, each once; of how many.

    They are looked up in the store, so that what fell due while no process was up is told by the next that is; of a
    shift that has begun meanwhile nobody is told.
    """
    due = repository.due(store.database, now)
    parts = (due[start : start + AT_ONCE] for start in range(0, len(due), AT_ONCE))
    return sum(store.transact(lambda transaction: _tell(transaction, part, now)) for part in parts)  # noqa: B023


def begin(database: Database[Document], now: dt.datetime) -> None:
    """Places that were given before there were notices are told of like others."""
    for one in database[repository.ACTIONS].find({"state": CONFIRMED, repository.NOTICE_AT: {"$exists": False}}):
        policy: NoticePolicy = in_force(NOTICES, clock.china_day(now), one["of_region"])
        if at := policy.due(clock.from_text(one["starts_at"]), now):
            database[repository.ACTIONS].update_one({"_id": one["_id"]}, {"$set": {repository.NOTICE_AT: at}})


def _tell(transaction: Transaction, references: Sequence[str], now: dt.datetime) -> int:
    found = repository.documents(transaction, references).values()
    due = [one for one in found if one.get(repository.NOTICE_AT)]
    shifts = waiting.known(transaction, SHIFTS.name, {one["shift_ref"] for one in due})
    told = [one for one in due if _is_ahead(one, shifts[one["shift_ref"]], now)]
    for one in told:
        times = {name: shifts[one["shift_ref"]][name] for name in ("starts_at", "ends_at")}
        named = {"sign_up_ref": one["_id"], **{name: one[name] for name in ("shift_ref", "volunteer")}}
        transaction.publish(DUE, one["_id"], {**named, **times, "region_code": one["of_region"]})
    repository.change(transaction, {one["_id"]: {repository.NOTICE_AT: None} for one in due})
    return len(told)


def _is_ahead(sign_up: Document, shift: Document, now: dt.datetime) -> bool:
    """Whether the place is the person's still, and the shift has not begun; a cancelled one's sign-ups may lag."""
    return not is_cancelled(shift) and sign_up["state"] == CONFIRMED and clock.from_text(shift["starts_at"]) > now
