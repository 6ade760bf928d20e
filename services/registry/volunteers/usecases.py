"""Use cases of volunteers: take them in, settle identities, follow guardians' consents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from services.registry.volunteers import repository
from services.registry.volunteers.application import Application, consent_fault, identity_fault, read_application
from services.registry.volunteers.domain import Identity, LastRow, Volunteer
from services.registry.volunteers.identity import AUTHORITY, IdentityAuthority
from services.registry.volunteers.keeping import keep
from services.registry.volunteers.repository import Register
from services.registry.volunteers.schemas import VolunteerRow
from shared import clock, ids, intake
from shared.crypto import Sealer
from shared.events.envelope import Event
from shared.intake import Entry, Line, Receipt
from shared.rules.faults import Fault, Refused, Unknown, check_version
from shared.store.transaction import Store, Transaction

VOLUNTEER = VolunteerRow()


class Applicant(NamedTuple):
    """A row whose rules hold, with the keyed hash of its document."""

    entry: Entry
    application: Application
    document: str


def register_volunteers(
    transaction: Transaction, lines: Sequence[Line], authority: IdentityAuthority = AUTHORITY
) -> Receipt:
    """Register new volunteers and follow changes of known ones: the last row of a reference counts."""
    receipt = Receipt("volunteers")
    entries = intake.read(transaction, lines, VOLUNTEER, "volunteer_ref", receipt)
    applicants = _applicants(transaction.sealer, entries, receipt)
    register = Register(transaction, [one.entry.reference for one in applicants], [one.document for one in applicants])
    for one in applicants:
        _take(transaction, register, one, receipt, authority)
    register.save()
    receipt.save(transaction)
    return receipt


def settle_identities(
    transaction: Transaction, events: Sequence[Event], authority: IdentityAuthority = AUTHORITY
) -> None:
    """Ask the identity authority about those who registered; who has an answer already is not asked again."""
    causes = {event.data["volunteer_ref"]: event for event in events}
    register = Register(transaction, causes)
    for reference, event in causes.items():
        volunteer = register.find(reference)
        if volunteer is not None and volunteer.identity is Identity.ASKED:
            _settle(transaction, register, volunteer, authority, event)
    register.save()


def record_answer(transaction: Transaction, reference: str, status: str, seen: str | None = None) -> Volunteer:
    """The identity authority's late answer.

    Args:
        seen: the volunteer's version as the caller saw it; None for whatever it is now.

    Raises:
        Unknown, Stale: see shared.rules.faults.
    """
    return _update(transaction, reference, seen, lambda volunteer: volunteer.answered(Identity(status)))


def record_consent(
    transaction: Transaction, reference: str, given_on: dt.date | None, seen: str | None = None
) -> Volunteer:
    """A guardian's consent, given on a day or (None) withdrawn.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    fault = consent_fault(given_on, clock.today(), "given_on")
    if fault:
        raise Refused(fault)
    return _update(transaction, reference, seen, lambda volunteer: volunteer.consented(given_on))


def find_volunteer(store: Store, reference: str) -> Volunteer:
    """The volunteer of a reference.

    Raises:
        Unknown: there is none.
    """
    found = repository.volunteer(store.database, reference)
    if found is None:
        raise Unknown("volunteer")
    return found


def everyone(store: Store, as_of: dt.date | None = None) -> Iterator[dict[str, Any]]:
    """All volunteers, as exports show them; homes and merges as of a day in China, None for what is last known."""
    return repository.everyone(store.database, as_of)


def personal_facts(store: Store, volunteer: Volunteer) -> dict[str, Any]:
    """All that is kept sealed of a volunteer, opened."""
    return store.sealer.open(volunteer.row.sealed, volunteer.number)


def _applicants(sealer: Sealer, entries: Sequence[Entry], receipt: Receipt) -> list[Applicant]:
    applicants = []
    today = clock.today()
    for entry in entries:
        application = read_application(entry.data, today)
        if isinstance(application, Fault):
            receipt.refuse_entry(entry, application.field, application.reason)
            continue
        document = application.person.document
        applicants.append(Applicant(entry, application, sealer.digest("document", document.kind, document.number)))
    return applicants


def _take(
    transaction: Transaction, register: Register, applicant: Applicant, receipt: Receipt, authority: IdentityAuthority
) -> None:
    entry = applicant.entry
    known = register.find(entry.reference)
    if known is not None and known.row.digest == entry.digest:
        _note_replay(known, entry, receipt)
        return
    fault = identity_fault(known, register.owner(applicant.document), applicant.document)
    if fault:
        receipt.refuse_entry(entry, fault.field, fault.reason)
        return
    receipt.accepted += 1
    after = _after(transaction.sealer, known, applicant)
    keep(transaction, register, known, after)
    if known is not None and known.row.identity_status is not after.row.identity_status:
        _settle(transaction, register, after, authority)


def _note_replay(known: Volunteer, entry: Entry, receipt: Receipt) -> None:
    if known.row.line == entry.line_id:
        receipt.replayed += 1
    else:
        receipt.refuse_entry(entry, "", "sent before", intake.REPLAYED)


def _after(sealer: Sealer, known: Volunteer | None, applicant: Applicant) -> Volunteer:
    profile = applicant.application.profile
    number = known.number if known else ids.new_volunteer_number()
    row = _row(sealer, number, applicant)
    if known is not None:
        return known.changed(profile, row)
    return Volunteer(applicant.entry.reference, number, applicant.document, profile, row)


def _row(sealer: Sealer, number: str, applicant: Applicant) -> LastRow:
    person, entry = applicant.application.person, applicant.entry
    return LastRow(
        sealed=sealer.seal(person.facts(), number),
        personal=sealer.seal(person.shared_facts(), number),
        digest=entry.digest,
        line=entry.line_id,
        guardian_consent_on=applicant.application.profile.guardian_consent_on,
        identity_status=applicant.application.identity_status,
    )


def _settle(
    transaction: Transaction,
    register: Register,
    volunteer: Volunteer,
    authority: IdentityAuthority,
    cause: Event | None = None,
) -> None:
    answer = authority.answer(volunteer)
    if answer is not None:
        keep(transaction, register, volunteer, volunteer.answered(answer), cause)


def _update(
    transaction: Transaction, reference: str, seen: str | None, step: Callable[[Volunteer], Volunteer]
) -> Volunteer:
    register = Register(transaction, [reference])
    before = register.find(reference)
    if before is None:
        raise Unknown("volunteer")
    check_version("volunteer", before.version, seen)
    after = step(before)
    keep(transaction, register, before, after)
    register.save()
    return after
