"""Use cases of objections that are filed in the public notice, and decided by another person."""

from __future__ import annotations

from services.incentives.nominations import repository, telling
from services.incentives.nominations.domain import filing_fault, opposing_fault
from services.incentives.nominations.gathering import near
from services.incentives.nominations.granting import grant
from services.incentives.nominations.judging import judge
from services.incentives.nominations.kind import NOMINATIONS, OBJECTIONS
from services.incentives.nominations.repository import FILED_BY, SEQUENCE
from services.incentives.standing.names import names_of_person
from shared import clock, sealing
from shared.kinds import Place
from shared.lives import Record, find_in
from shared.rules.faults import Fault, Refused, Unknown, check_version
from shared.rules.juries import Score
from shared.rules.places import PROVINCE
from shared.speaking import name_beside
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.waiting import ACCEPTED, OUTCOME


def file(
    transaction: Transaction, reference: str, *, objection_ref: str, statement: str, seen: str | None = None
) -> Record:
    """A person objects to a nomination that is in public notice, or the province in a person's name.

    Whoever objects is kept, and what is said is kept sealed; the same again changes nothing.

    Raises:
        Unknown: there is no such nomination in public notice.
        Refused: the reference is another objection's, or the person has objected to it before.
    """
    nomination, now = transaction[NOMINATIONS.name].one(reference), clock.now()
    if nomination is None or not (transaction.where.everywhere or transaction.where.person):
        raise Unknown(NOMINATIONS.thing)
    if fault := filing_fault(nomination, clock.today()):
        raise Refused(fault)
    before = transaction[OBJECTIONS.name].one(objection_ref)
    who = name_beside(transaction, [(before or {}).get("filed_by")])
    named = {"objection_ref": objection_ref, "nomination_ref": reference, "filed_by": who, "statement": statement}
    if before is not None and OUTCOME in before:
        known = sealing.disclose(transaction.sealer, OBJECTIONS, before)
        if any(known.get(name) != value for name, value in named.items()):
            raise Refused(Fault("objection_ref", "already_objected"))
        return Record(known)
    repository.take_turns(transaction, [reference])
    if transaction.where.person and _has_objected(transaction, reference, who):
        raise Refused(Fault("objection_ref", "already_objected"))
    facts = {**named, "at": clock.to_text(now), "upheld": False, OUTCOME: ACCEPTED, SEQUENCE: 1}
    document = {**facts, **Place(PROVINCE).document()}
    stored = sealing.close(transaction.sealer, OBJECTIONS, objection_ref, document)
    repository.put(transaction, OBJECTIONS.name, objection_ref, stored)
    telling.tell_objected(transaction, facts, nomination)
    return Record({"_id": objection_ref, **document})


def _has_objected(transaction: Transaction, nomination: str, who: str) -> bool:
    """Whether a person has filed an objection to a nomination already, of whatever reference."""
    others = repository.about(transaction, OBJECTIONS.name, [nomination])[nomination]
    return any(one.get(FILED_BY) == who for one in others)


def decide(transaction: Transaction, reference: str, *, upheld: bool, why: str, seen: str | None = None) -> Record:
    """Another person than who objected, and none who is near to the nomination, upholds an objection or dismisses it.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    found = find_in(transaction, OBJECTIONS, reference)
    before = found.document
    who = name_beside(transaction, [before.get("filed_by")])
    check_version(OBJECTIONS.thing, found.version, seen)
    nomination = transaction[NOMINATIONS.name].one(before.get("nomination_ref", ""))
    if nomination is None or "nominator" not in nomination:
        raise Unknown(NOMINATIONS.thing)
    filed_by = before.get("filed_by")
    filer = names_of_person(transaction, filed_by) if filed_by else set()
    if fault := opposing_fault(before, who, upheld=upheld, filer=filer, near=_near(transaction, nomination, before)):
        raise Refused(fault)
    if "decided_at" in before:
        return found
    decided = {"upheld": upheld, "why": why, "decided_by": who, "decided_at": clock.to_text(clock.now()), SEQUENCE: 2}
    after = {**before, **decided}
    stored = sealing.close(transaction.sealer, OBJECTIONS, reference, after)
    repository.change(transaction, OBJECTIONS.name, {reference: stored})
    telling.tell_objected(transaction, after, nomination)
    judge(transaction, [nomination["_id"]])
    grant(transaction, [nomination["award_ref"]])
    return Record(after)


def _near(transaction: Transaction, nomination: Document, objection: Document) -> set[str]:
    """Who may not decide: whoever could not judge today what competes with the nomination, or itself."""
    asked = Score(clock.now(), str(objection["_id"]), "", "", 0, declared=False)
    standing = [one for one in repository.of_award(transaction, nomination["award_ref"]) if one[OUTCOME] == ACCEPTED]
    return set[str]().union(*(names(asked) for names in near(transaction, [nomination, *standing]).values()))
