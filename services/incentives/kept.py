"""What incentives keeps by keys."""

from __future__ import annotations

from services.incentives.partners.kind import PARTNERS
from services.incentives.students.repository import AFFILIATIONS
from shared.rekeying.kept import OF_ALL, Kept, Sealed, rows

KEPT = (
    *rows([PARTNERS]),
    Kept(AFFILIATIONS, (Sealed("affiliations.personal", lambda volunteer, _: str(volunteer["_id"])),)),
    *OF_ALL,
)
