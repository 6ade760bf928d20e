"""What projects keeps by keys."""

from __future__ import annotations

from services.projects.figures.domain import BACKBONE
from services.projects.kinds import KINDS
from services.projects.people.repository import PEOPLE
from shared.closings import numbered_anew
from shared.erased import ERASED
from shared.rekeying.kept import OF_ALL, Hashed, Kept, Sealed, renamed, rows
from shared.rekeying.subjects import of_subjects

KEPT = (
    *rows(KINDS),
    Kept(PEOPLE, (Sealed("personal", lambda state, _: str(state["_id"])),)),
    Kept(
        ERASED, found_by=(Hashed("_id"),), take=numbered_anew(ERASED, renamed(ERASED, lambda old, new: {**old, **new}))
    ),
    of_subjects((f"{BACKBONE}:",)),
    *OF_ALL,
)
