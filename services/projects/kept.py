"""What projects keeps by keys."""

from __future__ import annotations

from services.projects.kinds import KINDS
from services.projects.people.repository import ERASED
from shared.rekeying.kept import OF_ALL, Hashed, Kept, renamed, rows

KEPT = (
    *rows(KINDS),
    Kept(ERASED, found_by=(Hashed("_id"),), take=renamed(ERASED, lambda old, new: {**old, **new})),
    *OF_ALL,
)
