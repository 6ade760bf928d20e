"""Keeping the figures of pairings: who is paired, which visits are overdue, which lessons were given; by city and day.

As of the other figures, of events only what they are about is read, and that is counted anew of the facts as they are.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from services.projects.figures import domain, repository
from services.projects.pairings import repository as pairings
from services.projects.pairings.domain import LESSONS, WHOM, first_day
from shared import clock, figures
from shared.rules.places import PROVINCE
from shared.rules.shares import shares
from shared.store.client import Document
from shared.store.transaction import Store, Transaction
from shared.where import EVERYWHERE, Where

NAMES = (
    *(domain.of_kind(figure, kind) for kind in WHOM for figure in (domain.BENEFICIARIES, domain.PAIRED)),
    domain.OVERDUE,
    *(domain.of_kind(domain.LESSONS, kind) for kind in LESSONS),
)
"""The figures that have a history."""
PLACE = ("of_region", "of_city", "of_organisation")


def count_beneficiaries(transaction: Transaction, references: Iterable[str]) -> None:
    """Beneficiaries are new, or their pairings are others now."""
    found = pairings.accepted(transaction, pairings.BENEFICIARIES, references)
    theirs: dict[str, list[Document]] = defaultdict(list)
    for one in pairings.pairings_of(transaction, found):
        theirs[one["beneficiary_ref"]].append(one)
    counted = {f"beneficiary:{ref}": domain.beneficiary(one, theirs[ref]) for ref, one in found.items()}
    figures.count(transaction, counted)


def count_corrected(transaction: Transaction, references: Iterable[str]) -> None:
    """Of beneficiaries something was put right, such as where they live: what is counted of them is counted anew."""
    theirs = [one["_id"] for one in pairings.pairings_of(transaction, references)]
    count_pairings(transaction, theirs)
    count_visits(transaction, {one["_id"] for one in pairings.visits_of(transaction, theirs)})


def count_pairings(transaction: Transaction, references: Iterable[str]) -> None:
    """Pairings are new, or active on other days."""
    found = _count_overdue(transaction, references)
    count_beneficiaries(transaction, {one["beneficiary_ref"] for one in found.values()})


def count_visits(transaction: Transaction, references: Iterable[str]) -> None:
    """Visits were accepted."""
    found = pairings.accepted(transaction, pairings.VISITS, references)
    figures.count(transaction, {f"visit:{ref}": domain.lesson(one) for ref, one in found.items()})
    _count_overdue(transaction, {one["pairing_ref"] for one in found.values()})


def as_of(store: Store, day: dt.date) -> dict[str, Any]:
    """Coverage by kind and city, how many pairings lack a visit by city, and lessons with their balance."""
    coverage = {kind: _coverage(store, kind, day) for kind in WHOM}
    taught = {kind: sum(_counts(store, domain.of_kind(domain.LESSONS, kind), day).values()) for kind in LESSONS}
    given = {kind: count for kind, count in taught.items() if count}
    return {
        "pairing_coverage": {kind: found for kind, found in coverage.items() if found},
        domain.OVERDUE: _counts(store, domain.OVERDUE, day),
        "lessons": {**given, "balance": domain.balance(taught)},
    }


def overdue(store: Store, day: dt.date, where: Where = EVERYWHERE) -> Iterator[dict[str, Any]]:
    """The pairings that lack a visit on a day, of those that a caller may see."""
    for one in repository.overdue_on(store.database, day):
        if where.reaches_record(one):
            yield {"pairing_ref": one["_id"], "of_city": one["of_city"]}


def _count_overdue(transaction: Transaction, references: Iterable[str]) -> dict[str, Document]:
    found = pairings.accepted(transaction, pairings.PAIRINGS, references)
    visited: dict[str, set[dt.date]] = defaultdict(set)
    for one in pairings.visits_of(transaction, found):
        visited[one["pairing_ref"]].add(first_day(one))
    lacking = {
        ref: domain.overdue(one, visited[ref], domain.overdue_policy(one, clock.today())) for ref, one in found.items()
    }
    counted = {f"pairing:{ref}": {(domain.OVERDUE, found[ref]["of_city"]): spans} for ref, spans in lacking.items()}
    figures.count(transaction, counted)
    places = {ref: {name: one[name] for name in PLACE} for ref, one in found.items()}
    repository.keep(transaction, {ref: (spans, places[ref]) for ref, spans in lacking.items()})
    return found


def _coverage(store: Store, kind: str, day: dt.date) -> dict[str, list[Any]]:
    paired, registered = (
        _counts(store, domain.of_kind(figure, kind), day) for figure in (domain.PAIRED, domain.BENEFICIARIES)
    )
    return shares(*({**some, PROVINCE: sum(some.values())} for some in (paired, registered)))


def _counts(store: Store, figure: str, day: dt.date) -> dict[str, int]:
    return figures.as_of(store.database, figure, day)
