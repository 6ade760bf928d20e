"""Use cases of versions of the tilt: a second person adopts one; allocations ask which holds."""

from __future__ import annotations

import datetime as dt

from services.matching.tilts import domain, repository
from services.matching.tilts.kind import TILT_VERSIONS
from services.matching.tilts.policy import TILTS, TiltPolicy
from shared import adopting
from shared.lives import Record
from shared.rules.places import PROVINCE
from shared.rules.policies import in_force
from shared.store.transaction import Store, Transaction


def tilt_of(store: Store, day: dt.date) -> TiltPolicy:
    """The province's of a day, as adopted or as Kapok brings it: an allocation reaches over cities."""
    return in_force([*TILTS, *repository.adopted(store)], day, PROVINCE)


def adopt(transaction: Transaction, reference: str, seen: str | None = None) -> Record:
    """A second person adopts a version.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    return adopting.adopt(
        transaction,
        TILT_VERSIONS,
        reference,
        seen,
        newest=lambda version: domain.newest(repository.adopted_in(transaction)),
        note=lambda version: repository.note_newest(transaction, domain.tilt_of(version)),
    )
