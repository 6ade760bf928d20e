"""The sign-ups of which some change their state: what is known of them, and how a change is kept and told."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from services.projects.signups import domain, repository
from services.projects.signups.board import Step
from services.projects.signups.domain import CONFIRMED, Shift
from services.projects.signups.policies import NOTICES, NoticePolicy
from shared import clock
from shared.kinds import Case
from shared.rules.policies import in_force
from shared.store.client import Document
from shared.store.transaction import Transaction

SETTLED = "signup.settled.v1"


class Places:
    """Some sign-ups, their shifts and whose they are.

    Attributes:
        sign_ups: by reference, as they become.
        before: in which state each was.
        persons: by registration the one that stands for the person.
    """

    def __init__(self, transaction: Transaction, sign_ups: dict[str, Document], cases: Iterable[Case] = ()) -> None:
        """Look all of that up.

        Args:
            cases: those of the sign-ups that are new: what was looked up of them is not asked for once more.
        """
        self._transaction = transaction
        self.sign_ups = sign_ups
        self.before = {name: one.get("state") for name, one in sign_ups.items()}
        known = [one.known for one in cases]
        shifts = {str(one["shift_ref"]["_id"]): one["shift_ref"] for one in known}
        self.shifts = repository.shifts(transaction, {one["shift_ref"] for one in sign_ups.values()}, shifts)
        alone = {one["volunteer_ref"].number for one in known if not one["volunteer_ref"].tied}
        numbers = {one["volunteer"] for one in sign_ups.values()}
        self.persons: dict[str, str] = {
            **repository.persons(transaction, numbers - alone),
            **{number: number for number in numbers & alone},
        }

    def shift(self, sign_up: str) -> Shift:
        """The shift of a sign-up."""
        return self.shifts[self.sign_ups[sign_up]["shift_ref"]]

    def person(self, sign_up: str) -> str:
        """Whose a sign-up is."""
        return self.persons[self.sign_ups[sign_up]["volunteer"]]

    def follow(self, steps: Sequence[Step]) -> dict[str, dict[str, Any]]:
        """What sign-ups become, one step after the other, each told; the fields that change, to be kept."""
        self._load(step.sign_up for step in steps)
        changes: dict[str, dict[str, Any]] = {}
        for step in steps:
            changes.setdefault(step.sign_up, {}).update(self._step(step))
        self._keep(set(changes))
        return changes

    def tell(self, step: Step) -> None:
        """Tell the person, and who else wants to know, of a sign-up."""
        sign_up = self.sign_ups[step.sign_up]
        data = {
            "sign_up_ref": step.sign_up,
            **{name: sign_up[name] for name in ("shift_ref", "volunteer", "starts_at")},
            "state": step.state,
            "moved_up": step.moved_up,
            "reason": step.reason,
        }
        self._transaction.publish(SETTLED, step.sign_up, data, sequence=sign_up.get("sequence", 1))

    def _load(self, sign_ups: Iterable[str]) -> None:
        """Those that moved up besides, of others."""
        found = repository.documents(self._transaction, {one for one in sign_ups if one not in self.sign_ups})
        self.sign_ups |= found
        self.before |= {name: one["state"] for name, one in found.items()}
        if found:
            self.persons |= repository.persons(self._transaction, {one["volunteer"] for one in found.values()})

    def _step(self, step: Step) -> dict[str, Any]:
        sign_up = self.sign_ups[step.sign_up]
        after: dict[str, Any] = {"state": step.state, "sequence": sign_up.get("sequence", 0) + 1}
        if step.reason:
            after["reason"] = step.reason
        notice = self._notice(step)
        if notice or sign_up.get(repository.NOTICE_AT):
            after[repository.NOTICE_AT] = notice
        sign_up |= after
        self.tell(step)
        return after

    def _notice(self, step: Step) -> dt.datetime | None:
        """From when on the person is to be reminded."""
        if step.state != CONFIRMED:
            return None
        shift = self.shift(step.sign_up)
        policy: NoticePolicy = in_force(NOTICES, clock.today(), shift.region_code)
        return policy.due(shift.starts_at, clock.now())

    def _keep(self, changed: Iterable[str]) -> None:
        """Write on seats and days what became of places; who came to wait writes, too."""
        names = sorted(changed)
        seats: Counter[str] = Counter()
        for name in names:
            sign_up, before = self.sign_ups[name], self.before[name]
            seats[sign_up["shift_ref"]] += (sign_up["state"] == CONFIRMED) - (before == CONFIRMED)
        repository.keep_seats(self._transaction, seats)
        places = [
            (self.sign_ups[name], self.person(name), self.shift(name))
            for name in names
            if (self.sign_ups[name]["state"] in domain.ACTIVE) != (self.before[name] in domain.ACTIVE)
        ]
        repository.keep_days(self._transaction, places)
