"""Telling of presences: what whoever runs the shift should look at is noted with each, and told to hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from services.projects.credentials.repository import volunteers
from services.projects.presence import domain, repository
from services.projects.publication.domain import is_cancelled
from shared import clock
from shared.rules.policies import in_force
from shared.store.client import Document
from shared.store.transaction import Transaction

LOGGED = "attendance.logged.v1"


def tell(transaction: Transaction, presences: Mapping[str, Document]) -> None:
    """Presences were taken in, by reference: note what is to be looked at, and tell of each."""
    flags = flagged(transaction, presences.values())
    repository.change(transaction, {ref: {"flags": some} for ref, some in flags.items() if some})
    for reference, one in presences.items():
        presence = {**one, "flags": flags[reference]}
        transaction.publish(LOGGED, reference, domain.told(presence), sequence=presence["sequence"])


def flagged(transaction: Transaction, presences: Iterable[Document]) -> dict[str, list[str]]:
    """By reference why whoever runs the shift should look at a presence, and what was noted before."""
    some, now = list(presences), clock.now()
    shifts = repository.shifts(transaction, {one["shift_ref"] for one in some})
    ages = repository.minimum_ages(transaction, shifts)
    people = volunteers(transaction, {one["volunteer"] for one in some}, with_holdings=False)
    attempts = repository.with_attempts(transaction, {one["volunteer_ref"] for one in some})
    asking = repository.asking(transaction, shifts)
    places = repository.places(transaction, people) if asking else set()
    beyond = repository.beyond(transaction, some, {ref: one["capacity"] for ref, one in shifts.items()})
    found = {}
    for one in some:
        shift = shifts[one["shift_ref"]]
        day = clock.china_day(clock.from_text(shift["starts_at"]))
        flags = {*one["flags"], *domain.flags_of(one, in_force(domain.PRESENCE_POLICIES, day, shift["of_region"]), now)}
        if people[one["volunteer"]].is_younger(ages[one["shift_ref"]], day):
            flags.add(domain.BELOW_MINIMUM_AGE)
        shift_ref = one["shift_ref"]
        if shift_ref in asking and (shift_ref, people[one["volunteer"]].person) not in places:
            flags.add(domain.NOT_SIGNED_UP)
        if is_cancelled(shift):
            flags.add(domain.SHIFT_CANCELLED)
        if one["_id"] in beyond:
            flags.add(domain.BEYOND_CAPACITY)
        if (one["volunteer_ref"], one["shift_ref"]) in attempts:
            flags.add(domain.FRAUD_ATTEMPT)
        found[one["_id"]] = sorted(flags)
    return found
