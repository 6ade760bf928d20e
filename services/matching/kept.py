"""What matching keeps by keys."""

from __future__ import annotations

from shared.rekeying.kept import OF_ALL, Hashed, Kept, Sealed, renamed

KEPT = (
    Kept("volunteers", (Sealed("personal", lambda volunteer, _: str(volunteer["_id"])),)),
    Kept("erased", found_by=(Hashed("_id"),), take=renamed("erased")),
    *OF_ALL,
)
