"""Certificates: issued to who may have one, found again when it is asked for again, and revoked for a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from services.hours.certificates import domain, repository
from services.hours.certificates.domain import Asked, Names
from services.hours.merges import repository as merges
from services.hours.organisations.copy import ORGANISATIONS
from services.hours.people import repository as people
from shared import clock
from shared.certificates import files
from shared.certificates.serials import new_serial
from shared.certificates.signing import Signature
from shared.kinds import side
from shared.rules.faults import Fault, Refused, Unknown
from shared.rules.merges import stands_for
from shared.rules.references import CLOSED
from shared.rules.reversals import counting
from shared.store.client import Document
from shared.store.transaction import Store, Transaction
from shared.trees import beneath_in
from shared.where import Where

VOLUNTEER, CERTIFICATE, ORGANISATION = "volunteer", "certificate", "organisation"


class Draft(NamedTuple):
    """What one certificate would say, and of which entries."""

    asked: Asked
    said: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        """By which it is found again."""
        return domain.fingerprint(self.said)


def issue(transaction: Transaction, asked: Asked) -> Document:
    """A certificate for who asks: the volunteer, who acts where the volunteer belongs, or for the organisation's hours
    the organisation, and who acts where that is.

    Asked for again, and as long as it would say the same, it is the same.

    Raises:
        Unknown: there is no such volunteer, or not for who asks.
        Refused: nothing was credited on these days, or too much for one certificate; or the person was erased.
    """
    _must_reach_volunteer(transaction, asked)
    if people.erased(transaction, [asked.volunteer]):
        raise Refused(Fault(VOLUNTEER, CLOSED))
    (draft,) = _drafts(transaction, [asked])
    entries = draft.said["totals"]["entries"]
    if not entries:
        raise Refused(Fault("first_day", "nothing_to_certify"))
    if entries > domain.MOST_ENTRIES:
        raise Refused(Fault("last_day", "too_many_entries"))
    (found,) = _issue(transaction, [draft])
    return found


def issue_many(transaction: Transaction, some: Sequence[Asked]) -> list[Document]:
    """The same for some volunteers of an organisation whose caller may have them; of whom there is nothing to certify,
    or too much for one certificate, there is none.
    """
    gone = people.erased(transaction, [one.volunteer for one in some])
    drafts = _drafts(transaction, [one for one in some if one.volunteer not in gone])
    return _issue(transaction, [one for one in drafts if 0 < one.said["totals"]["entries"] <= domain.MOST_ENTRIES])


def shown(store: Store, serial: str, where: Where) -> Document:
    """A certificate, for who may see it.

    Raises:
        Unknown: there is none, or not for who asks.
    """
    found = repository.one(store.database, serial)
    if found is None or not sees(where, found):
        raise Unknown(CERTIFICATE)
    return found


def checked(store: Store, serial: str) -> Document:
    """A certificate as everybody may check it.

    Raises:
        Unknown: there is none.
    """
    found = repository.one(store.database, serial)
    if found is None:
        raise Unknown(CERTIFICATE)
    return found


def sees(where: Where, certificate: Document) -> bool:
    """Whether it is the volunteer's, or lies where who asks acts: where the volunteer belongs, or who asked for it."""
    return where.may_see(certificate)


def file_of(certificate: Document) -> files.Issued:
    """What was issued."""
    return files.Issued(certificate["text"].encode(), Signature(**certificate["signature"]))


def _must_reach_volunteer(transaction: Transaction, asked: Asked) -> None:
    where, number = transaction.where, asked.volunteer
    home = repository.homes(transaction, [number]).get(number)
    if home is None:
        raise Unknown(VOLUNTEER)
    if where.everywhere or where.person == number or where.reaches(home.get("of_region")):
        return
    unit = asked.organisation_ref
    if not unit or not _reaches(transaction[ORGANISATIONS.collection].one(unit), unit, where):
        raise Unknown(VOLUNTEER)


def must_reach(organisation: Document | None, reference: str, where: Where) -> None:
    """Raise Unknown where there is no such organisation, or not for who asks."""
    if not _reaches(organisation, reference, where):
        raise Unknown(ORGANISATION)


def _reaches(organisation: Document | None, reference: str, where: Where) -> bool:
    return organisation is not None and where.reaches(organisation.get("region_code"), reference)


def _drafts(transaction: Transaction, some: Sequence[Asked]) -> list[Draft]:
    merged = stands_for(merges.read(repository.ties(transaction)))
    persons = {
        one: [one.volunteer, *sorted(gone for gone, kept in merged.items() if kept == one.volunteer)] for one in some
    }
    entries = {
        one: _counting(repository.entries(transaction, one, persons[one], domain.MOST_ENTRIES + 1)) for one in some
    }
    units = {one.organisation_ref for one in some if one.organisation_ref}
    names = repository.names(transaction, [entry for found in entries.values() for entry in found], units)
    below = {ref: beneath_in(transaction, Where(organisations=frozenset({ref}))) for ref in units}
    return [
        Draft(one, domain.contents(one, _lines(entries[one], names, below.get(one.organisation_ref or "")), names))
        for one in some
    ]


def _counting(entries: Iterable[Document]) -> list[Document]:
    """Those that were not taken back, without what took the others back."""
    return list(counting({one["_id"]: one for one in entries}).values())


def _lines(entries: Iterable[Document], names: Names, below: Where | None) -> list[domain.Line]:
    shifts = names.shifts
    return [
        domain.line(one, names)
        for one in entries
        if below is None or below.reaches(None, shifts.get(one["shift_ref"] or "", {}).get("organisation_ref"))
    ]


def _issue(transaction: Transaction, drafts: Sequence[Draft]) -> list[Document]:
    before = repository.by_fingerprint(transaction, [one.fingerprint for one in drafts])
    new = {one.fingerprint: one for one in drafts if one.fingerprint not in before}
    homes = repository.homes(transaction, {one.asked.volunteer for one in new.values()})
    made = {
        fingerprint: _document(transaction, one, homes.get(one.asked.volunteer, {})) for fingerprint, one in new.items()
    }
    repository.add(transaction, list(made.values()), {one: found["_id"] for one, found in made.items()})
    for found in made.values():
        transaction.publish("certificate.issued.v1", found["_id"], _told(found), sequence=1)
    return [made.get(one.fingerprint) or before[one.fingerprint] for one in drafts]


def _document(transaction: Transaction, draft: Draft, home: Document) -> Document:
    settings, asked = transaction.settings, draft.asked
    said = domain.issued(draft.said, new_serial(), clock.now(), settings.public_address)
    issued = files.issue(settings.certificate_keys, said)
    return {
        "_id": said["serial"],
        "serial": said["serial"],
        "volunteer": asked.volunteer,
        "organisation_ref": asked.organisation_ref,
        "first_day": said["first_day"],
        "last_day": said["last_day"],
        "issued_at": said["issued_at"],
        "totals": said["totals"],
        "numbers": sorted({asked.volunteer, *(one["volunteer"] for one in said["entries"])}),
        "entries": [one["entry"] for one in said["entries"]],
        **side("of", home.get("of_region")),
        "of_organisation": asked.organisation_ref,
        "fingerprint": draft.fingerprint,
        "text": issued.text.decode(),
        "signature": issued.signature.__dict__,
    }


def _told(certificate: Document) -> dict[str, Any]:
    names = ("serial", "volunteer", "organisation_ref", "first_day", "last_day")
    totals = certificate["totals"]
    return {
        **{name: certificate[name] for name in names},
        "minutes": totals["minutes"],
        "entries": totals["entries"],
    }
