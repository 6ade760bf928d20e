"""What matching keeps by keys."""

from __future__ import annotations

from shared.rekeying.kept import OF_ALL, Hashed, Kept, Sealed, renamed
from shared.store.client import Document


def _of_one_reference(old: Document, new: Document) -> Document:
    return {**new, "numbers": {**old.get("numbers", {}), **new.get("numbers", {})}}


KEPT = (
    Kept("volunteers", (Sealed("personal", lambda volunteer, _: str(volunteer["_id"])),)),
    Kept("erased", found_by=(Hashed("_id"),), take=renamed("erased", _of_one_reference)),
    *OF_ALL,
)
