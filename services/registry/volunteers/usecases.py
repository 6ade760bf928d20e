"""Use cases of volunteers: take them in, settle identities, show them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from services.registry.volunteers import repository
from services.registry.volunteers.application import Application, read_application
from services.registry.volunteers.domain import FirstRow, Identity, Volunteer
from services.registry.volunteers.identity import IdentityAuthority
from services.registry.volunteers.keeping import authority_of, keep, keep_answer, sealed
from services.registry.volunteers.questions import Question
from services.registry.volunteers.repository import Register
from services.registry.volunteers.schemas import VolunteerRow
from shared import clock, ids
from shared.crypto import Sealer
from shared.erased import forget_malformed, living
from shared.events.envelope import Event
from shared.hashing import Digest
from shared.intake import reading
from shared.intake.rows import Entry, Line, Receipt
from shared.rules.faults import Unknown
from shared.sources import LOCAL, source_of
from shared.store.transaction import Store, Transaction
from shared.where import EVERYWHERE, OUTSIDE, Where

VOLUNTEER = VolunteerRow()


class Applicant(NamedTuple):
    """A row whose rules hold, with the keyed hashes of its document."""

    entry: Entry
    application: Application
    document: Digest


def register_volunteers(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Register new volunteers. Of a known reference the first row stays: what changes later is a step of a life.

    A reference whose person was erased is closed, also to that person (docs/adr/0040).
    """
    receipt = Receipt("volunteers")
    entries = reading.read(transaction, lines, VOLUNTEER, "volunteer_ref", receipt)
    forget_malformed(transaction, receipt)
    entries = living(transaction, ("volunteer_ref",), entries, receipt)
    applicants = _applicants(transaction.sealer, entries)
    register = Register(transaction, [one.entry.reference for one in applicants], [one.document for one in applicants])
    for one in applicants:
        _take(transaction, register, one, receipt)
    register.save()
    receipt.save(transaction)
    return receipt


def settle_identities(
    transaction: Transaction, events: Sequence[Event], authority: IdentityAuthority | None = None
) -> None:
    """Ask the identity authority about those who registered, under each name that a source gave them.

    What it answers later is asked in its own time (`identities`); of what has an answer already nothing is asked again.

    Args:
        authority: by default the one of the settings.
    """
    asked = authority or authority_of(transaction)
    causes = {event.data["volunteer_ref"]: event for event in events}
    register = Register(transaction, causes)
    for reference, event in causes.items():
        volunteer = register.find(reference)
        if volunteer is not None and volunteer.identity is Identity.ASKED and volunteer.question is None:
            answer = asked.answer(volunteer)
            if answer is not None:
                keep_answer(transaction, register, volunteer, answer, cause=event)
            else:
                register.put(volunteer.asking(Question(ids.new_id(), clock.now())))
    register.save()


def find_volunteer(store: Store, reference: str, where: Where = EVERYWHERE) -> Volunteer:
    """The volunteer of a reference.

    Args:
        where: where who asks may act; volunteers see themselves.

    Raises:
        Unknown: there is none, or none that may be seen.
    """
    found = repository.volunteer(store.database, reference)
    if found is None or not found.is_reached(where, own=True):
        raise Unknown("volunteer")
    return found


def everyone(
    store: Store, as_of: dt.date | None = None, reader: str = LOCAL, where: Where = EVERYWHERE
) -> Iterator[dict[str, Any]]:
    """All registrations, as exports show them; homes and merges as of a day in China, None for what is last known.

    Args:
        reader: the source that asks; any but the network's own is shown what it registered, and of that those merges
            of which it registered both sides, by its own reference of the person that stands for both.
        where: where who asks may act: shown are those who belong there now.
    """
    for line in repository.everyone(store.database, as_of, where):
        if reader == LOCAL:
            yield line
        elif line["source"] == reader:
            yield _as_known_to(reader, store, line)


def personal_facts(store: Store, volunteer: Volunteer) -> dict[str, Any]:
    """All that is kept sealed of a volunteer, opened."""
    return store.sealer.open(volunteer.facts.sealed, volunteer.number)


def _as_known_to(source: str, store: Store, line: dict[str, Any]) -> dict[str, Any]:
    """A line that tells nothing of a person whom the source has not registered."""
    into = line.get("merged_into")
    if into is None:
        return line
    own = repository.name_of(store.database, into, source)
    return {**line, "merged_into": own} if own else {name: line[name] for name in line if name != "merged_into"}


def _applicants(sealer: Sealer, entries: Sequence[Entry]) -> list[Applicant]:
    today = clock.today()
    applications = [read_application(entry.data, today) for entry in entries]
    return [
        Applicant(entry, application, application.person.document.digest(sealer))
        for entry, application in zip(entries, applications, strict=True)
    ]


def _take(transaction: Transaction, register: Register, applicant: Applicant, receipt: Receipt) -> None:
    entry = applicant.entry
    known, owner = register.find(entry.reference), register.owner(applicant.document)
    if not transaction.where.reaches(applicant.application.profile.home_region_code):
        receipt.refuse_entry(entry, "", OUTSIDE)
    elif known is not None:
        first = {"digest": known.row.digest, "line": known.row.line}
        receipt.repeat(entry, first, _for_review(transaction.sealer, entry))
    elif owner is None:
        receipt.accepted += 1
        number = ids.new_volunteer_number()
        keep(transaction, register, None, _registration(transaction, applicant, number, None))
    elif _may_know(transaction.where, source_of(entry.reference), register.names(owner)):
        receipt.refuse_entry(entry, "document_number", "already_registered")
    else:
        receipt.accepted += 1
        _name(transaction, register, owner, applicant)


def _may_know(where: Where, source: str, names: Iterable[Volunteer]) -> bool:
    """Whether a sender may hear that its source knows a person: one of the names that it gave lies where it may act."""
    return any(source_of(name.reference) == source and name.is_reached(where) for name in names)


def _name(transaction: Transaction, register: Register, person: Volunteer, applicant: Applicant) -> None:
    """Another source, or who does not reach the person, registered one who is known: one more name of it."""
    new = _registration(transaction, applicant, person.number, person.reference)
    name = dataclasses.replace(new, life=person.life.known_under(new.reference, person.reference))
    register.put(name)
    names = {"volunteer": person.number, "volunteer_ref": name.reference, "registered_ref": person.reference}
    told = {**names, "home_region_code": name.home_region_code}
    transaction.publish("volunteer.named.v1", person.number, told)
    keep(transaction, register, person, person.named(name))


def _for_review(sealer: Sealer, entry: Entry) -> dict[str, str]:
    """A conflicting row as it is kept: all of it is a person's."""
    return {"sealed": sealer.seal(entry.plain, f"volunteers:{entry.reference}")}


def _registration(transaction: Transaction, applicant: Applicant, number: str, alias_of: str | None) -> Volunteer:
    entry, application = applicant.entry, applicant.application
    declared = application.identity_status if transaction.declares else Identity.ASKED
    return Volunteer(
        entry.reference,
        number,
        applicant.document.claimed,
        application.profile,
        sealed(transaction.sealer, application.person.facts(), number),
        FirstRow(entry.digest.text, entry.line_id, declared),
        application.registered_on,
        alias_of=alias_of,
        is_dated=entry.data["registered_on"] is not None,
    )
