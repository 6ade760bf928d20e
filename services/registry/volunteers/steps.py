"""The steps of a volunteer's life: each rests on a version that was seen, and is told with the next sequence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from services.registry.volunteers.application import future_fault
from services.registry.volunteers.documents import read_document
from services.registry.volunteers.domain import Facts, Identity, Volunteer
from services.registry.volunteers.keeping import authority_of, keep, keep_answer, sealed
from services.registry.volunteers.oneself import must_not_be_oneself
from services.registry.volunteers.person import disagreement
from services.registry.volunteers.questions import Evidence, Question
from services.registry.volunteers.repository import Register
from shared import clock, ids
from shared.crypto import Sealer
from shared.rules.faults import Fault, Refused, Unknown, check_version
from shared.store.transaction import Transaction

TAKEN = Fault("document_number", "already_registered")


def take_step(
    transaction: Transaction,
    reference: str,
    seen: str | None,
    step: Callable[[Volunteer], Volunteer],
    *,
    of_person: bool = False,
    own: bool = False,
) -> Volunteer:
    """The volunteer after a step; the same as before where nothing is new.

    Args:
        seen: the volunteer's version as the caller saw it; None for whatever it is now.
        of_person: whether a step that is taken under another name of a person is one of the person, too. Else it
            changes only what the name's source keeps: nobody changes what another source says of a person.
        own: whether the volunteer may take it, too, and not only who acts where the volunteer belongs.

    Raises:
        Unknown, Stale: see shared.rules.faults.
    """
    register = Register(transaction, [reference])
    before = _seen(transaction, register, reference, seen, own=own)
    after, person = step(before), register.person(before)
    keep(transaction, register, before, after)
    if of_person and person is not before:
        keep(transaction, register, person, step(person))
    register.save()
    return after


def record_answer(
    transaction: Transaction, reference: str, status: str, seen: str | None = None, *, by: str | None = None
) -> Volunteer:
    """The identity authority's late answer; raises as `take_step` does.

    Of a person the answer is brought by who reaches the person; who reaches another name alone says it of that.

    Args:
        by: who brings it.
    """
    register = Register(transaction, [reference])
    before = _seen(transaction, register, reference, seen)
    asked = before.question.id if before.question else None
    evidence = Evidence(asked, status, clock.now(), by) if by else None
    reached = register.person(before).is_reached(transaction.where)
    after = keep_answer(transaction, register, before, Identity(status), evidence=evidence, of_person=reached)
    register.save()
    return after


def record_consent(
    transaction: Transaction, reference: str, given_on: dt.date | None, seen: str | None = None
) -> Volunteer:
    """A guardian's consent, given on a day or (None) withdrawn.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    today = clock.today()
    fault = future_fault(given_on, today, "given_on")
    if fault:
        raise Refused(fault)

    def step(volunteer: Volunteer) -> Volunteer:
        return volunteer.with_consent(given_on, today)

    return take_step(transaction, reference, seen, step, of_person=True)


def change_facts(
    transaction: Transaction, reference: str, changes: Mapping[str, Any], seen: str | None = None
) -> Volunteer:
    """Other facts of the person: how to reach it, where it lives; raises as `take_step` does."""

    def step(volunteer: Volunteer) -> Volunteer:
        changed = _changed(transaction.sealer, volunteer, changes)
        return volunteer.with_facts(changed) if changed else volunteer

    return take_step(transaction, reference, seen, step, own=True)


def change_skills(
    transaction: Transaction, reference: str, skills: Iterable[str], seen: str | None = None
) -> Volunteer:
    """What the person can do, all of it; raises as `take_step` does."""
    return take_step(transaction, reference, seen, lambda one: one.with_profile(skills=tuple(skills)), own=True)


def change_stage(transaction: Transaction, reference: str, stage: str | None, seen: str | None = None) -> Volunteer:
    """Where the person learns; raises as `take_step` does."""
    return take_step(transaction, reference, seen, lambda one: one.with_profile(student_stage=stage))


def renew_document(
    transaction: Transaction, reference: str, document_type: str, document_number: str, seen: str | None = None
) -> Volunteer:
    """Another document of the same person: the old one leads to it still, and nobody else has either.

    Who reaches another name of the person alone changes what is kept under that name, and is answered likewise.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    document = read_document(document_type, document_number)
    if isinstance(document, Fault):
        raise Refused(document)
    digest = document.digest(transaction.sealer)
    register = Register(transaction, [reference], [digest])
    before = _seen(transaction, register, reference, seen)
    known = transaction.sealer.open(before.facts.sealed, before.number)
    person, holder = register.person(before), register.owner(digest)
    fault = disagreement(document, dt.date.fromisoformat(known["birth_date"]))
    if fault or holder not in (None, person):
        raise Refused(fault or TAKEN)
    changes = {"document_type": document.kind, "document_number": document.number}
    changed, reached = _changed(transaction.sealer, before, changes), person.is_reached(transaction.where)
    facts = changed or (before.facts if before.is_apart and reached else None)
    after = before.renewed(digest, facts, alone=not reached) if facts else before
    if facts and authority_of(transaction).answer(after) is None:
        after = after.asking(Question(ids.new_id(), clock.now()))
    keep(transaction, register, before, after)
    if person is not before and reached:
        keep(transaction, register, person, person.with_document(digest))
    register.save()
    return after


def _seen(
    transaction: Transaction, register: Register, reference: str, version: str | None, *, own: bool = False
) -> Volunteer:
    """The volunteer of a reference, if the caller may take a step of its life, and it is as it was seen.

    Raises:
        Unknown, Stale: see shared.rules.faults.
        Refused: who asks is the volunteer, and it is not theirs to decide.
    """
    found = register.find(reference)
    if found is None or not found.is_reached(transaction.where, own=own):
        raise Unknown("volunteer")
    check_version("volunteer", found.version, version)
    if not own:
        must_not_be_oneself(transaction, found.reference)
    return found


def _changed(sealer: Sealer, volunteer: Volunteer, changes: Mapping[str, Any]) -> Facts | None:
    """A person's facts after changes; None where nothing is new."""
    known = sealer.open(volunteer.facts.sealed, volunteer.number)
    facts = {**known, **changes}
    return None if facts == known else sealed(sealer, facts, volunteer.number)
