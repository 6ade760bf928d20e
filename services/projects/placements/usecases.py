"""Use cases of placements: the steps of their life, and what is recomputed of them as of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from services.projects.credentials.repository import volunteers
from services.projects.merges.oneself import must_not_be_oneself
from services.projects.placements import allowance, domain
from services.projects.placements.kind import PLACEMENTS, region_of
from services.projects.placements.policies import PLACEMENTS_POLICY
from shared import clock, lives
from shared.lists import of_place
from shared.lives import Record
from shared.rules.faults import Fault, Refused
from shared.rules.policies import in_force
from shared.speaking import name_beside
from shared.store.transaction import Store, Transaction
from shared.waiting import is_known
from shared.where import EVERYWHERE, Where

Step = Callable[[Mapping[str, Any], str], Mapping[str, Any]]
"""Of a placement and the name of who decides, the fields that a step sets."""


def select(transaction: Transaction, reference: str, selected_on: dt.date, seen: str | None = None) -> Record:
    """Somebody is selected, by who asks.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults; nobody decides on themselves.
    """
    return _decide(transaction, reference, seen, lambda one, by: domain.selected(one, selected_on, by))


def refuse(transaction: Transaction, reference: str, refusal: str, seen: str | None = None) -> Record:
    """Somebody is refused for a reason, by who asks; raises as `select` does."""
    return _decide(transaction, reference, seen, lambda one, by: domain.refused(one, refusal, by))


def start(transaction: Transaction, reference: str, starts_on: dt.date, seen: str | None = None) -> Record:
    """A second person says the first day, on which the volunteer must be of age; raises as `select` does."""

    def step(placement: Mapping[str, Any], by: str) -> Mapping[str, Any]:
        least = in_force(PLACEMENTS_POLICY, clock.today(), region_of(placement)).least_age
        number = placement["volunteer"]
        if volunteers(transaction, [number])[number].is_younger(least, starts_on):
            raise Refused(Fault("starts_on", "too_young"))
        return domain.started(placement, starts_on, clock.today(), by)

    return _decide(transaction, reference, seen, step)


def extend(transaction: Transaction, reference: str, extended_months: int, seen: str | None = None) -> Record:
    """A second person has it go on; raises as `select` does."""
    return _decide(
        transaction, reference, seen, lambda one, by: domain.extended(one, extended_months, clock.today(), by)
    )


def leave(
    transaction: Transaction, reference: str, left_on: dt.date, left_reason: str | None, seen: str | None = None
) -> Record:
    """Somebody leaves, as who asks says; raises as `select` does."""
    return _decide(transaction, reference, seen, lambda one, by: domain.left(one, left_on, left_reason, by))


def allowance_of(store: Store, reference: str, day: dt.date, where: Where = EVERYWHERE) -> dict[str, Any]:
    """What a placement was paid up to a day, month by month.

    Raises:
        Unknown: there is none, or none that may be seen.
    """
    found = lives.find(store, PLACEMENTS, reference, where).document
    months = allowance.months(found, day, region_of(found)) if is_known(found) else []
    return {
        "placement_ref": reference,
        "as_of": day,
        "months": [one._asdict() for one in months],
        "total_fen": sum(one.fen for one in months),
    }


def allowances(store: Store, day: dt.date, where: Where = EVERYWHERE) -> Iterator[dict[str, Any]]:
    """What those placements were paid up to a day that ever served, and that a caller may see."""
    for one in of_place(store.database, PLACEMENTS.name, PLACEMENTS.places, where):
        total = allowance.total(one, day, region_of(one)) if is_known(one) else None
        if total is not None:
            yield {"placement_ref": one["_id"], "allowance_fen": total}


def certificate(store: Store, reference: str, day: dt.date, where: Where = EVERYWHERE) -> dict[str, Any]:
    """That a placement is completed on a day.

    Raises:
        Unknown, Refused: see shared.rules.faults.
    """
    found = lives.find(store, PLACEMENTS, reference, where).document
    if not is_known(found):
        raise Refused(Fault("state", "not_completed"))
    return domain.certificate(found, day)


def _decide(transaction: Transaction, reference: str, seen: str | None, step: Step) -> Record:
    def change(placement: Mapping[str, Any]) -> Mapping[str, Any]:
        must_not_be_oneself(transaction, placement["volunteer_ref"], placement["volunteer"])
        return step(placement, name_beside(transaction, map(placement.get, domain.DECIDERS)))

    return lives.take_step(transaction, PLACEMENTS, reference, seen, change, tell=domain.told)
