"""Deciding on sign-ups and cancels whose shifts and persons are known: in the order of their instants, each beside all
that was decided before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.projects.signups import domain, repository
from services.projects.signups.asking import asked
from services.projects.signups.board import Board, Step, Verdict, in_order
from services.projects.signups.domain import Asked, Cancel
from services.projects.signups.places import Places
from services.projects.undecided import UNDECIDED
from shared import clock, undecided
from shared.kinds import Case
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.waiting import ACCEPTED, OUTCOME

_, REFUSED = UNDECIDED


def settle(transaction: Transaction, cases: Sequence[Case]) -> None:
    """Rows whose shift and volunteer, or whose sign-up, are known were taken in: decide on them."""
    Settlement(transaction, cases).decide()


class Settlement:
    """Some actions, the sign-ups that they are about, and what those depend on."""

    def __init__(self, transaction: Transaction, cases: Sequence[Case]) -> None:
        self._transaction = transaction
        self._asked = [one for one in cases if one["action"] == domain.SIGN_UP]
        self._cancels = [one for one in cases if one["action"] == domain.CANCEL]
        self._places = Places(
            transaction,
            {
                **{one["sign_up_ref"]: dict(one.known["sign_up_ref"]) for one in self._cancels},
                **{one.reference: as_asked(one) for one in self._asked},
            },
            self._asked,
        )
        self._board = self._set_up()

    def decide(self) -> None:
        """Decide on all, keep it and tell of it."""
        verdicts = {}
        for action in in_order(
            [*asked(self._transaction, self._places, self._asked), *map(self._cancel, self._cancels)]
        ):
            decide = self._board.sign_up if isinstance(action, Asked) else self._board.cancel
            verdicts[action.reference] = decide(action)  # type: ignore[arg-type]  # which of both it is decides
        changes = {reference: _outcome(verdict) for reference, verdict in verdicts.items()}
        for one in self._asked:
            kept = {"state": None, "sequence": 1, repository.SIGN_UP: one.reference}
            starts = self._places.sign_ups[one.reference]["starts_at"]
            changes[one.reference] |= {**kept, "starts_at": starts}
        self._tell_refused(verdicts)
        for sign_up, after in self._places.follow(self._board.steps).items():
            changes.setdefault(sign_up, {}).update(after)
        repository.change(self._transaction, changes)

    def _set_up(self) -> Board:
        moving = {self._places.sign_ups[one["sign_up_ref"]]["shift_ref"] for one in self._cancels}
        seats = repository.seats(self._transaction, self._places.shifts, moving)
        wanted = [(self._places.person(one.reference), self._places.shift(one.reference)) for one in self._asked]
        return Board(clock.today(), seats, repository.taken(self._transaction, self._places.persons, wanted))

    def _cancel(self, case: Case) -> Cancel:
        sign_up = case["sign_up_ref"]
        shift, person, state = self._places.shift(sign_up), self._places.person(sign_up), self._places.before[sign_up]
        return Cancel(case.reference, case.moment("at"), sign_up, person, shift, state)

    def _tell_refused(self, verdicts: Mapping[str, Verdict]) -> None:
        for reference, verdict in verdicts.items():
            if verdict.reason:
                policy = verdict.policy.reference
                told = undecided.told(repository.ACTIONS, reference, f"refused:{verdict.reason}", policy)
                self._transaction.publish(REFUSED, reference, told)
                if reference in self._places.sign_ups:
                    self._places.tell(Step(reference, "refused", reason=verdict.reason))


def as_asked(case: Case) -> Document:
    """A new sign-up, as its document will be."""
    starts = case.known["shift_ref"]["starts_at"]
    number = case.known["volunteer_ref"].number
    return {"_id": case.reference, **case.facts, "volunteer": number, "starts_at": starts}


def _outcome(verdict: Verdict) -> dict[str, Any]:
    return {OUTCOME: f"refused:{verdict.reason}" if verdict.reason else ACCEPTED, "policy": verdict.policy.kept}
