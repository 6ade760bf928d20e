"""What hours keeps for figures: of each person the facts that count and what they count, and the figures' days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pymongo import ReplaceOne
from pymongo.database import Database

from services.hours.figures.domain import Joined, Merge, Move, Person
from shared import clock, figures
from shared.figures import COUNTED, TURN, Stored
from shared.rules.spans import Span
from shared.sealing import SEALED
from shared.store.client import Document
from shared.store.migrations import collection
from shared.store.transaction import Transaction

PEOPLE, PAPERS = "figure_people", "papers"


class Kept(NamedTuple):
    """A person, what it counted when it was last counted, and how often that was."""

    person: Person
    counted: Stored
    turn: int


NOBODY = Kept(Person(), [], 0)


def collections(database: Database[Document]) -> None:
    """Make the collections."""
    figures.collections(database)
    collection(database, PEOPLE)


def people(transaction: Transaction, numbers: Iterable[str]) -> dict[str, Kept]:
    """Those whose numbers are given; of whom nothing was heard yet, nothing is known."""
    found = transaction[PEOPLE].by_id(numbers)
    return {number: _kept(found[number]) if number in found else NOBODY for number in numbers}


def save(transaction: Transaction, before: Mapping[str, Kept], after: Mapping[str, tuple[Person, Stored]]) -> None:
    """Keep what people count now, and change the figures by it."""
    figures.change(
        transaction, [before[number].counted for number in after], [counted for _, counted in after.values()]
    )
    transaction[PEOPLE].write(
        [
            ReplaceOne({"_id": number}, _document(number, person, counted, before[number].turn + 1), upsert=True)
            for number, (person, counted) in sorted(after.items())
        ]
    )


def _document(number: str, person: Person, counted: Stored, turn: int) -> Document:
    """In an order of its own, so that the same facts make the same document however they came."""
    return {
        "_id": number,
        "served": sorted([day.isoformat(), entry] for entry, day in person.served.items()),
        "home": list(person.home) if person.home else None,
        "moves": sorted(
            [reference, one.sequence, clock.to_text(one.decided_at), one.from_city, one.to_city]
            for reference, one in person.moves.items()
        ),
        "merges": sorted(
            [reference, one.sequence, one.kept, one.merged, one.days.first.isoformat(), _text(one.days.end)]
            for reference, one in person.merges.items()
        ),
        "erased_on": _text(person.erased_on),
        "joined": sorted(
            [shift, one.day.isoformat(), one.project_ref, one.city] for shift, one in person.joined.items()
        ),
        PAPERS: {"sequence": person.papers[0], SEALED: person.papers[1]} if person.papers else None,
        COUNTED: counted,
        TURN: turn,
    }


def _kept(document: Mapping[str, Any]) -> Kept:
    home, moves, merges = document["home"], document["moves"], document["merges"]
    papers = document.get(PAPERS)
    person = Person(
        served={entry: dt.date.fromisoformat(day) for day, entry in document["served"]},
        home=(home[0], home[1]) if home else None,
        moves={
            reference: Move(sequence, clock.from_text(at), before, after)
            for reference, sequence, at, before, after in moves
        },
        merges={
            reference: Merge(sequence, kept, merged, Span(dt.date.fromisoformat(first), _day(end)))
            for reference, sequence, kept, merged, first, end in merges
        },
        erased_on=_day(document["erased_on"]),
        joined={
            shift: Joined(dt.date.fromisoformat(day), project, city)
            for shift, day, project, city in document.get("joined", ())
        },
        papers=(papers["sequence"], papers[SEALED]) if papers else None,
    )
    return Kept(person, document[COUNTED], document[TURN])


def _text(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
