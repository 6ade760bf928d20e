"""Use cases of fixed places: who runs a shift says that a volunteer has a place in it, or takes that back.

Rosters keep it, planned for the first time or again; where it cannot be kept they say why (rosters/fixing.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from services.matching.facts import repository as facts
from services.matching.facts.domain import Shift
from services.matching.fixed import repository
from shared import clock
from shared.events.envelope import Event
from shared.lives import Record
from shared.rules.faults import Unknown, check_version
from shared.speaking import name_of
from shared.store.client import Document
from shared.store.transaction import Store, Transaction
from shared.where import EVERYWHERE, Where


def whose(store: Store, shift_ref: str, volunteer_ref: str, where: Where = EVERYWHERE) -> str:
    """The number of the person whose place is fixed, whichever of the person's names is said.

    Of whom it could never be, who belongs in another city, nobody is told that there is such a person.

    Raises:
        Unknown: there is no such shift, it is out of reach, or nobody in its city has this name.
    """
    shift = reached(store, shift_ref, where)
    found = facts.volunteers(store, [volunteer_ref], facts.persons(store)).get(volunteer_ref)
    if found is None or not (found.city_code == shift.city_code or _was_fixed(store, shift_ref, found.number)):
        raise Unknown("volunteer")
    return found.number


def fix(
    transaction: Transaction, shift_ref: str, volunteer: tuple[str, str], fixed: bool, seen: str | None = None
) -> Record:
    """A place is fixed, or not any more; who says so is kept. The same once more changes nothing.

    Args:
        volunteer: number, and the reference under which the place is shown.

    Raises:
        Stale: see shared.rules.faults.
    """
    number, reference = volunteer
    name = repository.name_of(shift_ref, number)
    before = repository.one(transaction, shift_ref, number) or {"_id": name, "fixed": False, "sequence": 0}
    check_version("fixed place", Record(before).version, seen)
    if before["fixed"] == fixed and before["sequence"]:
        return Record(before)
    after = {
        "_id": name,
        "shift_ref": shift_ref,
        "volunteer": number,
        "volunteer_ref": reference,
        "fixed": fixed,
        "decided_by": name_of(transaction.sealer, transaction.subject or ""),
        "decided_at": clock.to_text(clock.now()),
        "sequence": before["sequence"] + 1,
    }
    repository.save(transaction, after)
    told = {key: after[key] for key in ("shift_ref", "volunteer", "volunteer_ref", "fixed", "decided_at")}
    transaction.publish("place.fixed.v1", name, told, sequence=after["sequence"])
    return Record(after)


def of_shift(store: Store, shift_ref: str, where: Where = EVERYWHERE) -> list[Document]:
    """What was said of places of a shift, those that are not fixed any more too.

    Raises:
        Unknown: there is no such shift, or it is out of reach.
    """
    reached(store, shift_ref, where)
    return list(repository.of_shifts(store, [shift_ref]))


def forget_volunteers(transaction: Transaction, events: Sequence[Event]) -> None:
    """Volunteers were erased: they have no places."""
    repository.forget(transaction, {event.data["volunteer"] for event in events})


def _was_fixed(store: Store, shift_ref: str, number: str) -> bool:
    """Whether a place was fixed before, for who has moved since."""
    return any(one["volunteer"] == number for one in repository.of_shifts(store, [shift_ref]))


def reached(store: Store, shift_ref: str, where: Where) -> Shift:
    """A shift that takes somebody.

    Raises:
        Unknown: there is no such shift, or it is out of reach.
    """
    shift = facts.shift(store, shift_ref)
    if shift is None or not where.reaches(shift.region_code, shift.organisation_ref):
        raise Unknown("shift")
    return shift
