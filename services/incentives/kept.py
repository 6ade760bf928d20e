"""What incentives keeps by keys."""

from __future__ import annotations

from services.incentives.awards.kind import AWARD_CYCLES
from services.incentives.kinds import KINDS
from services.incentives.partners.kind import PARTNERS
from services.incentives.pushes.repository import PUSHES
from services.incentives.students.repository import AFFILIATIONS
from services.incentives.versions.kind import POLICY_VERSIONS
from shared.closings import numbered_anew
from shared.erased import ERASED
from shared.rekeying.kept import OF_ALL, Hashed, Kept, Sealed, renamed, rows

KEPT = (
    *rows([PARTNERS, POLICY_VERSIONS, AWARD_CYCLES, *KINDS]),
    Kept(AFFILIATIONS, (Sealed("affiliations.personal", lambda volunteer, _: str(volunteer["_id"])),)),
    Kept(PUSHES, (Sealed("sealed", lambda push, _: f"{PUSHES}:{push['_id']}"),)),
    Kept(
        ERASED, found_by=(Hashed("_id"),), take=numbered_anew(ERASED, renamed(ERASED, lambda old, new: {**old, **new}))
    ),
    *OF_ALL,
)
