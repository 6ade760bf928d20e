"""A row that asks for a registration: all that it says, once every rule about it holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from services.registry.volunteers.domain import Identity, Profile, Volunteer
from services.registry.volunteers.person import Person, read_person
from shared.rules.faults import Fault


@dataclass(frozen=True)
class Application:
    """Who applies, with what, and what the row says that the identity authority answers."""

    person: Person
    profile: Profile
    identity_status: Identity


def read_application(row: dict[str, Any], today: dt.date) -> Application | Fault:
    """The application in a well-formed row, or the first rule that it breaks; `today` is the day in China."""
    person = read_person(row, today)
    if isinstance(person, Fault):
        return person
    consent = row["guardian_consent_on"]
    profile = Profile(row["home_region_code"], tuple(row["skills"]), row["student_stage"], consent)
    fault = consent_fault(consent, today)
    return fault or Application(person, profile, Identity(row["identity_status"]))


def consent_fault(day: dt.date | None, today: dt.date, field: str = "guardian_consent_on") -> Fault | None:
    """A guardian's consent cannot be given on a day to come."""
    return Fault(field, "in_future") if day is not None and day > today else None


def identity_fault(known: Volunteer | None, owner: str | None, document: str) -> Fault | None:
    """Why a document cannot be registered under a reference: one person, one registration.

    Args:
        known: the volunteer of the reference.
        owner: the reference under which the document is registered.
        document: the document's keyed hash.
    """
    if known is not None:
        return Fault("document_number", "document_differs") if known.document != document else None
    return Fault("document_number", "already_registered") if owner is not None else None
