"""Use cases of sign-ups: ask for a place now, cancel that, and decide on what waited for its shift."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.projects.shifts.kind import SHIFTS
from services.projects.signups import arrivals, domain, doubts, repository
from services.projects.signups.kind import ASKED_NOW, SIGN_UP_ACTIONS
from shared import clock, ids, lives
from shared.deciding import release, take
from shared.events.envelope import Event
from shared.intake.rows import Line, Receipt
from shared.kinds import Kind
from shared.lives import Record
from shared.rules.faults import Fault, Refused, Unknown, check_version
from shared.sources import ours
from shared.store.client import Document
from shared.store.transaction import Store, Transaction
from shared.waiting import ACCEPTED, OUTCOME
from shared.where import OUTSIDE, Where

NOTHING = dict.fromkeys(domain.BELONGS, "")
SIGN_UP = "sign-up"


def release_sign_ups(transaction: Transaction, events: Sequence[Event]) -> None:
    """Shifts were scheduled: decide on the sign-ups that waited for them."""
    release(transaction, [SIGN_UP_ACTIONS], SHIFTS.name, {event.subject: event for event in events})


def take_actions(transaction: Transaction, lines: Sequence[Line], kind: Kind = SIGN_UP_ACTIONS) -> Receipt:
    """Take sign-ups and cancels in; those whose shift, person or sign-up is known are decided at once."""
    named = [one.values.get("shift_ref") for one in lines]
    shifts = [ours(transaction.source, one.strip()) for one in named if isinstance(one, str) and one.strip()]
    repository.come_to(transaction, shifts)
    return take(transaction, kind, lines)


def sign_up(transaction: Transaction, shift_ref: str, volunteer_ref: str) -> Record:
    """Somebody asks for a place now, or who acts for the shift asks for somebody.

    Raises:
        Unknown: who asks neither is the volunteer nor reaches the shift.
        Refused: the reference names nobody any more.
    """
    asked = {"action": domain.SIGN_UP, "shift_ref": shift_ref, "volunteer_ref": volunteer_ref}
    return _bring(transaction, asked)


def cancel(transaction: Transaction, reference: str, seen: str | None = None) -> Record:
    """Cancel a sign-up now.

    Raises:
        Unknown, Stale: see shared.rules.faults.
        Refused: it is active no longer, or its shift has begun.
    """
    found = lives.find_in(transaction, SIGN_UP_ACTIONS, reference, own=True)
    check_version(SIGN_UP, found.version, seen)
    if found.document["action"] != domain.SIGN_UP:
        raise Unknown(SIGN_UP)
    answer = _bring(transaction, {"action": domain.CANCEL, "sign_up_ref": reference}).document[OUTCOME]
    if answer != ACCEPTED:
        raise Refused(Fault(OUTCOME, answer.partition(":")[2]))
    return lives.find_in(transaction, SIGN_UP_ACTIONS, reference, own=True)


def of_shift(store: Store, reference: str, where: Where) -> list[Document]:
    """Who signed up for a shift, in the order of their instants, who came, and who would be refused now.

    For who runs it alone.

    Raises:
        Unknown: there is no such shift, or none that who asks reaches.
    """

    def found(transaction: Transaction) -> list[Document]:
        shift = transaction[SHIFTS.name].one(reference)
        if shift is None or not where.reaches_record(shift):
            raise Unknown("shift")
        listed = arrivals.listed(transaction, reference)
        reasons = doubts.no_longer(transaction, reference, listed)
        return [{**one, "no_longer": reasons.get(one["_id"])} for one in listed]

    return store.transact(found)


def leave(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Volunteers are erased: their places of shifts that have not begun are free for others; nothing of them stays."""
    active = repository.to_come(transaction, numbers, clock.now())
    rows = [{**NOTHING, "action": domain.CANCEL, "sign_up_ref": one} for one in active]
    now = clock.to_text(clock.now())
    lines = [
        Line(number, {**row, "action_ref": f"now-{ids.new_id()}", "at": now}) for number, row in enumerate(rows, 1)
    ]
    take(transaction, SIGN_UP_ACTIONS, lines)
    repository.forget(transaction, numbers)


def _bring(transaction: Transaction, action: dict[str, str]) -> Record:
    """An action that is asked for now, under a reference of our own."""
    reference = f"now-{ids.new_id()}"
    row = {**NOTHING, **action, "action_ref": reference, "at": clock.to_text(clock.now())}
    receipt = take_actions(transaction, [Line(1, row)], ASKED_NOW)
    for refusal in receipt.refusals:
        if refusal.reason == OUTSIDE:
            raise Unknown("shift")
        raise Refused(Fault(refusal.field, refusal.reason))
    return lives.find_in(transaction, SIGN_UP_ACTIONS, ours(transaction.source, reference), own=True)
