"""Use cases of programmes and their projects: which programmes there are, and the steps of a project's life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.projects.programmes import domain
from services.projects.programmes.kind import PROJECTS
from services.projects.programmes.plan import PLAN, Programme
from services.projects.publication import domain as publication
from services.projects.publication import steps
from shared import clock
from shared.lives import Facts, Record, take_step
from shared.rules.places import PROVINCE
from shared.rules.policies import holding
from shared.store.transaction import Transaction


def programmes(day: dt.date | None, region_code: str | None) -> Sequence[Programme]:
    """The twelve programmes as they hold on a day, by default today, in a place, by default the whole province."""
    return holding(PLAN, day or clock.today(), region_code or PROVINCE)


def redraft(transaction: Transaction, reference: str, said: Mapping[str, Any], seen: str | None = None) -> Record:
    """Say anew what a draft is.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """

    def change(project: Facts) -> Facts:
        steps.must_be_draft(project)
        return domain.redrafted(said)

    return take_step(transaction, PROJECTS, reference, seen, change, tell=steps.nothing_told, while_held=True)


def publish(transaction: Transaction, reference: str, seen: str | None = None) -> Record:
    """Publish a draft that says what its programme asks for.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    draft = steps.find_draft(transaction, PROJECTS, reference, seen)
    domain.check_ready(draft.document)
    return steps.publish(transaction, PROJECTS, draft)


def advance(transaction: Transaction, reference: str, stage: str, seen: str | None = None) -> Record:
    """Lead a project to a later stage of its programme.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    return _step(transaction, reference, seen, lambda one: domain.advanced(one, stage), "project.advanced.v1")


def close(transaction: Transaction, reference: str, seen: str | None = None) -> Record:
    """Close a project: nobody new takes part. Its shifts take place.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    return _step(transaction, reference, seen, publication.closed, "project.closed.v1")


def cancel(transaction: Transaction, reference: str, reason: str, seen: str | None = None) -> Record:
    """Cancel a project; its shifts that have not begun follow, when projects hears its own event.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    return _step(transaction, reference, seen, lambda one: publication.cancelled(one, reason), "project.cancelled.v1")


def _step(
    transaction: Transaction, reference: str, seen: str | None, change: Callable[[Facts], Facts], event: str
) -> Record:
    return take_step(transaction, PROJECTS, reference, seen, change, tell=domain.step_told, event=event)
