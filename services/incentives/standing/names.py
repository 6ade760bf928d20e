"""Names of persons; what is stored of volunteers' other names and moves, as parts of the volunteer's document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pymongo import UpdateOne

from services.incentives.standing.accounts import NAME_HOMES, NAMES
from services.incentives.standing.homes import MOVES, Move, newest
from services.incentives.standing.persons import known_as, persons_on
from services.incentives.standing.repository import NO_STANDING, accounts_in, nobody
from shared import clock
from shared.regions import is_region
from shared.store.client import Document
from shared.store.transaction import Transaction


def names_of_person(transaction: Transaction, number: str) -> set[str]:
    """All numbers and names by which the person is known today whose registration a number is."""
    accounts = accounts_in(transaction, [number])
    return known_as(accounts, persons_on(accounts, clock.today()), number)


def save(transaction: Transaction, names: Mapping[str, Mapping[str, str | None]]) -> None:
    """Keep by which other references volunteers are known; of who is erased nothing, however late it comes.

    Args:
        names: by number the references, each with the region to which the person belongs by it, where that is told.
    """
    stored = transaction["standings"].by_id(names, dict.fromkeys(("volunteer_ref", "sequence", NAMES, NAME_HOMES), 1))
    new = names.keys() - stored.keys()
    transaction["standings"].insert(
        [{**nobody(number), **_kept(names[number], {}), **NO_STANDING} for number in sorted(new)]
    )
    transaction["standings"].write(
        [
            UpdateOne({"_id": number}, {"$set": _kept(names[number], one)})
            for number, one in stored.items()
            if not _is_erased(one)
        ]
    )


def save_moves(transaction: Transaction, moves: Mapping[str, Sequence[Move]]) -> None:
    """Keep which transfers of volunteers were accepted; of who is erased nothing, however late it comes."""
    stored = transaction["standings"].by_id(moves, dict.fromkeys(("volunteer_ref", "sequence", MOVES), 1))
    new = moves.keys() - stored.keys()
    transaction["standings"].insert(
        [{**nobody(number), MOVES: _moves(moves[number], {}), **NO_STANDING} for number in sorted(new)]
    )
    transaction["standings"].write(
        [
            UpdateOne({"_id": number}, {"$set": {MOVES: _moves(moves[number], one)}})
            for number, one in stored.items()
            if not _is_erased(one)
        ]
    )


def _moves(new: Sequence[Move], stored: Document) -> list[list[str | int]]:
    return [list(one) for one in newest([*(Move(*one) for one in stored.get(MOVES, ())), *new])]


def _kept(new: Mapping[str, str | None], stored: Document) -> Document:
    told = {reference: home for reference, home in new.items() if home and is_region(home)}
    homes = {**dict(stored.get(NAME_HOMES, ())), **told}
    return {
        NAMES: sorted({*new, *stored.get(NAMES, ())}),
        **({NAME_HOMES: [list(one) for one in sorted(homes.items())]} if homes else {}),
    }


def _is_erased(volunteer: Document) -> bool:
    """Whether it was told of a volunteer of whom nothing is known any more."""
    return volunteer["volunteer_ref"] is None and volunteer["sequence"] > 0
