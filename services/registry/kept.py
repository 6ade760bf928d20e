"""What the registry keeps by keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.registry.duplicates import rekeying as duplicates
from services.registry.duplicates.repository import DUPLICATES, FIELDS
from services.registry.figures.usecases import MEMBER, VOLUNTEER
from services.registry.kinds import KINDS
from services.registry.volunteers.repository import VOLUNTEERS
from shared.closings import numbered_anew
from shared.erased import ERASED
from shared.events.registry.volunteers import STATE_READERS
from shared.rekeying.kept import OF_ALL, EventTexts, Hashed, Kept, Sealed, renamed, rows
from shared.rekeying.subjects import of_subjects
from shared.store.client import Document

PEOPLE = (f"{VOLUNTEER}:", f"{MEMBER}:")
"""With these begin the names of subjects that are persons; others are called by their references."""


def _number(document: Document, _: Mapping[str, Any]) -> str:
    """Of a registration or of another name of it."""
    number: str = document.get("number") or document["volunteer"]
    return number


KEPT = (
    Kept(
        VOLUNTEERS,
        (
            *map(Hashed, ("document", "former", "row.digest", "row.line")),
            Sealed("row.sealed", _number),
            Sealed("row.personal", _number, STATE_READERS),
        ),
        tuple(map(Hashed, FIELDS.values())),
        duplicates.take,
    ),
    Kept(DUPLICATES, found_by=(Hashed("_id"),), take=duplicates.take_suspicions),
    *rows(KINDS),
    of_subjects(PEOPLE),
    Kept(ERASED, found_by=(Hashed("_id"),), take=numbered_anew(ERASED, renamed(ERASED))),
    *OF_ALL,
    Kept("outbox", (EventTexts(),)),
)
