"""Transfers of a volunteer to other regions: what becomes of each of them, and where each led. Pure.

Whether a volunteer belongs to a region already depends on the transfers before, and these may come later. So those of
a volunteer are decided together, in the order in which they were requested (rules-network.md 2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from services.registry.volunteers.life import Move, home_at, in_order, last_of
from shared import clock
from shared.rules.conditions import Conditions
from shared.rules.faults import Fault
from shared.rules.places import PROVINCE
from shared.rules.policies import EVER, in_force

ACCEPTED, DECLINED = DECISIONS = ("accepted", "declined")
OPEN = "open"


@dataclass(frozen=True)
class Transfer:
    """A volunteer's request to belong to another region, with the receiving region's decision once there is one.

    Attributes:
        of_name: whether it moves a name of the person alone: who asked reaches that name, and not the person.
        under: the other name of the person by which it names the volunteer; None for the registration's own.
    """

    reference: str
    to_region_code: str
    requested_at: dt.datetime
    decided_at: dt.datetime | None = None
    decision: str | None = None
    of_name: bool = False
    under: str | None = None

    @property
    def move(self) -> Move | None:
        """Where it leads; None for one that is not accepted."""
        if self.decision != ACCEPTED or self.decided_at is None:
            return None
        return Move(self.decided_at, self.to_region_code, self.reference, self.under)

    def state(self, day: dt.date | None = None) -> str:
        """accepted, declined or open as of a day in China; None for what is known."""
        decided = self.decided_at is not None and self.decision is not None
        if not decided or (day is not None and clock.china_day(self.decided_at) > day):  # type: ignore[arg-type]
            return OPEN
        return str(self.decision)


class Request(NamedTuple):
    """A transfer, and where the volunteer belonged when it was requested."""

    transfer: Transfer
    home: str


class Way(NamedTuple):
    """From where to where a transfer led; the same twice for one that leads nowhere."""

    from_region_code: str
    to_region_code: str


TRANSFERS = (
    Conditions(
        "transfer/guangdong",
        PROVINCE,
        EVER,
        1,
        (("same_region", lambda request: request.home == request.transfer.to_region_code),),
    ),
)
"""Why a request is refused [rules-network.md 2]."""


def policy_of(transfer: Transfer, day: dt.date) -> Conditions:
    """The policy that decides on a request on a day."""
    return in_force(TRANSFERS, day, transfer.to_region_code)


@dataclass(frozen=True)
class Decided:
    """A volunteer's transfers, decided together.

    Attributes:
        refused: the reason by reference.
        moves: where the accepted ones led, in the order in which they count.
        of_names: of a person, those that moved another name alone.
    """

    registered: str
    refused: dict[str, str]
    moves: tuple[Move, ...]
    of_names: tuple[Move, ...] = ()

    def outcome(self, transfer: Transfer) -> str:
        """What became of the request."""
        reason = self.refused.get(transfer.reference)
        return f"refused:{reason}" if reason else ACCEPTED

    def home(self, transfer: Transfer) -> str:
        """Where the volunteer belonged when it was requested: the region that it would leave."""
        return home_at(self.registered, self.moves, transfer.requested_at)

    def way(self, transfer: Transfer, told: Way | None = None) -> Way | None:
        """From where to where a transfer leads; None where nobody has to hear of it.

        One that moves a name alone leaves the person at home, and so it is told: records under the name follow.

        Args:
            told: what others have heard of it. If it leads nowhere now, they hear that it left the volunteer at home.
        """
        move = next((one for one in self.moves if one.transfer_ref == transfer.reference), None)
        if move is None and told is None and transfer.reference not in {one.transfer_ref for one in self.of_names}:
            return None
        at = transfer.decided_at or transfer.requested_at
        before = [one for one in self.moves if (one.at, one.transfer_ref) < (at, transfer.reference)]
        home = last_of(self.registered, before)
        return Way(home, move.region_code if move else home)


def decide(registered: str, transfers: Iterable[Transfer], today: dt.date) -> Decided:
    """What becomes of a volunteer's transfers, whatever the order in which they came.

    Args:
        registered: the region of the registration.
        today: the day on which it is decided, for the policy.
    """
    refused: dict[str, str] = {}
    moves: list[Move] = []
    for one in sorted(transfers, key=lambda transfer: (transfer.requested_at, transfer.reference)):
        request = Request(one, home_at(registered, moves, one.requested_at))
        reason = policy_of(one, today).failing(request)
        if reason:
            refused[one.reference] = reason
        elif one.move:
            moves.append(one.move)
    return Decided(registered, refused, in_order(moves))


def together(registered: str, parts: Iterable[Decided], of_names: Collection[str] = ()) -> Decided:
    """A person's transfers, of which those under each of its names were decided by themselves.

    A source's rows so have the same outcome whether another source knows the person or not (docs/adr/0017); where the
    person belongs follows all of them.

    Args:
        registered: the region of the person's own registration.
        of_names: the references of those that move a name alone.
    """
    some = list(parts)
    refused = {reference: reason for part in some for reference, reason in part.refused.items()}
    moves = in_order(move for part in some for move in part.moves)
    own = tuple(one for one in moves if one.transfer_ref not in of_names)
    return Decided(registered, refused, own, tuple(one for one in moves if one.transfer_ref in of_names))


def decision_fault(transfer: Transfer, outcome: str, at: dt.datetime, *, receives: bool) -> Fault | None:
    """Why the receiving region cannot decide on a transfer now.

    Args:
        outcome: of the request: accepted, held or refused for a reason.
        receives: whether the caller acts for the region to which it leads.
    """
    if outcome != ACCEPTED:
        return Fault("decision", outcome.partition(":")[2])
    if transfer.state() != OPEN:
        return Fault("decision", "already_decided")
    if at < transfer.requested_at:
        return Fault("decision", "before_request")
    if not receives:
        return Fault("decision", "not_the_receiving_region")
    return None
