"""What matching keeps by keys."""

from __future__ import annotations

from services.matching.kinds import KINDS
from services.matching.tilts.kind import TILT_VERSIONS
from shared.rekeying.kept import OF_ALL, Hashed, Kept, Sealed, renamed, rows

KEPT = (
    *rows([TILT_VERSIONS, *KINDS]),
    Kept("volunteers", (Sealed("personal", lambda volunteer, _: str(volunteer["_id"])),)),
    Kept("erased", found_by=(Hashed("_id"),), take=renamed("erased")),
    *OF_ALL,
)
