"""What people decide on held attendance: approvals and objections."""

from __future__ import annotations

from collections.abc import Sequence

from services.hours.attendance import repository
from services.hours.attendance.domain import APPROVABLE
from services.hours.attendance.records import approved, waited
from services.hours.attendance.settlement import reject, settle
from services.hours.ledger import repository as ledger
from services.hours.people.domain import Person
from services.hours.people.identities import identities
from services.hours.shifts import repository as shifts
from shared.rules.faults import Unknown
from shared.rules.names import is_among
from shared.speaking import names_of
from shared.store.client import Document
from shared.store.transaction import Transaction


def approve(transaction: Transaction, reference: str, approver: str) -> bool:
    """Give a held presence the approval that it waits for; False when it waits for none.

    Nobody approves what they recorded, sent or approved themselves, or their own presence; a backfilled record must
    name who recorded it.

    Raises:
        Unknown: it was not served where the caller acts.
    """
    expect_reached(transaction, reference)
    names = names_of(transaction.sealer, approver)
    held = repository.one_held(transaction, reference)
    if held is None or held["reason"] not in APPROVABLE or not _may_approve(transaction, held, names):
        return False
    settle(transaction, [approved(held, held["reason"], names[0])])
    return True


def _may_approve(transaction: Transaction, held: Document, approver: Sequence[str]) -> bool:
    presence, person = waited(held).attendance, whose(transaction, held)
    if person is None or any(presence.has_had_a_say(name) for name in approver):
        return False
    if held["reason"] == "second_person_required":
        return all(presence.may_approve(name, person) for name in approver)
    return not person.is_one_of(approver)


def whose(transaction: Transaction, held: Document) -> Person | None:
    """The person whose presence it is, as far as known."""
    reference = held["facts"]["volunteer_ref"]
    return identities(transaction, [reference])[reference].person


def object_to(transaction: Transaction, reference: str, by: str) -> bool:
    """Object to a record in public notice: it is rejected; False when it is not in public notice.

    Nobody objects who approved of it or whose presence it is; who recorded it may take it back.

    Raises:
        Unknown: it was not served where the caller acts.
    """
    expect_reached(transaction, reference)
    names = names_of(transaction.sealer, by)
    held = repository.one_held(transaction, reference)
    if held is None or held["reason"] != "public_notice":
        return False
    presence, person = waited(held).attendance, whose(transaction, held)
    approvers = (presence.approved_by, *presence.approvers)
    if any(is_among(name, approvers) for name in names) or (person and person.is_one_of(names)):
        return False
    reject(transaction, waited(held), "objection")
    return True


def expect_reached(transaction: Transaction, reference: str) -> None:
    """Who runs what was served decides on it, wherever the volunteer belongs.

    Raises:
        Unknown: it was not served where the caller acts.
    """
    where = transaction.where
    if not where.everywhere and not where.reaches(_served_in(transaction, reference)):
        raise Unknown("attendance")


def _served_in(transaction: Transaction, reference: str) -> str | None:
    entry = ledger.one(transaction, reference)
    if entry:
        return str(entry["region_code"])
    presence = repository.one_held(transaction, reference) or repository.one_rejected(transaction, reference)
    shift_ref = presence["facts"]["shift_ref"] if presence else None
    shift = shifts.known(transaction, [shift_ref]).get(shift_ref) if shift_ref else None
    return shift.region_code if shift else None
