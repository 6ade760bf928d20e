"""What sign-ups follow of their shifts: a cancelled one has no places, and one with more of them takes who waits."""

from __future__ import annotations

from collections.abc import Iterable

from services.projects.signups import repository
from services.projects.signups.board import Board, InLine
from services.projects.signups.domain import ACTIVE, WAITING
from services.projects.signups.places import Places
from shared import clock
from shared.store.transaction import Transaction


def follow(transaction: Transaction, shifts: Iterable[str]) -> None:
    """Shifts are others now: decide what becomes of their active sign-ups by how they stand, whatever was heard first.

    Nobody slips through: who signed up at the moment of the change wrote on the shift's seats, as the change did.
    """
    found = {one["_id"]: one for one in repository.of_shifts(transaction, set(shifts)) if one["state"] in ACTIVE}
    places = Places(transaction, found)
    board = Board(clock.today(), repository.seats(transaction, places.shifts, ()))
    for name, one in found.items():
        if one["state"] == WAITING:
            board.seats[one["shift_ref"]].waiting.append(InLine(clock.from_text(one["at"]), name))
    for reference, shift in sorted(places.shifts.items()):
        if shift.cancelled:
            board.call_off(shift, sorted(name for name, one in found.items() if one["shift_ref"] == reference))
        else:
            board.fill(shift, clock.now())
    repository.change(transaction, places.follow(board.steps))
