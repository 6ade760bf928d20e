"""Who volunteers are and what they hold, looked up of the copies together."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pymongo import DeleteOne
from pymongo.database import Database

from services.projects.credentials import domain
from services.projects.credentials.copy import COPIES, INSURANCE, LICENCES
from services.projects.credentials.domain import Volunteer
from services.projects.merges import repository as merges
from services.projects.people import repository as people
from shared import waiting
from shared.copies import Copy
from shared.forgetting import VOLUNTEERS
from shared.kinds import Need
from shared.rules.merges import stands_for
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction


def collections(database: Database[Document]) -> None:
    """What volunteers hold, found by whose it is."""
    for one in COPIES:
        collection(database, one.collection, index("volunteer"))


def known_volunteers(transaction: Transaction, name: str, references: Iterable[str]) -> dict[str, Volunteer]:
    """By each of the references that name somebody, whom, with what the person holds (`shared.kinds.Finder`)."""
    numbers = {ref: one["volunteer"] for ref, one in waiting.known(transaction, name, references).items()}
    found = volunteers(transaction, numbers.values())
    return {ref: found[number] for ref, number in numbers.items()}


def persons(transaction: Transaction, references: Iterable[str]) -> dict[str, str]:
    """By each of the references that name somebody, the number of the registration that stands for the person."""
    numbers = {ref: one["volunteer"] for ref, one in waiting.known(transaction, VOLUNTEERS, references).items()}
    standing = stands_for(merges.of_volunteers(transaction, numbers.values()))
    return {ref: standing.get(number, number) for ref, number in numbers.items()}


def holder(field: str = "volunteer_ref") -> Need:
    """A field that names a volunteer of whom a rule asks more than who it is."""
    return Need(field, VOLUNTEERS, find=known_volunteers, word="volunteer", person=True)


def applicant(field: str = "volunteer_ref") -> Need:
    """The same where few rows ask what is held: it is looked up for these (`with_holdings`)."""
    return Need(field, VOLUNTEERS, find=_known_states, word="volunteer", person=True)


def holders_of(transaction: Transaction, copy: Copy, references: Iterable[str]) -> set[str]:
    """Whose some licences or insurances are."""
    return {one["volunteer"] for one in waiting.known(transaction, copy.collection, references).values()}


def aged(field: str = "volunteer_ref") -> Need:
    """The same where a rule asks how old the person is, which must be known: by another name it may not be yet."""
    return Need(field, VOLUNTEERS, find=_aged_volunteers, person=True)


def volunteers(transaction: Transaction, numbers: Iterable[str], *, with_holdings: bool = True) -> dict[str, Volunteer]:
    """Registrations by their numbers, each with what stands for its person.

    Args:
        with_holdings: whether with what the person holds, too.
    """
    wanted = set(numbers)
    ties = merges.of_volunteers(transaction, wanted)
    standing, sides = stands_for(ties), {side for tie in ties for side in (tie.kept, tie.merged)}
    persons = {number: standing.get(number, number) for number in wanted}
    states = people.states(transaction, wanted | set(persons.values()) | sides)
    found = {
        number: _volunteer(transaction, Volunteer(number, person, tied=number in sides), states.get(person))
        for number, person in persons.items()
    }
    return _holding(transaction, found, sides, standing) if with_holdings else found


def with_holdings(transaction: Transaction, known: Iterable[Volunteer]) -> dict[str, Volunteer]:
    """Volunteers who were looked up without what they hold, with it, by their numbers."""
    found = {one.number: one for one in known}
    tied = volunteers(transaction, [number for number, one in found.items() if one.tied])
    return {**_holding(transaction, {name: one for name, one in found.items() if not one.tied}, (), {}), **tied}


def forget(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Forget what registrations hold."""
    gone = set(numbers)
    for one in COPIES:
        found = transaction[one.collection].where("volunteer", gone, {"_id": 1})
        transaction[one.collection].write([DeleteOne({"_id": document["_id"]}) for document in found])


def _aged_volunteers(transaction: Transaction, name: str, references: Iterable[str]) -> dict[str, Volunteer]:
    found = known_volunteers(transaction, name, references)
    return {ref: one for ref, one in found.items() if one.birth_date is not None}


def _by_person(
    transaction: Transaction, copy: Copy, numbers: Iterable[str], standing: Mapping[str, str]
) -> Mapping[str, list[Document]]:
    found: dict[str, list[Document]] = defaultdict(list)
    for one in transaction[copy.collection].where("volunteer", numbers):
        found[standing.get(one["volunteer"], one["volunteer"])].append(one)
    return found


def _known_states(transaction: Transaction, name: str, references: Iterable[str]) -> dict[str, Volunteer]:
    numbers = {ref: one["volunteer"] for ref, one in waiting.known(transaction, name, references).items()}
    found = volunteers(transaction, numbers.values(), with_holdings=False)
    return {ref: found[number] for ref, number in numbers.items()}


def _holding(
    transaction: Transaction, found: Mapping[str, Volunteer], sides: Iterable[str], standing: Mapping[str, str]
) -> dict[str, Volunteer]:
    """Volunteers with what was recorded under any registration of the person."""
    everybody = {*found, *sides}
    licences, insurance = (_by_person(transaction, one, everybody, standing) for one in (LICENCES, INSURANCE))
    return {
        number: replace(
            one, licences=domain.licences(licences[one.person]), insured=domain.insured(insurance[one.person])
        )
        for number, one in found.items()
    }


def _volunteer(transaction: Transaction, named: Volunteer, state: Document | None) -> Volunteer:
    if state is None:
        return named
    consent = state["guardian_consent_on"]
    return replace(
        named,
        verified=state["verified"],
        birth_date=people.birth_date(transaction, state),
        guardian_consent_on=dt.date.fromisoformat(consent) if consent else None,
        skills=frozenset(state["skills"]),
    )
