"""Disputes: opened, answered and decided by three different persons, none of whom decides about themselves."""

from __future__ import annotations

from typing import Any

from services.hours.attendance import repository as presences
from services.hours.attendance.deciders import finder, names_of_caller
from services.hours.attendance.ladder import PARENT, rung
from services.hours.corrections import usecases as corrections
from services.hours.corrections.domain import UPHELD, counted
from services.hours.disputes import domain, repository
from services.hours.ledger import repository as ledger
from services.hours.people.identities import identities
from services.hours.shifts import repository as shifts
from services.hours.shifts.domain import Place
from shared import clock
from shared.kinds import side
from shared.rules.faults import Fault, Refused, Unknown
from shared.rules.names import OWN_RECORD, is_among
from shared.store.client import Document
from shared.store.transaction import Transaction

ABOVE = "decided_above"


def open_one(transaction: Transaction, reference: str, claim: str, outcome: str, by: str) -> None:
    """Dispute what became of a presence: the volunteer does, or for the volunteer who may see it.

    Args:
        outcome: what became of it, as it was shown.

    Raises:
        Refused: it is disputed already; nobody knows where it was served, or whose it is.
    """
    if repository.one(transaction, reference):
        raise Refused(Fault("attendance_ref", domain.DISPUTED))
    number, place = _case(transaction, reference)
    today = clock.today()
    dispute = {
        "attendance_ref": reference,
        "volunteer": number,
        "claim": claim,
        "state": domain.OPEN,
        "answer": None,
        "outcome": outcome,
        "opened_on": today.isoformat(),
        "answer_until": domain.answer_until(today).isoformat(),
        "by": [names_of_caller(transaction, by)[0]],
        **side("of", place.region_code),
        "of_organisation": place.organisation_ref,
    }
    repository.add(transaction, {"_id": reference, **dispute})
    _tell(transaction, dispute, 1)


def answer(transaction: Transaction, reference: str, said: str, by: str) -> None:
    """Answer a dispute: who acts where the presence was served.

    Raises:
        Unknown: there is none there.
        Refused: it is no longer open, or the caller's own.
    """
    dispute = _reached(transaction, reference)
    if dispute["state"] != domain.OPEN:
        raise Refused(Fault("attendance_ref", domain.NOT_OPEN))
    _step(transaction, dispute, {"state": domain.ANSWERED, "answer": said}, by)


def decide(transaction: Transaction, reference: str, decision: str, by: str) -> None:
    """Decide on a dispute: who acts above who ran the shift. What was too much, or of somebody else, is taken back.

    Raises:
        Unknown: there is none there.
        Refused: it is decided, or may still be answered; it is decided above the caller, or by another person.
    """
    dispute = _reached(transaction, reference)
    if not domain.may_be_decided(dispute["state"], dispute["answer_until"], clock.today()):
        raise Refused(Fault("attendance_ref", domain.NOT_ANSWERED))
    served = Place(dispute["of_region"], dispute["of_organisation"])
    if not transaction.where.reaches(*rung(PARENT, served, finder(transaction))):
        raise Refused(Fault("attendance_ref", ABOVE))
    _step(transaction, dispute, {"state": decision}, by)
    is_wrong = decision == UPHELD and dispute["claim"] in domain.TAKEN_BACK
    if is_wrong and counted(ledger.entries_of_presence(transaction, reference)):
        corrections.reverse(transaction, reference, UPHELD, by)


def _reached(transaction: Transaction, reference: str) -> Document:
    dispute = repository.one(transaction, reference)
    if dispute is None or not transaction.where.reaches_record(dispute):
        raise Unknown("dispute")
    return dispute


def _step(transaction: Transaction, dispute: Document, facts: dict[str, Any], by: str) -> None:
    names = names_of_caller(transaction, by)
    if is_among(dispute["volunteer"], names):
        raise Refused(Fault("", OWN_RECORD))
    if domain.has_had_a_say(names, dispute["by"]):
        raise Refused(Fault("", domain.HAD_A_SAY))
    said = [*dispute["by"], names[0]]
    repository.change(transaction, dispute["_id"], {**facts, "by": said})
    _tell(transaction, {**dispute, **facts}, len(said))


def _tell(transaction: Transaction, dispute: Document, sequence: int) -> None:
    names = ("attendance_ref", "volunteer", "claim", "state", "answer", "opened_on")
    data = {**{name: dispute[name] for name in names}, "region_code": dispute["of_region"]}
    transaction.publish("hours.disputed.v1", dispute["attendance_ref"], data, sequence=sequence)


def _case(transaction: Transaction, reference: str) -> tuple[str, Place]:
    """Whose a presence is, and where it was served."""
    entry = ledger.one(transaction, reference)
    held = presences.one_held(transaction, reference) or presences.one_rejected(transaction, reference)
    facts = entry or (held["facts"] if held else {})
    shift = shifts.known(transaction, [facts["shift_ref"]]).get(facts["shift_ref"]) if facts else None
    number = entry["volunteer"] if entry else _number(transaction, facts.get("volunteer_ref"))
    if shift is None or number is None:
        raise Refused(Fault("attendance_ref", "unknown_shift" if shift is None else "unknown_volunteer"))
    return number, shift.place


def _number(transaction: Transaction, reference: str | None) -> str | None:
    return identities(transaction, [reference])[reference].number if reference else None
