"""The public notice of the award: who is proposed, for everybody to read, and the certificate of who was awarded."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from pymongo.database import Database

from services.incentives.awards import cycles
from services.incentives.awards.eligibility import ORGANISATION, VOLUNTEER
from services.incentives.awards.results import AWARDED, SHORTLISTED
from services.incentives.nominations import repository
from services.incentives.nominations.domain import masked, state
from services.incentives.nominations.gathering import OWNERS
from services.incentives.nominations.kind import NOMINATIONS
from services.incentives.served.copies import ORGANISATIONS
from shared.lives import Record
from shared.rules.faults import Unknown
from shared.sealing import disclose
from shared.store.client import Document
from shared.store.transaction import Store

OBJECT_BY = "PUT /incentives/v1/nominations/<nomination_ref>/objection"
SERIAL_DIGITS = 12
SUBJECTS = {**OWNERS, ORGANISATION: ORGANISATIONS.collection}
"""By category where a subject is known; a station that was told without its name is called by its reference."""


def in_notice(store: Store, day: dt.date) -> list[dict[str, Any]]:
    """Who is proposed in every public notice that runs on a day, by cycle, category and reference.

    Bounded by what juries have proposed: nominations that wait for scores are none of it.
    """
    return [line for row in cycles.in_notice(store, day) for line in _lines(store, row, day)]


def _lines(store: Store, row: Document, day: dt.date) -> list[dict[str, Any]]:
    found = [one for one in repository.awarding(store.database, row["_id"]) if state(one, day) == SHORTLISTED]
    return [_line(store, one) for one in sorted(found, key=lambda one: str(one["_id"]))]


def _line(store: Store, nomination: Document) -> dict[str, Any]:
    name, organisation = _names(store, nomination)
    facts = ("nomination_ref", "cycle_ref", "category", "notice_from", "notice_to")
    return {
        **{one: nomination[one] for one in facts},
        "statement": nomination.get("statement"),
        "name": masked(name) if nomination["category"] == VOLUNTEER and name else name,
        "organisation": organisation,
        "object_by": OBJECT_BY,
    }


def _names(store: Store, nomination: Document) -> tuple[str, str | None]:
    """How a subject is called, a person only where who nominated said it, and the organisation that answers for it."""
    category, database = nomination["category"], store.database
    if category == VOLUNTEER:
        return str(disclose(store.sealer, NOMINATIONS, nomination).get("public_name") or ""), None
    own = _one(database, SUBJECTS[category], nomination["subject"])
    owner = _one(database, ORGANISATIONS.collection, own.get("organisation_ref")) if category in OWNERS else own
    return str(own.get("name") or nomination["subject_ref"]), owner.get("name")


def _one(database: Database[Document], collection: str, reference: str | None) -> Document:
    return (database[collection].find_one({"_id": reference}) if reference else None) or {}


def certificate(store: Store, record: Record, day: dt.date, *, whole: bool) -> dict[str, Any]:
    """What the certificate of a nomination says that was awarded.

    Args:
        whole: whether a person's name is shown whole.

    Raises:
        Unknown: it is not awarded, or not yet.
    """
    nomination = record.document
    if "award_ref" not in nomination or state(nomination, day) != AWARDED:
        raise Unknown("certificate")
    is_person = nomination["category"] == VOLUNTEER
    name = str(nomination.get("public_name") or "") if is_person else _names(store, nomination)[0]
    over = dt.date.fromisoformat(nomination["notice_to"])
    return {
        **{one: nomination[one] for one in ("nomination_ref", "cycle_ref", "category")},
        "serial": _serial(nomination["_id"]),
        "name": (masked(name) if is_person and name and not whole else name) or None,
        "awarded_on": over + dt.timedelta(days=1),
    }


def _serial(reference: str) -> str:
    """The same whenever it is asked for; it says nothing of whom it is."""
    return hashlib.sha256(f"certificate {reference}".encode()).hexdigest()[:SERIAL_DIGITS].upper()
