"""Keeping the registry's figures: whom and what news are about is counted anew, of the facts as they are now.

Of events only what they are about is read: the facts are the registry's own. So any order and any repetition of events
ends the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager

from services.registry.affiliations.repository import of_volunteers
from services.registry.figures import domain, repository
from services.registry.organisations.domain import UNSETTLED
from services.registry.populations.domain import MEMBERS
from shared import figures
from shared.figures import Counted
from shared.store.transaction import Transaction

VOLUNTEER, MEMBER = "volunteer", "member"
"""Of one person two subjects, which cannot be told to be one."""
AT_ONCE = 200
"""Affiliations of an organisation whose people are counted anew in one transaction."""


def count_organisations(transaction: Transaction, references: Iterable[str]) -> None:
    """Organisations, their terms of office or their standing are others now, and so their stations may be."""
    found = repository.organisations(transaction, references)
    terms = repository.terms(transaction, found)
    counted = {f"organisation:{one}": domain.organisation(found[one], terms.get(one, ())) for one in found}
    figures.count(transaction, counted)
    _count_stations(transaction, repository.stations_of(transaction, found), found)


def count_successors(transaction: Transaction, references: Iterable[str]) -> None:
    """Organisations are known now: to those that succeed others, members of these may pass."""
    for one in repository.succeeding(transaction, references):
        unsettle(transaction, one)


def count_stations(transaction: Transaction, references: Iterable[str]) -> None:
    """Stations opened or changed."""
    stations = repository.stations(transaction, references)
    running = {one["organisation_ref"] for one in stations.values()}
    _count_stations(transaction, stations, repository.organisations(transaction, running))


def count_people(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Registrations are new, belong to another region, or became one with another."""
    figures.count(transaction, figures.hidden(transaction, VOLUNTEER, _people(transaction, numbers)))


def count_members(transaction: Transaction, numbers: Iterable[str], *, affiliated: bool = False) -> None:
    """Where people belong, or whether they are verified or one with others, is another now.

    Args:
        affiliated: whether only those count anew who have affiliations: the news say nothing of these.
    """
    figures.count(
        transaction, figures.hidden(transaction, MEMBER, _members(transaction, set(numbers), affiliated=affiliated))
    )


@contextmanager
def erasing(transaction: Transaction, numbers: Collection[str], day: dt.date) -> Iterator[None]:
    """People are erased meanwhile: they count until a day, and the figures of earlier days stay what they were.

    So do those of whoever once was one person with them. This is done in the erasure's own transaction: afterwards
    nobody would know what they counted for.
    """
    others = repository.tied(transaction, numbers) - set(numbers)
    before = _subjects(transaction, {*numbers, *others})
    yield
    figures.forget(transaction, before, _subjects(transaction, others), day)


def count_populations(transaction: Transaction, populations: Iterable[Mapping[str, str]]) -> None:
    """Members count for the province since their organisation first had a population; and that may be a new one."""
    first = [one for one in populations if one["kind"] in MEMBERS]
    known = repository.populations_of(transaction, {one["organisation_ref"] for one in first})
    for one in first:
        others = [other for other in known.get(one["organisation_ref"], ()) if other["kind"] == one["kind"]]
        if one["population_ref"] == min(others, key=lambda other: (other["as_of"], other["_id"]))["_id"]:
            unsettle(transaction, one["organisation_ref"])


def unsettle(transaction: Transaction, organisation: str, after: str | None = None, *, below: bool = True) -> None:
    """Have the members of an organisation counted anew, a part at a time."""
    data = {"organisation_ref": organisation, "after": after, "below": below}
    transaction.publish(UNSETTLED, organisation, data)


def count_unsettled(transaction: Transaction, organisation_ref: str, after: str | None, *, below: bool) -> None:
    """Count anew some of those who belong to an organisation, and leave the others to further events.

    Args:
        below: whether those count anew, too, who belong below it, or to one whose members pass there.
    """
    if below:
        beneath = repository.below(transaction, organisation_ref)
        for one in (*beneath, *repository.passing_to(transaction, (organisation_ref, *beneath))):
            unsettle(transaction, one, below=False)
    found = repository.affiliated(transaction, organisation_ref, after or "", AT_ONCE)
    count_members(transaction, {number for _, number in found})
    if len(found) == AT_ONCE:
        unsettle(transaction, organisation_ref, found[-1][0], below=False)


def _count_stations(
    transaction: Transaction, stations: Mapping[str, repository.Facts], running: Mapping[str, repository.Facts]
) -> None:
    counted = {
        f"station:{reference}": domain.station(one, running[one["organisation_ref"]])
        for reference, one in stations.items()
        if one["organisation_ref"] in running
    }
    figures.count(transaction, counted)


def _people(transaction: Transaction, numbers: Iterable[str]) -> dict[str, Counted]:
    found = repository.volunteers(transaction, numbers)
    return {number: domain.volunteer(one) for number, one in found.items()}


def _members(transaction: Transaction, numbers: set[str], *, affiliated: bool = False) -> dict[str, Counted]:
    """What people, and those into whom they are merged, count as members, by number."""
    merges = repository.merged_into(transaction, numbers)
    subjects = {*numbers, *(one.kept for some in merges.values() for one in some if one.merged in numbers)}
    joined = {number: [one.merged for one in merges.get(number, ())] for number in subjects}
    belonging = of_volunteers(transaction, {*subjects, *(one for some in joined.values() for one in some)})
    if affiliated:
        subjects = {one for one in subjects if not belonging.keys().isdisjoint((one, *joined[one]))}
    tree = repository.tree(transaction, (one for some in belonging.values() for one in some))
    return {
        number: domain.members(one, merges.get(number, ()), belonging, tree)
        for number, one in repository.volunteers(transaction, subjects).items()
    }


def _subjects(transaction: Transaction, numbers: Collection[str]) -> dict[str, Counted]:
    """All that people count, as volunteers and as members."""
    members = {number: one for number, one in _members(transaction, set(numbers)).items() if number in numbers}
    people = figures.hidden(transaction, VOLUNTEER, _people(transaction, numbers))
    return {**people, **figures.hidden(transaction, MEMBER, members)}
