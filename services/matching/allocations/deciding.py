"""Use cases of allotments: somebody accepts or declines what was proposed, or it is withdrawn."""

from __future__ import annotations

from collections.abc import Sequence

from services.matching.allocations import conditions, repository
from services.matching.allocations.domain import ACCEPTED, DECLINED, PROPOSED, TOLD, WITHDRAWN
from services.matching.resources.domain import Facts, rest
from shared import clock
from shared.lives import Record
from shared.rules.faults import Fault, Refused, Unknown, check_version
from shared.speaking import name_of
from shared.store.client import Document
from shared.store.transaction import Store, Transaction
from shared.where import EVERYWHERE, Where


def allotment(store: Store, reference: str, where: Where = EVERYWHERE) -> Record:
    """An allotment.

    Raises:
        Unknown: there is none, or it is for a need out of reach.
    """
    return _reached(repository.one(store, reference), where)


def decide(transaction: Transaction, reference: str, accepts: bool, seen: str | None = None) -> Record:
    """Somebody accepts or declines what was proposed; who, is kept.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults; what is decided stays, and nobody accepts what is not there.
            The same decision once more changes nothing.
    """
    before = repository.allotments(transaction, [reference]).get(reference)
    record = _reached(before, transaction.where)
    check_version("allotment", record.version, seen)
    document = record.document
    state = ACCEPTED if accepts else DECLINED
    if document["state"] == state:
        return record
    if document["state"] != PROPOSED:
        raise Refused(Fault("state", "gave_way" if document["state"] == WITHDRAWN else "already_decided"))
    if accepts:
        need, offer = repository.resources(transaction, document)
        _check(need, offer, document["units"])
        repository.count_accepted(transaction, document)
    by = name_of(transaction.sealer, transaction.subject or "")
    facts = {
        "state": state,
        "decided_by": by,
        "decided_at": clock.to_text(clock.now()),
    }
    return Record(_settle(transaction, [document], facts)[0])


def withdraw(transaction: Transaction, references: Sequence[str]) -> None:
    """Take back those of some proposals on which nobody has decided."""
    documents = repository.allotments(transaction, references).values()
    _settle(transaction, [one for one in documents if one["state"] == PROPOSED], {"state": WITHDRAWN})


def _check(need: Facts, offer: Facts, units: int) -> None:
    """What was proposed may be closed, or given elsewhere, by the time somebody accepts it."""
    failing = conditions.failing(need, offer, clock.today())
    if not failing and units > min(rest(need), rest(offer)):
        failing = ["nothing_left"]
    if failing:
        raise Refused(Fault("state", failing[0]))


def _reached(document: Document | None, where: Where) -> Record:
    if document is None or not where.reaches_record(document):
        raise Unknown("allotment")
    return Record(document)


def _settle(transaction: Transaction, documents: Sequence[Document], facts: Facts) -> list[Document]:
    after = repository.settle(transaction, documents, facts)
    for one in after:
        told = {**{name: one[name] for name in TOLD}, "state": one["state"]}
        transaction.publish("allotment.settled.v1", one["_id"], told, sequence=one["sequence"])
    return after
