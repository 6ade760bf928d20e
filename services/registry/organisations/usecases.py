"""Use cases of organisations: take them in, and the steps of their lives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.registry.organisations import repository
from services.registry.organisations.domain import LEADING, UNSETTLED, dissolved, path_below
from services.registry.organisations.kind import ORGANISATIONS
from services.registry.organisations.policies import TREE
from shared import clock, lives, waiting
from shared.deciding import take
from shared.intake.rows import Line, Receipt
from shared.kinds import Case
from shared.lives import Record
from shared.rules.faults import Fault, Refused
from shared.rules.policies import in_force
from shared.sources import ours
from shared.store.transaction import Transaction
from shared.where import OUTSIDE

Facts = Mapping[str, Any]


def register_organisations(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take organisations in, in any order: one waits for the one above it."""
    return take(transaction, ORGANISATIONS, lines)


def change_facts(transaction: Transaction, reference: str, facts: Facts, seen: str | None) -> Record:
    """Give an organisation a name, a field and a successor.

    Raises:
        Unknown, Stale: see shared.rules.faults.
    """
    named = {**facts, "successor_ref": _ours(transaction, facts["successor_ref"])}
    return _step(transaction, reference, seen, lambda _: named)


def dissolve(transaction: Transaction, reference: str, facts: Facts, seen: str | None) -> Record:
    """Dissolve an organisation from a day on, or (None) take that back.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    return _step(transaction, reference, seen, lambda before: dissolved(before, facts["dissolved_on"]))


def move(transaction: Transaction, reference: str, facts: Facts, seen: str | None) -> Record:
    """Put an organisation, with all below it, below another one, or (None) below none.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    parent_ref = _ours(transaction, facts["parent_ref"])
    parent = waiting.known(transaction, repository.ORGANISATIONS, [parent_ref]).get(parent_ref) if parent_ref else None
    if parent_ref and not parent:
        raise Refused(Fault("parent_ref", "unknown_parent"))
    if parent and not transaction.where.reaches(parent["region_code"], parent_ref):
        raise Refused(Fault("parent_ref", OUTSIDE))
    moved = _step(transaction, reference, seen, lambda before: _placed({**before, "parent_ref": parent_ref}, parent))
    repository.adopt(transaction, [_case(moved.document, parent)])
    repository.lead(transaction, reference, moved.document["ancestors"])
    return moved


def _step(transaction: Transaction, reference: str, seen: str | None, change: Callable[[Facts], Facts]) -> Record:
    led: dict[str, Any] = {}

    def noting(before: Facts) -> Facts:
        led.update({name: before[name] for name in LEADING})
        return change(before)

    after = lives.take_step(
        transaction, ORGANISATIONS, reference, seen, noting, tell=_told, event="organisation.changed.v1"
    )
    if led != {name: after.document[name] for name in LEADING}:
        transaction.publish(UNSETTLED, reference, {"organisation_ref": reference, "after": None, "below": True})
    return after


def _placed(facts: Facts, parent: Facts | None) -> Facts:
    """What a new parent sets, under the same conditions as for a row."""
    policy = in_force(TREE, clock.today(), facts["region_code"])
    reason = policy.failing(_case(facts, parent))
    if reason:
        raise Refused(Fault("parent_ref", reason))
    return {"parent_ref": facts["parent_ref"], "ancestors": path_below(parent), "policy": policy.kept}


def _case(facts: Facts, parent: Facts | None) -> Case:
    return Case(facts["organisation_ref"], facts, {"parent_ref": parent} if parent else {})


def _told(facts: Facts) -> Facts:
    return {name: facts[name] for name in ORGANISATIONS.reading.fields}


def _ours(transaction: Transaction, reference: str | None) -> str | None:
    return ours(transaction.source, reference) if reference else None
