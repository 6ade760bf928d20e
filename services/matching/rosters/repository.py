"""What is stored of rosters: their figures, their assignments in parts; and the facts that a roster is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace

from pymongo import DeleteOne, UpdateOne
from pymongo.database import Database

from services.matching.declined import repository as declined
from services.matching.facts import in_city, references
from services.matching.facts import repository as facts
from services.matching.facts.domain import Offer, Shift, Volunteer
from services.matching.facts.persons import Persons
from services.matching.facts.workload import Workload, workload
from services.matching.fixed import repository as fixed
from services.matching.rosters import people
from services.matching.rosters.problem import Inputs
from services.matching.rosters.selection import Selection
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Store, Transaction

PLANS = "roster_plans"


def collections(database: Database[Document]) -> None:
    """Make the collections of rosters."""
    collection(database, "rosters")
    collection(database, "roster_parts", index("roster"))


def collection_of_plans(database: Database[Document]) -> None:
    """Make the collection of what is about to be proposed."""
    collection(database, PLANS, index("roster"))


def forget_costs(database: Database[Document]) -> None:
    """Take the costs of solved rosters away: that of one place tells where somebody lives."""
    for one in database["rosters"].find():
        without = {name: value for name, value in one.items() if name != "total_cost"}
        figures = {name: one[name] for name in ("greedy", "random")}
        plain = {name: {k: v for k, v in some.items() if k != "total_cost"} for name, some in figures.items()}
        database["rosters"].replace_one({"_id": one["_id"]}, {**without, **plain})


def inputs(store: Store, selection: Selection, workload_days: int) -> Inputs:
    """Everything that a roster of the selection depends on, read by streams outside any transaction.

    A change that comes in between is seen or not, as if it had come before or after.
    """
    shifts = [shift for shift in facts.shifts(store, selection.first, selection.last) if selection.has(shift)]
    if not shifts:
        return Inputs([], {}, [], Workload({}))
    persons = facts.persons(store)
    offered = list(facts.offers(store, min(one.day for one in shifts), max(one.day for one in shifts)))
    volunteers, offers = _of_persons(store, offered, persons)
    starts = [shift.starts_at for shift in shifts]
    served = facts.served(store, min(starts) - dt.timedelta(days=workload_days), max(starts))
    numbers = {volunteer.number for volunteer in volunteers.values()}
    theirs = ((persons.person(number), one) for number, one in served)
    return Inputs(shifts, volunteers, offers, workload(one for one in theirs if one[0] in numbers))


def inputs_in_city(store: Store, city: str, shifts: Sequence[Shift], workload_days: int) -> Inputs:
    """Everything that the roster of some shifts of one city depends on: of others, only who has a fixed place here."""
    if not shifts:
        return Inputs([], {}, [], Workload({}))
    persons = facts.persons(store)
    said = {one["volunteer_ref"] for one in fixed.of_shifts(store, [shift.ref for shift in shifts]) if one["fixed"]}
    references = in_city.references(store, city, persons) | said
    first, last = min(one.day for one in shifts), max(one.day for one in shifts)
    named, offers = _of_persons(store, list(in_city.offers(store, references, first, last)), persons)
    volunteers = {ref: one for ref, one in named.items() if one.city_code == city or ref in said}
    numbers = persons.registrations(one.number for one in volunteers.values())
    starts = [shift.starts_at for shift in shifts]
    served = facts.served_by(store, numbers, min(starts) - dt.timedelta(days=workload_days), max(starts))
    theirs = workload((persons.person(number), one) for number, one in served)
    return Inputs(shifts, volunteers, [one for one in offers if one.volunteer_ref in volunteers], theirs)


def inputs_of(store: Store, shift: Shift, workload_days: int) -> Inputs:
    """What decides who may take one shift."""
    persons = facts.persons(store)
    volunteers, offers = _of_persons(store, facts.offers_for(store, shift), persons)
    numbers = persons.registrations(one.number for one in volunteers.values() if one.city_code == shift.city_code)
    served = facts.served_by(store, numbers, shift.starts_at - dt.timedelta(days=workload_days), shift.starts_at)
    return Inputs([shift], volunteers, offers, workload((persons.person(number), one) for number, one in served))


def _of_persons(store: Store, offers: Sequence[Offer], persons: Persons) -> tuple[dict[str, Volunteer], list[Offer]]:
    """The persons who offer something, by reference, and what they offer, whichever of their names it names."""
    named = facts.volunteers(store, {offer.volunteer_ref for offer in offers}, persons)
    known = (offer for offer in offers if offer.volunteer_ref in named)
    theirs = {replace(offer, volunteer_ref=named[offer.volunteer_ref].ref) for offer in known}
    return {volunteer.ref: volunteer for volunteer in named.values()}, sorted(theirs)


def fixed_places(store: Store, inputs: Inputs) -> list[tuple[str, str]]:
    """The fixed places of a roster's shifts, in the order in which they were fixed; volunteers as offers name them."""
    persons = facts.persons(store)
    names: dict[str, str] = {one.number: ref for ref, one in inputs.volunteers.items()}
    found = (one for one in fixed.of_shifts(store, [shift.ref for shift in inputs.shifts]) if one["fixed"])
    places: dict[tuple[str, str], None] = {}
    for one in found:
        places[one["shift_ref"], names.get(persons.person(one["volunteer"])) or one["volunteer_ref"]] = None
    return list(places)


def declined_places(store: Store, inputs: Inputs) -> set[tuple[str, str]]:
    """The places of a roster's shifts to which somebody said no; volunteers as offers name them."""
    names: dict[str, str] = {one.number: ref for ref, one in inputs.volunteers.items()}
    found = declined.of_shifts(store, [shift.ref for shift in inputs.shifts], facts.persons(store))
    return {(shift, names[number]) for shift, number in found if number in names}


def roster(store: Store, identifier: str) -> Document | None:
    """A roster without its assignments."""
    return store.database["rosters"].find_one({"_id": identifier})


def assignments(store: Store, identifier: str) -> list[list[str]]:
    """Shift and volunteer of every place that a roster fills, by their references, sorted."""
    parts = store.database["roster_parts"].find({"roster": identifier}, {"assignments": 1})
    return sorted(assignment for part in parts for assignment in part["assignments"])


def save_plan(store: Store, identifier: str, parts: Sequence[Sequence[Document]]) -> None:
    """Keep what a roster proposes, part by part, until it is proposed: the same once more changes nothing."""
    for number, part in enumerate(parts):
        name = f"{identifier}:{number}"
        document = {"_id": name, "roster": identifier, "proposals": list(part)}
        store.database[PLANS].replace_one({"_id": name}, document, upsert=True)


def next_part(transaction: Transaction, identifier: str) -> list[Document] | None:
    """Take what the next part of a roster proposes, to nobody who was erased; None where all of it is proposed.

    What is taken is none of the plan any more, so that an erasure of this moment meets it here or among the parts.

    Raises:
        RuntimeError: nobody knows any more.
    """
    found = transaction["rosters"].one(identifier)
    if found is None or found["complete"]:
        return None
    planned = transaction[PLANS].one(f"{identifier}:{found['stored_parts']}")
    if planned is None:
        raise RuntimeError(f"the plan of roster {identifier} is gone; ask for the roster again")
    transaction[PLANS].write([DeleteOne({"_id": planned["_id"]})])
    gone = references.erased_numbers(transaction, (one["volunteer"] for one in planned["proposals"]))
    return [one for one in planned["proposals"] if one["volunteer"] not in gone]


def forget(transaction: Transaction, numbers: Collection[str], names: Collection[str]) -> None:
    """No roster names who was erased, and none plans anything for them: plans are only while places are proposed."""
    people.take_turn(transaction)
    people.forget(transaction, names)
    for part in transaction[PLANS].find({}):
        living = [one for one in part["proposals"] if one["volunteer"] not in numbers]
        if len(living) < len(part["proposals"]):
            transaction[PLANS].write([UpdateOne({"_id": part["_id"]}, {"$set": {"proposals": living}})])


def forget_plan(store: Store, identifier: str) -> None:
    """All of it is proposed, or another plan took its place."""
    store.database[PLANS].delete_many({"roster": identifier})


def open_roster(transaction: Transaction, identifier: str, roster: Document) -> None:
    """Store a roster of which no part is stored yet, unless it is here."""
    people.take_turn(transaction)
    if transaction["rosters"].one(identifier) is None:
        stored = {**roster, people.PEOPLE: people.named_by(roster), "stored_parts": 0, "complete": False}
        transaction["rosters"].insert([{"_id": identifier, **stored}])


def add_part(transaction: Transaction, identifier: str, pairs: Sequence[tuple[str, str]]) -> None:
    """Store the next part of a roster.

    The count in the roster's document is read and written, so two who solve the same roster cannot both store a part.
    """
    found = transaction["rosters"].one(identifier)
    assert found is not None
    number = found["stored_parts"]
    part = {"roster": identifier, "assignments": [list(pair) for pair in pairs]}
    transaction["roster_parts"].insert(
        [{"_id": f"{identifier}:{number}", **part, people.PEOPLE: people.named_by(part)}]
    )
    complete = number + 1 == found["parts"]
    change = {"$set": {"stored_parts": number + 1, "complete": complete}}
    transaction["rosters"].write([UpdateOne({"_id": identifier}, change)])


def completed(transaction: Transaction, identifier: str) -> Document | None:
    """A roster without its assignments, once all its parts are stored."""
    found = transaction["rosters"].one(identifier)
    return found if found is not None and found["complete"] else None
