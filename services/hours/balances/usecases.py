"""Opening balances: minutes of earlier systems, entries of the class `migrated`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from services.hours.balances import domain, repository, schemas
from services.hours.ledger import repository as ledger
from services.hours.ledger.domain import told
from services.hours.people import repository as people
from shared import clock
from shared.erased import living
from shared.intake import reading, repeats
from shared.intake.rows import Entry, Line, Receipt
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.where import Where

BALANCE = schemas.OpeningBalance()


def take_balances(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take opening balances of earlier systems in; each is credited as soon as its volunteer is known.

    A balance lies in the region whose earlier system states it: of one that the sender does not reach nothing is kept.
    """
    receipt = Receipt("opening_balances")
    entries = reading.read(transaction, lines, BALANCE, "balance_ref", receipt)
    entries = living(transaction, ("volunteer_ref",), entries, receipt, within=people.CLOSED)
    new = _reached(transaction.where, repeats.fresh(transaction, repository.BALANCES, entries, receipt), receipt)
    now = clock.to_text(clock.now())
    documents = [{"_id": one.reference, **one.plain, **repeats.origin(one), "taken_at": now} for one in new]
    known = people.known(transaction, [one["volunteer_ref"] for one in documents])
    early = [one for one in documents if one["volunteer_ref"] not in known]
    for one in early:
        one["waits_for"] = one["volunteer_ref"]
    repository.keep(transaction, documents)
    people.expect(transaction, [one["volunteer_ref"] for one in early])
    _credit(transaction, [one for one in documents if "waits_for" not in one], known)
    receipt.save(transaction)
    return receipt


def _reached(where: Where, entries: Sequence[Entry], receipt: Receipt) -> list[Entry]:
    """The rows that their sender may bring; the others are refused."""
    reached = {one.reference for one in entries if where.reaches(one.plain["region_code"])}
    for one in entries:
        if one.reference not in reached:
            receipt.refuse_outside(one)
    return [one for one in entries if one.reference in reached]


def credit_waiting(transaction: Transaction, volunteers: Iterable[str]) -> None:
    """Volunteers are known now: credit the opening balances that waited for them."""
    waiting = repository.waiting(transaction, volunteers)
    known = people.known(transaction, [one["volunteer_ref"] for one in waiting])
    waited = [one for one in waiting if one["volunteer_ref"] in known]
    _credit(transaction, waited, known)
    repository.release(transaction, [one["_id"] for one in waited])


def forget_volunteers(transaction: Transaction, erasures: Mapping[str, Mapping[str, str]]) -> None:
    """Volunteers were erased: by reference the numbers that are left of them, each with the moment."""
    entries = ledger.balances_of(transaction, {number for numbers in erasures.values() for number in numbers})
    credited = {domain.balance_of(entry): number for entry, number in entries.items()}
    claimed = {ref for ref, claims in people.claims(transaction, erasures).items() if claims}
    repository.forget_volunteers(transaction, erasures, credited, claimed)


def _credit(transaction: Transaction, balances: Sequence[Document], known: Mapping[str, Document]) -> None:
    entries = [domain.entry(one, known[one["volunteer_ref"]]["number"]) for one in balances]
    ledger.add(transaction, entries)
    for entry in entries:
        transaction.publish("hours.credited.v1", entry["_id"], told(entry))
