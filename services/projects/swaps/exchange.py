"""Places pass on: each taker signs up at that moment, by all the rules of a sign-up, and each giver's place ends.

The new sign-ups are taken in as rows are, so that they are like all others; only who is next in line is not asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from services.projects.signups import domain, repository
from services.projects.signups.asking import asked
from services.projects.signups.board import Step
from services.projects.signups.domain import CANCELLED, CONFIRMED, Asked
from services.projects.signups.kind import ASKED_NOW
from services.projects.signups.places import Places
from services.projects.signups.policies import SIGN_UPS
from services.projects.signups.settling import as_asked
from services.projects.signups.usecases import NOTHING
from services.projects.swaps.domain import OTHER, SWAPPED
from shared import clock, ids
from shared.deciding import take
from shared.intake.rows import Line
from shared.kinds import Case
from shared.rules.faults import Fault, Refused
from shared.rules.policies import in_force
from shared.sources import ours, theirs
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.waiting import ACCEPTED, OUTCOME


class Pass(NamedTuple):
    """A place that passes on: the sign-up that gives it, and under which reference who takes it is known."""

    given: Document
    taker_ref: str


def exchange(transaction: Transaction, passes: Sequence[Pass]) -> list[str]:
    """Have places pass on, all of them or none; the references of the takers' sign-ups.

    Raises:
        Refused: a rule is against a taker; of whom who asks neither is nor runs the shift it is not said which.
    """
    now, source = clock.to_text(clock.now()), transaction.source
    references = [f"now-{ids.new_id()}" for _ in passes]
    lines = []
    for number, (reference, one) in enumerate(zip(references, passes, strict=True), 1):
        named = {"shift_ref": one.given["shift_ref"], "volunteer_ref": one.taker_ref}
        written = {name: theirs(source, value) for name, value in named.items()}
        row = {**NOTHING, "action": domain.SIGN_UP, **written, "action_ref": reference, "at": now}
        lines.append(Line(number, row))
    kept = [ours(source, one) for one in references]
    given = {reference: one.given for reference, one in zip(kept, passes, strict=True)}

    def settle(_: Transaction, cases: Sequence[Case]) -> None:
        _pass_on(transaction, cases, given)

    repository.come_to(transaction, {one.given["shift_ref"] for one in passes})
    kind = replace(ASKED_NOW, permits=lambda case, where: True, then=settle)
    for refusal in take(transaction, kind, lines).refusals:
        raise Refused(Fault(refusal.field, refusal.reason))
    return kept


def _pass_on(transaction: Transaction, cases: Sequence[Case], given: Mapping[str, Document]) -> None:
    """The steps of all, kept and told.

    Args:
        given: by the taker's sign-up, the one whose place it gets.
    """
    sign_ups = {**{one["_id"]: one for one in given.values()}, **{one.reference: as_asked(one) for one in cases}}
    places = Places(transaction, sign_ups, cases)
    day, changes = clock.today(), {}
    for one in _asked(transaction, places, cases, {one["_id"] for one in given.values()}):
        policy = in_force(SIGN_UPS, day, one.shift.region_code)
        if reason := policy.failing(one):
            raise Refused(_fault(transaction, one, reason))
        starts = places.sign_ups[one.reference]["starts_at"]
        kept = {repository.SIGN_UP: one.reference, "starts_at": starts}
        changes[one.reference] = {**kept, OUTCOME: ACCEPTED, "policy": policy.kept}
    taken = [Step(one.reference, CONFIRMED) for one in cases]
    ended = [Step(one["_id"], CANCELLED, reason=SWAPPED) for one in given.values()]
    for sign_up, after in places.follow([*taken, *ended]).items():
        changes.setdefault(sign_up, {}).update(after)
    repository.change(transaction, changes)


def _asked(transaction: Transaction, places: Places, cases: Sequence[Case], given: set[str]) -> list[Asked]:
    """What each taker asks for; the places that are given at this moment are in nobody's way."""
    wanted = [(places.person(one.reference), places.shift(one.reference)) for one in cases]
    taken = repository.taken(transaction, places.persons, wanted)
    return [
        replace(one, taken=tuple(other for other in taken[person] if other.sign_up not in given))
        for one, (person, _) in zip(asked(transaction, places, cases), wanted, strict=True)
    ]


def _fault(transaction: Transaction, asked: Asked, reason: str) -> Fault:
    where = transaction.where
    own = where.person == asked.volunteer.number or where.reaches(asked.shift.region_code)
    return Fault("volunteer_ref" if own else "taker_ref", reason if own else OTHER)
