"""Sign-ups as the rules look at them: what a post asks for, and nothing else, is looked up of who signs up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from services.projects.credentials.domain import Volunteer
from services.projects.credentials.repository import with_holdings
from services.projects.signups import domain
from services.projects.signups.domain import Asked, Qualification
from services.projects.signups.places import Places
from services.projects.training import repository as training
from services.projects.training.domain import valid_to
from shared.kinds import Case
from shared.store.transaction import Transaction


def asked(transaction: Transaction, places: Places, cases: Sequence[Case]) -> list[Asked]:
    """What is asked for, with what the persons hold and passed where their posts want to know that."""
    shifts = {one.reference: places.shift(one.reference) for one in cases}
    holding = with_holdings(
        transaction,
        [one.known["volunteer_ref"] for one in cases if shifts[one.reference].licence or shifts[one.reference].risky],
    )
    wanting = {places.person(one.reference) for one in cases if shifts[one.reference].qualification}
    passed = passed_by(transaction, {number: one for number, one in places.persons.items() if one in wanting})
    named: dict[str, Volunteer] = {one.reference: one.known["volunteer_ref"] for one in cases}
    return [
        Asked(
            one.reference,
            one.moment("at"),
            shifts[one.reference],
            holding.get(named[one.reference].number, named[one.reference]),
            passed.get(places.person(one.reference), ()),
        )
        for one in cases
    ]


def passed_by(transaction: Transaction, registrations: Mapping[str, str]) -> dict[str, tuple[Qualification, ...]]:
    """By person what was passed under any of the registrations, each with the person whose it is."""
    found: dict[str, tuple[Qualification, ...]] = {}
    for number, course in training.passed(transaction, registrations):
        person, ends = registrations[number], dt.date.fromisoformat(course["ends_on"])
        passed = domain.qualifications([(course["qualification"], ends, valid_to(course))])
        found[person] = (*found.get(person, ()), *passed)
    return found
