"""Deciding on sign-ups and cancels whose shifts and persons are known: in the order of their instants, each beside all
that was decided before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.projects.signups import domain, repository
from services.projects.signups.board import Board, Step, Verdict, in_order
from services.projects.signups.domain import CONFIRMED, Asked, Cancel, Qualification, Shift
from services.projects.undecided import UNDECIDED
from shared import clock, undecided
from shared.kinds import Case
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.waiting import ACCEPTED, OUTCOME

SETTLED = "signup.settled.v1"
_, REFUSED = UNDECIDED


def settle(transaction: Transaction, cases: Sequence[Case]) -> None:
    """Rows whose shift and volunteer, or whose sign-up, are known were taken in: decide on them."""
    Settlement(transaction, cases).decide()


@dataclass(frozen=True)
class Told:
    """A sign-up's state as others hear of it."""

    state: str
    moved_up: bool = False
    reason: str | None = None


class Settlement:
    """Some actions, the sign-ups that they are about, and what those depend on."""

    def __init__(self, transaction: Transaction, cases: Sequence[Case]) -> None:
        self._transaction = transaction
        self._asked = [one for one in cases if one["action"] == domain.SIGN_UP]
        self._cancels = [one for one in cases if one["action"] == domain.CANCEL]
        self._sign_ups: dict[str, Document] = {
            **{one["sign_up_ref"]: dict(one.known["sign_up_ref"]) for one in self._cancels},
            **{one.reference: _as_asked(one) for one in self._asked},
        }
        self._before = {name: one.get("state") for name, one in self._sign_ups.items()}
        self._shifts = repository.shifts(transaction, {one["shift_ref"] for one in self._sign_ups.values()})
        numbers = {one["volunteer"] for one in self._sign_ups.values()}
        self._persons = repository.persons(transaction, numbers)
        self._board = self._set_up()

    def decide(self) -> None:
        """Decide on all, keep it and tell of it."""
        verdicts = {}
        for action in in_order([*self._with_qualifications(), *map(self._cancel, self._cancels)]):
            decide = self._board.sign_up if isinstance(action, Asked) else self._board.cancel
            verdicts[action.reference] = decide(action)  # type: ignore[arg-type]  # which of both it is decides
        self._load(one.sign_up for one in self._board.steps)
        changes = {reference: _outcome(verdict) for reference, verdict in verdicts.items()}
        for one in self._asked:
            kept = {"state": None, "sequence": 1, repository.SIGN_UP: one.reference}
            changes[one.reference] |= {**kept, "starts_at": self._sign_ups[one.reference]["starts_at"]}
        self._tell_refused(verdicts)
        for step in self._board.steps:
            changes.setdefault(step.sign_up, {}).update(self._step(step))
        repository.change(self._transaction, changes)
        self._keep_places()

    def _set_up(self) -> Board:
        moving = {self._sign_ups[one["sign_up_ref"]]["shift_ref"] for one in self._cancels}
        seats = repository.seats(self._transaction, self._shifts, moving)
        wanted = [(self._person(one.reference), self._shift(one.reference)) for one in self._asked]
        return Board(clock.today(), seats, repository.taken(self._transaction, self._persons, wanted))

    def _with_qualifications(self) -> list[Asked]:
        """What is asked for; what persons passed is looked up where a post wants to know."""
        who = {self._person(one.reference) for one in self._asked if self._shift(one.reference).qualification}
        numbers = {number for number, person in self._persons.items() if person in who}
        passed = repository.qualifications(self._transaction, numbers)
        held: defaultdict[str, list[Qualification]] = defaultdict(list)
        for number in numbers:
            held[self._persons[number]] += passed[number]
        return [
            Asked(
                one.reference,
                one.moment("at"),
                self._shift(one.reference),
                one.known["volunteer_ref"],
                tuple(held[self._person(one.reference)]),
            )
            for one in self._asked
        ]

    def _cancel(self, case: Case) -> Cancel:
        sign_up = case["sign_up_ref"]
        shift, person, state = self._shift(sign_up), self._person(sign_up), self._before[sign_up]
        return Cancel(case.reference, case.moment("at"), sign_up, person, shift, state)

    def _load(self, sign_ups: Iterable[str]) -> None:
        """Those that moved up besides, of others."""
        missing = {one for one in sign_ups if one not in self._sign_ups}
        found = repository.documents(self._transaction, missing)
        self._sign_ups |= found
        self._before |= {name: one["state"] for name, one in found.items()}
        if found:
            self._persons |= repository.persons(self._transaction, {one["volunteer"] for one in found.values()})

    def _step(self, step: Step) -> dict[str, Any]:
        sign_up = self._sign_ups[step.sign_up]
        after = {"state": step.state, "sequence": sign_up.get("sequence", 0) + 1}
        sign_up |= after
        self._tell(step.sign_up, Told(step.state, step.moved_up))
        return after

    def _tell_refused(self, verdicts: Mapping[str, Verdict]) -> None:
        for reference, verdict in verdicts.items():
            if verdict.reason:
                policy = verdict.policy.reference
                told = undecided.told(repository.ACTIONS, reference, f"refused:{verdict.reason}", policy)
                self._transaction.publish(REFUSED, reference, told)
                if reference in self._sign_ups:
                    self._tell(reference, Told("refused", reason=verdict.reason))

    def _tell(self, reference: str, told: Told) -> None:
        sign_up = self._sign_ups[reference]
        data = {
            "sign_up_ref": reference,
            **{name: sign_up[name] for name in ("shift_ref", "volunteer", "starts_at")},
            "state": told.state,
            "moved_up": told.moved_up,
            "reason": told.reason,
        }
        self._transaction.publish(SETTLED, reference, data, sequence=sign_up.get("sequence", 1))

    def _keep_places(self) -> None:
        """Write on seats and days what became of places; who came to wait writes, too."""
        changed = {step.sign_up for step in self._board.steps}
        seats: Counter[str] = Counter()
        for name in sorted(changed):
            sign_up, before = self._sign_ups[name], self._before[name]
            seats[sign_up["shift_ref"]] += (sign_up["state"] == CONFIRMED) - (before == CONFIRMED)
        repository.keep_seats(self._transaction, seats)
        places = [
            (self._sign_ups[name], self._person(name), self._shift(name))
            for name in sorted(changed)
            if (self._sign_ups[name]["state"] in domain.ACTIVE) != (self._before[name] in domain.ACTIVE)
        ]
        repository.keep_days(self._transaction, places)

    def _shift(self, sign_up: str) -> Shift:
        return self._shifts[self._sign_ups[sign_up]["shift_ref"]]

    def _person(self, sign_up: str) -> str:
        return self._persons[self._sign_ups[sign_up]["volunteer"]]


def _as_asked(case: Case) -> Document:
    """A new sign-up, as its document will be."""
    starts = case.known["shift_ref"]["starts_at"]
    number = case.known["volunteer_ref"].number
    return {"_id": case.reference, **case.facts, "volunteer": number, "starts_at": starts}


def _outcome(verdict: Verdict) -> dict[str, Any]:
    return {OUTCOME: f"refused:{verdict.reason}" if verdict.reason else ACCEPTED, "policy": verdict.policy.kept}
