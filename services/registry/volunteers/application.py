"""A row that asks for a registration: all that it says, once every rule about it holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from services.registry.volunteers.domain import Identity, Profile
from services.registry.volunteers.person import Person, read_person
from shared.rules.faults import Fault


@dataclass(frozen=True)
class Application:
    """Who applies, with what, since when, and what the row says that the identity authority answers."""

    person: Person
    profile: Profile
    registered_on: dt.date
    identity_status: Identity


def read_application(row: dict[str, Any], today: dt.date) -> Application | Fault:
    """The application in a well-formed row, or the first rule that it breaks; `today` is the day in China.

    Who does not say since when is registered from today on.
    """
    person = read_person(row, today)
    if isinstance(person, Fault):
        return person
    consent, since = row["guardian_consent_on"], row["registered_on"]
    profile = Profile(row["home_region_code"], tuple(row["skills"]), row["student_stage"], consent)
    fault = future_fault(consent, today, "guardian_consent_on") or future_fault(since, today, "registered_on")
    return fault or Application(person, profile, since or today, Identity(row["identity_status"]))


def future_fault(day: dt.date | None, today: dt.date, field: str) -> Fault | None:
    """Nobody consents or registers on a day to come."""
    return Fault(field, "in_future") if day is not None and day > today else None
