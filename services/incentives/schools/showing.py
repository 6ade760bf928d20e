"""School records on a day, from what is dated on it or before: of who studies, and lets the school know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from services.incentives.entitlements import repository
from services.incentives.schools.domain import PURPOSE, schools
from services.incentives.served.copies import ORGANISATIONS
from services.incentives.standing import repository as standing
from services.incentives.standing.adopted import tables_now
from services.incentives.standing.domain import rate_student
from services.incentives.standing.persons import Persons
from services.incentives.standing.rules import Stars
from services.incentives.standing.tables import Tables
from services.incentives.students.domain import since
from services.incentives.students.repository import stages_of
from shared import clock
from shared.sources import LOCAL
from shared.store.bound import portions
from shared.store.transaction import Store
from shared.where import EVERYWHERE, Where

AT_ONCE = 200


class Record(NamedTuple):
    """What a person served as a student.

    Attributes:
        names: number and reference, as the reader knows the person.
        schools: those that may know it.
        since: the first day of the stage.
    """

    names: Mapping[str, Any]
    schools: Sequence[str]
    since: dt.date
    rating: Stars


def records_as_of(
    store: Store, as_of: dt.date | None, school: str | None = None, where: Where = EVERYWHERE, reader: str = LOCAL
) -> Iterator[dict[str, Any]]:
    """The record of each student on a day, by default today, one for each school that may know it.

    Args:
        school: of it alone.
        where: the caller is shown the records for schools that it reaches, and a volunteer the own ones.
        reader: the source that asks, by whose references people are named.
    """
    day, tables, seen = as_of or clock.today(), tables_now(store), set[str]()
    for some in _consenting(store, school):
        for record in _records(store, some, seen, day=day, tables=tables, reader=reader):
            reached = _reached(store, record.schools, where)
            for one in record.schools:
                is_own = where.person is not None and where.person == record.names["volunteer"]
                if school in (None, one) and (is_own or one in reached):
                    yield _line(one, record)


def _consenting(store: Store, school: str | None) -> Iterator[Sequence[str]]:
    """Who ever consented, to a school if one is named, some at a time."""
    if school is None:
        numbers = repository.consenting(store.database, PURPOSE)
        yield from (numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE))
        return
    after = ""
    while found := repository.page_of(store.database, school, after, AT_ONCE):
        yield found
        after = found[-1]


def _records(
    store: Store, numbers: Sequence[str], seen: set[str], *, day: dt.date, tables: Tables, reader: str
) -> Iterator[Record]:
    """Those of the persons of some registrations who were not seen before."""
    accounts = standing.accounts_of(store, numbers)
    persons = Persons({number: one.standing for number, one in accounts.items()}, day)
    consents = repository.of(store.database).consents(accounts, PURPOSE)
    stages = stages_of(store, accounts)
    for number in sorted({persons.person(one) for one in numbers} & accounts.keys() - seen):
        seen.add(number)
        registrations = persons.registrations(number)
        begun = since((span for one in registrations for span in stages.get(one, ())), day)
        told = schools((consent for one in registrations for consent in consents.get(one, ())), day)
        if begun and told:
            names = {"volunteer": number, "volunteer_ref": accounts[number].name_for(reader)}
            yield Record(names, told, begun, rate_student(persons.entries(number), begun, day, tables))


def _reached(store: Store, names: Sequence[str], where: Where) -> set[str]:
    """The schools where a caller acts: for the organisation, or in its region."""
    if where.everywhere:
        return set(names)
    parts = portions(names)
    found = [
        one for part in parts for one in store.database[ORGANISATIONS.collection].find({"_id": {"$in": list(part)}})
    ]
    regions = {one["_id"]: one["region_code"] for one in found}
    return {one for one in names if where.reaches(regions.get(one), one)}


def _line(school: str, record: Record) -> dict[str, Any]:
    rating = record.rating
    return {
        "organisation_ref": school,
        **record.names,
        "since": record.since.isoformat(),
        "minutes": rating.minutes,
        "stars": rating.stars,
        "entries": sorted(rating.entries),
        "policy": rating.policy.reference,
    }
