"""The steps of a volunteer's life: each rests on a version that was seen, and is told with the next sequence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from services.registry.volunteers.application import future_fault
from services.registry.volunteers.documents import read_document
from services.registry.volunteers.domain import Facts, Identity, Volunteer
from services.registry.volunteers.keeping import keep, sealed
from services.registry.volunteers.person import disagreement
from services.registry.volunteers.repository import Register
from shared import clock
from shared.crypto import Sealer
from shared.rules.faults import Fault, Refused, Unknown, check_version
from shared.store.transaction import Transaction

TAKEN = Fault("document_number", "already_registered")


def take_step(
    transaction: Transaction, reference: str, seen: str | None, step: Callable[[Volunteer], Volunteer]
) -> Volunteer:
    """The volunteer after a step; the same as before where nothing is new.

    Args:
        seen: the volunteer's version as the caller saw it; None for whatever it is now.

    Raises:
        Unknown, Stale: see shared.rules.faults.
    """
    return _take(transaction, Register(transaction, [reference]), reference, seen, step)


def record_answer(transaction: Transaction, reference: str, status: str, seen: str | None = None) -> Volunteer:
    """The identity authority's late answer; raises as `take_step` does."""
    return take_step(transaction, reference, seen, lambda volunteer: volunteer.answered(Identity(status)))


def record_consent(
    transaction: Transaction, reference: str, given_on: dt.date | None, seen: str | None = None
) -> Volunteer:
    """A guardian's consent, given on a day or (None) withdrawn.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    fault = future_fault(given_on, clock.today(), "given_on")
    if fault:
        raise Refused(fault)
    return take_step(transaction, reference, seen, lambda one: one.with_profile(guardian_consent_on=given_on))


def change_facts(
    transaction: Transaction, reference: str, changes: Mapping[str, Any], seen: str | None = None
) -> Volunteer:
    """Other facts of the person: how to reach it, where it lives; raises as `take_step` does."""

    def step(volunteer: Volunteer) -> Volunteer:
        changed = _changed(transaction.sealer, volunteer, changes)
        return volunteer.with_facts(changed) if changed else volunteer

    return take_step(transaction, reference, seen, step)


def change_skills(
    transaction: Transaction, reference: str, skills: Iterable[str], seen: str | None = None
) -> Volunteer:
    """What the person can do, all of it; raises as `take_step` does."""
    return take_step(transaction, reference, seen, lambda one: one.with_profile(skills=tuple(skills)))


def change_stage(transaction: Transaction, reference: str, stage: str | None, seen: str | None = None) -> Volunteer:
    """Where the person learns; raises as `take_step` does."""
    return take_step(transaction, reference, seen, lambda one: one.with_profile(student_stage=stage))


def renew_document(
    transaction: Transaction, reference: str, document_type: str, document_number: str, seen: str | None = None
) -> Volunteer:
    """Another document of the same person: the old one leads to it still, and nobody else has either.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    document = read_document(document_type, document_number)
    if isinstance(document, Fault):
        raise Refused(document)
    digest = document.digest(transaction.sealer)
    register = Register(transaction, [reference], [digest])

    def step(volunteer: Volunteer) -> Volunteer:
        known = transaction.sealer.open(volunteer.facts.sealed, volunteer.number)
        holder = register.owner(digest) or reference
        born = dt.date.fromisoformat(known["birth_date"])
        fault = disagreement(document, born) or (TAKEN if holder != reference else None)
        if fault:
            raise Refused(fault)
        changes = {"document_type": document.kind, "document_number": document.number}
        changed = _changed(transaction.sealer, volunteer, changes)
        return volunteer.renewed(digest, changed) if changed else volunteer

    return _take(transaction, register, reference, seen, step)


def _take(
    transaction: Transaction,
    register: Register,
    reference: str,
    seen: str | None,
    step: Callable[[Volunteer], Volunteer],
) -> Volunteer:
    before = register.find(reference)
    if before is None:
        raise Unknown("volunteer")
    check_version("volunteer", before.version, seen)
    after = step(before)
    keep(transaction, register, before, after)
    register.save()
    return after


def _changed(sealer: Sealer, volunteer: Volunteer, changes: Mapping[str, Any]) -> Facts | None:
    """A person's facts after changes; None where nothing is new."""
    known = sealer.open(volunteer.facts.sealed, volunteer.number)
    facts = {**known, **changes}
    return None if facts == known else sealed(sealer, facts, volunteer.number)
