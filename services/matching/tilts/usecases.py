"""Use cases of versions of the tilt: a second person adopts one; allocations ask which holds."""

from __future__ import annotations

import datetime as dt

from services.matching.tilts import domain, repository
from services.matching.tilts.kind import TILT_VERSIONS
from services.matching.tilts.policy import TILTS, TiltPolicy
from shared import clock, lives
from shared.deciding import KEPT_APART, Pending, decide
from shared.lives import Record
from shared.rules.faults import Fault, Refused, check_version
from shared.rules.places import PROVINCE
from shared.rules.policies import in_force
from shared.speaking import name_of
from shared.store.transaction import Store, Transaction
from shared.waiting import OUTCOME


def tilt_of(store: Store, day: dt.date) -> TiltPolicy:
    """The province's of a day, as adopted or as Kapok brings it: an allocation reaches over cities."""
    return in_force([*TILTS, *repository.adopted(store)], day, PROVINCE)


def adopt(transaction: Transaction, reference: str, seen: str | None = None) -> Record:
    """A second person adopts a version.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    found = lives.find_in(transaction, TILT_VERSIONS, reference)
    before = found.document
    check_version(TILT_VERSIONS.thing, found.version, seen)
    if before[OUTCOME] != domain.HELD:
        raise Refused(Fault(OUTCOME, "waits_for_no_adoption"))
    adopter = name_of(transaction.sealer, transaction.subject or "")
    newest = domain.newest(repository.adopted_in(transaction))
    faults = domain.adoption_faults(before, newest, adopter, clock.today())
    if faults:
        raise Refused(faults[0])
    facts = {name: value for name, value in before.items() if name not in KEPT_APART} | {domain.ADOPTED_BY: adopter}
    repository.note_newest(transaction, domain.tilt_of(facts))
    decide(transaction, TILT_VERSIONS, [Pending(reference, facts, stored=True, before=before[OUTCOME])])
    return lives.find_in(transaction, TILT_VERSIONS, reference)
