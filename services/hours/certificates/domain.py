"""What a certificate says: which entries, what each was for, who recorded it, and the sums. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.hours.ledger.domain import told
from shared import clock
from shared.certificates.checking import totals
from shared.certificates.signing import canonical

FORM = 1
"""Of what a certificate says; another one is another number, and this one is read as long as somebody has a file."""
MOST_ENTRIES = 2_000
"""In one certificate, which is one document of the store and some pages; of more a shorter time is asked for."""
REVERSED, SEPARATED = "reversed", "separated"
REASONS = ("mistaken", "lost", "asked_for")
"""Why a person revokes one."""
Line = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What somebody asks a certificate for: whose hours, of which days, and by whom they were recorded, if not by all.

    Attributes:
        organisation_ref: with all below it.
    """

    volunteer: str
    first_day: dt.date
    last_day: dt.date
    organisation_ref: str | None = None


@dataclass(frozen=True)
class Names:
    """What references mean to people: of shifts, projects, organisations, and systems before this one.

    Attributes:
        shifts: by shift what is told of it: its project, its organisation, its service.
        systems: by entry of an opening balance the system that stated it.
    """

    shifts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    projects: Mapping[str, str] = field(default_factory=dict)
    organisations: Mapping[str, str] = field(default_factory=dict)
    systems: Mapping[str, str] = field(default_factory=dict)


def line(entry: Mapping[str, Any], names: Names) -> Line:
    """An entry of the ledger as a certificate says it: as others heard of it, with what it was for and who recorded it.

    What is not known by name, such as an organisation of which nothing was heard yet, is named by its reference.
    """
    shift = names.shifts.get(entry["shift_ref"] or "", {})
    project, unit = shift.get("project_ref") or None, shift.get("organisation_ref") or None
    return {
        **told(entry),
        "project": names.projects.get(project, project) if project else None,
        "service": shift.get("service"),
        "recorded_by": names.organisations.get(unit, unit) if unit else names.systems.get(entry["_id"]),
    }


def contents(asked: Asked, lines: Iterable[Line], names: Names) -> dict[str, Any]:
    """What a certificate says, but for its serial and when it was issued."""
    ordered = sorted(lines, key=lambda one: (one["day"], one["starts_at"] or "", one["entry"]))
    unit = asked.organisation_ref
    return {
        "form": FORM,
        "volunteer": asked.volunteer,
        "first_day": asked.first_day.isoformat(),
        "last_day": asked.last_day.isoformat(),
        "organisation_ref": unit,
        "organisation": names.organisations.get(unit, unit) if unit else None,
        "entries": ordered,
        "totals": totals(ordered),
    }


def fingerprint(said: Mapping[str, Any]) -> str:
    """By which the same certificate is found again when it is asked for again."""
    return hashlib.sha256(canonical(said)).hexdigest()


def issued(said: Mapping[str, Any], serial: str, now: dt.datetime, address: str) -> dict[str, Any]:
    """The whole of it."""
    return {**said, "serial": serial, "issued_at": clock.to_text(now), "check": f"{address}{path(serial)}"}


def path(serial: str) -> str:
    """Where a certificate is checked."""
    return f"/hours/v1/certificates/{serial}/check"
