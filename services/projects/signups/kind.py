"""Sign-ups and cancels as a kind of row: each waits for what it names, and is decided beside those of its shift."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.projects.credentials.repository import applicant
from services.projects.shifts.kind import SHIFTS
from services.projects.signups import domain, repository
from services.projects.signups.schemas import SignUpActionRow
from services.projects.signups.settling import settle
from services.projects.undecided import UNDECIDED
from shared.deciding import release
from shared.kinds import Case, Kind, Need, Place
from shared.store.transaction import Transaction
from shared.waiting import ACCEPTED, OUTCOME
from shared.where import Where


def _place(action: Case) -> Place:
    """The shift's."""
    lies = action.known.get("shift_ref") or action.known["sign_up_ref"]
    return Place(lies["of_region"], lies["of_organisation"])


def _number(action: Case) -> str:
    """Of whom it is."""
    holder = action.known.get("volunteer_ref")
    number: str = holder.number if holder else action.known["sign_up_ref"]["volunteer"]
    return number


def _may_bring(action: Case, where: Where) -> bool:
    """Who runs the shift, and volunteers for themselves."""
    return where.person == _number(action) or where.reaches(*_place(action))


def _state(document: Mapping[str, Any], day: dt.date) -> str:
    """confirmed, waiting, cancelled or cancelled_late; of a cancel, and of what is held or refused, the outcome."""
    outcome = str(document[OUTCOME])
    return str(document.get("state") or outcome) if outcome == ACCEPTED else outcome


def _settle(transaction: Transaction, actions: Sequence[Case]) -> None:
    """Decide on actions, and on the cancels that waited for sign-ups among them."""
    settle(transaction, actions)
    asked = [one.reference for one in actions if one["action"] == domain.SIGN_UP]
    if awaited := repository.awaited(transaction, asked):
        release(transaction, [SIGN_UP_ACTIONS], SIGN_UP_ACTIONS.name, dict.fromkeys(awaited))


def _settle_new(transaction: Transaction, actions: Sequence[Case]) -> None:
    settle(transaction, actions)


SIGN_UP_ACTIONS = Kind(
    repository.ACTIONS,
    SignUpActionRow,
    "action_ref",
    "projects:write",
    needs=(
        Need("sign_up_ref", repository.ACTIONS, find=repository.decided, word="sign_up", fits=domain.names_sign_up),
        Need("shift_ref", SHIFTS.name),
        applicant(),
    ),
    place=_place,
    permits=_may_bring,
    keep=lambda action: {"volunteer": _number(action)},
    then=_settle,
    state=_state,
    undecided=UNDECIDED,
)
ASKED_NOW = replace(SIGN_UP_ACTIONS, then=_settle_new, as_a_rule=True)
"""Actions that are asked for now, under references that were just made: none was there, and nothing waits for one."""
