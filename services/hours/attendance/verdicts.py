"""What people decide on held attendance: approvals, refusals and objections."""

from __future__ import annotations

from collections.abc import Sequence

from services.hours.attendance import repository
from services.hours.attendance.deciders import expect_reached, expect_rung, may_decide, names_of_caller, whose
from services.hours.attendance.domain import APPROVABLE
from services.hours.attendance.ladder import DECIDED_BY_PEOPLE
from services.hours.attendance.records import approved, waited
from services.hours.attendance.settlement import reject, settle
from shared.rules.names import is_among
from shared.store.client import Document
from shared.store.transaction import Transaction


def approve(transaction: Transaction, reference: str, approver: str) -> bool:
    """Give a held presence the approval that it waits for; False when it waits for none.

    Nobody approves what they recorded, sent or approved themselves, or their own presence; a backfilled record must
    name who recorded it. Of an overlap that is approved the part is credited that no entry covers yet.

    Raises:
        Unknown: it was not served where the caller acts.
        Refused: it is decided above that.
    """
    expect_reached(transaction, reference)
    names = names_of_caller(transaction, approver)
    held = repository.one_held(transaction, reference)
    if held is None or held["reason"] not in APPROVABLE or not _may(transaction, held, names):
        return False
    expect_rung(transaction, held)
    settle(transaction, [approved(held, held["reason"], names[0])])
    return True


def refuse(transaction: Transaction, reference: str, by: str, because: str) -> bool:
    """Reject what waits for a person; False when it does not, or the caller may not decide on it.

    Raises:
        Unknown: it was not served where the caller acts.
        Refused: it is decided above that.
    """
    expect_reached(transaction, reference)
    names = names_of_caller(transaction, by)
    held = repository.one_held(transaction, reference)
    if held is None or held["reason"] not in DECIDED_BY_PEOPLE or not _may(transaction, held, names):
        return False
    expect_rung(transaction, held)
    reject(transaction, waited(held), because)
    return True


def object_to(transaction: Transaction, reference: str, by: str) -> bool:
    """Object to a record in public notice: it is rejected; False when it is not in public notice.

    Nobody objects who approved of it or whose presence it is; who recorded it may take it back.

    Raises:
        Unknown: it was not served where the caller acts.
    """
    expect_reached(transaction, reference)
    names = names_of_caller(transaction, by)
    held = repository.one_held(transaction, reference)
    if held is None or held["reason"] != "public_notice":
        return False
    presence, person = waited(held).attendance, whose(transaction, held)
    approvers = (presence.approved_by, *presence.approvers)
    if any(is_among(name, approvers) for name in names) or (person and person.is_one_of(names)):
        return False
    reject(transaction, waited(held), "objection")
    return True


def _may(transaction: Transaction, held: Document, names: Sequence[str]) -> bool:
    return may_decide(held, whose(transaction, held), names)
