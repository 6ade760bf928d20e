"""What every use case of volunteers does: seal facts, and keep a step and tell of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.registry.volunteers.domain import Facts, Identity, Volunteer, news
from services.registry.volunteers.identity import DECLARED, LATER, IdentityAuthority
from services.registry.volunteers.person import facts_apart, likeness, shared_facts
from services.registry.volunteers.questions import Evidence
from services.registry.volunteers.repository import Register
from shared.crypto import Sealer
from shared.events.envelope import Event
from shared.events.registry.volunteers import STATE_APART, STATE_READERS
from shared.store.transaction import Transaction


def sealed(sealer: Sealer, facts: Mapping[str, Any], number: str) -> Facts:
    """A person's facts as they are kept."""
    told = sealer.seal_for(STATE_READERS, shared_facts(facts), number)
    name, phone = (one.text for one in likeness(sealer, facts))
    return Facts(sealer.seal(facts, number), told, name, phone, facts)


def authority_of(transaction: Transaction) -> IdentityAuthority:
    """The identity authority of this process: what rows declare only where that is configured, and none is told of."""
    settings = transaction.settings
    return DECLARED if settings.identity_declared and not settings.identity_authority_url else LATER


def keep(
    transaction: Transaction,
    register: Register,
    before: Volunteer | None,
    after: Volunteer,
    cause: Event | None = None,
) -> None:
    """Keep a step, and tell of it where others should hear of it; `register.save` writes it.

    What a source says of a person whom another one registered is kept under its name, and told to nobody.
    """
    if after is before:
        return
    register.put(after)
    event_type = news(before, after)
    if event_type and after.alias_of is None:
        state = {**after.state(), **_told_apart(transaction.sealer, after)}
        transaction.publish(event_type, after.number, state, sequence=after.sequence, cause=cause)


def keep_answer(
    transaction: Transaction,
    register: Register,
    volunteer: Volunteer,
    answer: Identity,
    *,
    evidence: Evidence | None = None,
    cause: Event | None = None,
    of_person: bool = True,
) -> Volunteer:
    """Keep an answer of the identity authority, and give what it is about afterwards.

    A yes to what one source said confirms the person; a no is about what that source said, and takes nothing back.
    What a row declares, which is without evidence, takes nothing back that an authority has answered.

    Args:
        of_person: whether a yes confirms the person, too, where it is about another name of it. It does not about a
            name with a document of its own: that is not known to be the person's.
    """
    after, person = volunteer.answered(answer, evidence), register.person(volunteer)
    keep(transaction, register, volunteer, after, cause)
    confirms = of_person and answer is Identity.VERIFIED and not volunteer.is_apart
    if person is not volunteer and confirms and (evidence or not person.evidence):
        keep(transaction, register, person, person.answered(answer, evidence), cause)
    return after


def _told_apart(sealer: Sealer, volunteer: Volunteer) -> dict[str, str]:
    """What a state says sealed for one service alone; it is kept nowhere here, since it follows from the facts."""
    number = volunteer.number
    told = facts_apart(volunteer.facts.open or sealer.open(volunteer.facts.sealed, number))
    return {field: sealer.seal_for(readers, told[field], number) for field, readers in STATE_APART}
