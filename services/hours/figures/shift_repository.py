"""What hours keeps for figures of programmes: shifts with who served, organisations, and which projects there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pymongo import ReplaceOne
from pymongo.database import Database

from services.hours.figures.programmes import Of, Presence, Project, Shift
from shared import figures, waiting
from shared.figures import COUNTED, TURN, Stored
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

SHIFTS, ORGANISATIONS, PROJECTS = "figure_shifts", "figure_organisations", "figure_projects"
First = dict[tuple[str, str], dt.date]
"""By project and city the first day on which somebody served in an organisation's shifts."""


class KeptShift(NamedTuple):
    """A shift, what it counted when it was last counted, and how often that was."""

    shift: Shift
    counted: Stored
    turn: int


class KeptOrganisation(NamedTuple):
    """An organisation, likewise."""

    first: First
    counted: Stored
    turn: int


def collections(database: Database[Document]) -> None:
    """Make the collections."""
    collection(database, SHIFTS, index("project_ref", sparse=True))
    for name in (ORGANISATIONS, PROJECTS):
        collection(database, name)


def shifts(transaction: Transaction, references: Iterable[str]) -> dict[str, KeptShift]:
    """Those of the references; of which nothing was heard yet, nothing is known."""
    wanted = set(references)
    found = transaction[SHIFTS].by_id(wanted)
    return {one: _shift(found[one]) if one in found else KeptShift(Shift(), [], 0) for one in wanted}


def of_projects(transaction: Transaction, references: Iterable[str]) -> dict[str, KeptShift]:
    """The shifts of projects."""
    return {one["_id"]: _shift(one) for one in transaction[SHIFTS].where("project_ref", references)}


def served(database: Database[Document], references: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The numbers of those who served in shifts, and on which day, as far as it was counted."""
    for part in portions(references):
        for one in database[SHIFTS].find({"_id": {"$in": list(part)}}, {"served": 1}):
            yield from ((number, day) for _, day, number, *_ in one["served"])


def organisations(transaction: Transaction, references: Iterable[str]) -> dict[str, KeptOrganisation]:
    """Those of the references."""
    wanted = set(references)
    found = transaction[ORGANISATIONS].by_id(wanted)
    return {one: _organisation(found.get(one)) for one in wanted}


def projects(transaction: Transaction, references: Iterable[str]) -> dict[str, Project]:
    """Those of the projects that are known."""
    found = waiting.known(transaction, PROJECTS, references)
    return {ref: Project(one["programme"], one["target_group"]) for ref, one in found.items()}


def expect(transaction: Transaction, references: Iterable[str]) -> None:
    """Conflict with whoever brings one of these projects: it must see what was counted without it."""
    waiting.begin(transaction, PROJECTS, references)


def save_shifts(
    transaction: Transaction, before: Mapping[str, KeptShift], after: Mapping[str, tuple[Shift, Stored]]
) -> None:
    """Keep what shifts count now, and change the figures by it."""
    figures.change(transaction, [before[one].counted for one in after], [counted for _, counted in after.values()])
    transaction[SHIFTS].write(
        [
            ReplaceOne({"_id": one}, _document(one, shift, counted, before[one].turn + 1), upsert=True)
            for one, (shift, counted) in sorted(after.items())
        ]
    )


def save_organisations(
    transaction: Transaction, before: Mapping[str, KeptOrganisation], after: Mapping[str, tuple[First, Stored]]
) -> None:
    """The same of organisations."""
    figures.change(transaction, [before[one].counted for one in after], [counted for _, counted in after.values()])
    transaction[ORGANISATIONS].write(
        [
            ReplaceOne(
                {"_id": one},
                {
                    "_id": one,
                    "first": sorted([ref, city, day.isoformat()] for (ref, city), day in first.items()),
                    COUNTED: counted,
                    TURN: before[one].turn + 1,
                },
                upsert=True,
            )
            for one, (first, counted) in sorted(after.items())
        ]
    )


def _document(reference: str, shift: Shift, counted: Stored, turn: int) -> Document:
    """In an order of its own, so that the same facts make the same document however they came."""
    of = shift.of
    return {
        "_id": reference,
        **({"project_ref": of.project_ref, "organisation_ref": of.organisation_ref} if of else {}),
        "served": sorted(
            [entry, one.day.isoformat(), one.number, one.minutes, one.city] for entry, one in shift.served.items()
        ),
        "papers": {kind: day.isoformat() for kind, day in sorted(shift.papers.items())},
        COUNTED: counted,
        TURN: turn,
    }


def _shift(document: Document) -> KeptShift:
    of = Of(document["project_ref"], document["organisation_ref"]) if "project_ref" in document else None
    served = {
        entry: Presence(dt.date.fromisoformat(day), number, minutes, city)
        for entry, day, number, minutes, city in document["served"]
    }
    papers = {kind: dt.date.fromisoformat(day) for kind, day in document["papers"].items()}
    return KeptShift(Shift(of, served, papers), document[COUNTED], document[TURN])


def _organisation(document: Document | None) -> KeptOrganisation:
    if document is None:
        return KeptOrganisation({}, [], 0)
    first = {(ref, city): dt.date.fromisoformat(day) for ref, city, day in document["first"]}
    return KeptOrganisation(first, document[COUNTED], document[TURN])
