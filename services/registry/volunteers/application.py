"""A row that asks for a registration: all that it says, once every rule about it holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.registry.volunteers.domain import Identity, Profile
from services.registry.volunteers.person import Person, person_faults, read_person
from shared.rules.faults import Fault


@dataclass(frozen=True)
class Application:
    """Who applies, with what, since when, and what the row says that the identity authority answers."""

    person: Person
    profile: Profile
    registered_on: dt.date
    identity_status: Identity


def application_faults(row: Mapping[str, Any], today: dt.date) -> Iterator[Fault]:
    """The rules that a row breaks, as far as its fields are well-formed; `today` is the day in China."""
    yield from person_faults(row, today)
    for field in ("guardian_consent_on", "registered_on"):
        if fault := future_fault(row.get(field), today, field):
            yield fault


def read_application(row: Mapping[str, Any], today: dt.date) -> Application:
    """The application in a row that breaks no rule; who does not say since when is registered from today on.

    Raises:
        Refused: see `read_person`.
    """
    consent, since = row["guardian_consent_on"], row["registered_on"]
    profile = Profile(row["home_region_code"], tuple(row["skills"]), row["student_stage"], consent)
    return Application(read_person(row), profile, since or today, Identity(row["identity_status"]))


def future_fault(day: dt.date | None, today: dt.date, field: str) -> Fault | None:
    """Nobody consents or registers on a day to come."""
    return Fault(field, "in_future") if day is not None and day > today else None
