"""Whether who asks may decide on a presence: within reach, on the right rung, and not in a case of their own."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from services.hours.attendance import ladder, repository
from services.hours.attendance.domain import OPEN
from services.hours.attendance.records import FLAGS, waited
from services.hours.homes import repository as homes
from services.hours.ledger import repository as ledger
from services.hours.organisations.copy import ORGANISATIONS
from services.hours.organisations.domain import Find
from services.hours.people.domain import Person
from services.hours.people.identities import identities
from services.hours.shifts import repository as shifts
from services.hours.shifts.domain import Place
from shared.rules.faults import Fault, Refused, Unknown
from shared.speaking import names_of
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.where import Where


def names_of_caller(transaction: Transaction, subject: str) -> tuple[str, ...]:
    """Under which names records may have who asks, the one first that they keep: of a volunteer all of the person's."""
    own = names_of(transaction.sealer, subject)
    registered = homes.references(transaction, own).values()
    people = identities(transaction, {*own, *registered}).values()
    known = [name for one in people if one.person for name in one.person.known_as]
    return tuple(dict.fromkeys((*own, *known)))


def whose(transaction: Transaction, held: Document) -> Person | None:
    """The person whose presence it is, as far as known."""
    reference = held["facts"]["volunteer_ref"]
    return identities(transaction, [reference])[reference].person


def may_decide(held: Document, person: Person | None, names: Sequence[str]) -> bool:
    """Whether somebody of these names may: nobody decides on their own presence, or twice in one case.

    A backfilled record must name who recorded it before a second person approves.
    """
    presence = waited(held).attendance
    if held["reason"] == OPEN:
        return person is not None and FLAGS not in held["facts"] and not person.is_one_of(names)
    if person is None or any(presence.has_had_a_say(name) for name in names):
        return False
    if held["reason"] == "second_person_required":
        return all(presence.may_approve(name, person) for name in names)
    return not person.is_one_of(names)


def expect_reached(transaction: Transaction, reference: str) -> None:
    """Who runs what was served decides on it, wherever the volunteer belongs.

    Raises:
        Unknown: it was not served where the caller acts.
    """
    where = transaction.where
    if not where.everywhere and not where.reaches(*_served_in(transaction, reference)):
        raise Unknown("attendance")


def expect_rung(transaction: Transaction, held: Document) -> None:
    """Longer presences are decided on above who ran them.

    Raises:
        Refused: the caller acts where it was served, and not where that is decided.
    """
    served = _place(transaction, held["facts"]["shift_ref"])
    if not transaction.where.reaches(*ladder.rung(held["reason"], served, finder(transaction))):
        raise Refused(Fault("attendance_ref", ladder.WHY_NOT[held["reason"]]))


def decidable(transaction: Transaction, waiting: Sequence[Document], subject: str, where: Where) -> list[Document]:
    """Those of what waits for people on which somebody may decide who acts somewhere."""
    names, find = names_of_caller(transaction, subject), finder(transaction)
    people = identities(transaction, {one["facts"]["volunteer_ref"] for one in waiting})
    return [
        one
        for one in waiting
        if where.reaches(*ladder.rung(one["reason"], Place(one["of_region"], one["of_organisation"]), find))
        and may_decide(one, people[one["facts"]["volunteer_ref"]].person, names)
    ]


def finder(transaction: Transaction) -> Find:
    """Finds organisations that are known."""

    @functools.cache
    def find(reference: str) -> Mapping[str, Any] | None:
        found = transaction[ORGANISATIONS.collection].one(reference)
        return found if found and "region_code" in found else None

    return find


def _served_in(transaction: Transaction, reference: str) -> Place:
    entry = ledger.one(transaction, reference)
    if entry:
        shift = _place(transaction, entry["shift_ref"]) if entry["shift_ref"] else Place()
        return Place(entry["region_code"], shift.organisation_ref)
    presence = repository.one_held(transaction, reference) or repository.one_rejected(transaction, reference)
    return _place(transaction, presence["facts"]["shift_ref"]) if presence else Place()


def _place(transaction: Transaction, shift_ref: str) -> Place:
    shift = shifts.known(transaction, [shift_ref]).get(shift_ref)
    return shift.place if shift else Place()
