"""Use cases of a shift's life: published, set to another time, closed, cancelled, alone or with its project."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from services.projects.posts.kind import POSTS
from services.projects.publication import domain as publication
from services.projects.publication import steps
from services.projects.shifts import domain, repository
from services.projects.shifts.kind import SHIFTS
from shared import clock, lives
from shared.events.envelope import Event
from shared.lives import Facts, Record, take_step
from shared.store.client import Document
from shared.store.transaction import Transaction


def publish(transaction: Transaction, reference: str, seen: str | None = None) -> Record:
    """Publish a draft that has not begun.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    draft = steps.find_draft(transaction, SHIFTS, reference, seen)
    domain.check_ahead(draft.document, clock.now())
    return steps.publish(transaction, SHIFTS, draft)


def reschedule(transaction: Transaction, reference: str, said: Mapping[str, Any], seen: str | None = None) -> Record:
    """Set time and places anew.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    post = _post(transaction, reference)
    taken = repository.taken_in_turn(transaction, reference)
    awaited = repository.is_awaited(transaction, reference)
    return take_step(
        transaction,
        SHIFTS,
        reference,
        seen,
        lambda shift: domain.rescheduled(shift, said, taken, clock.now(), awaited=awaited),
        tell=lambda shift: domain.schedule_shift(shift, post),
        event="shift.changed.v1",
        while_held=True,
    )


def close(transaction: Transaction, reference: str, seen: str | None = None) -> Record:
    """Close a shift: nobody new signs up.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    return _end(transaction, reference, seen, publication.closed, "shift.closed.v1")


def cancel(transaction: Transaction, reference: str, reason: str, seen: str | None = None) -> Record:
    """Cancel a shift that has not begun.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """

    def change(shift: Facts) -> Facts:
        domain.check_ahead(shift, clock.now())
        repository.take_turns(transaction, [reference])
        return publication.cancelled(shift, reason)

    return _end(transaction, reference, seen, change, "shift.cancelled.v1")


def cancel_with_projects(transaction: Transaction, events: Iterable[Event]) -> None:
    """Projects were cancelled: so are their shifts that have not begun; one that comes later is not."""
    causes = {event.subject: event for event in events}
    posts = repository.posts_of(transaction, causes)
    now, changes = clock.now(), {}
    for shift in repository.of_posts(transaction, posts):
        if _is_to_be_cancelled(shift, now):
            post, sequence = posts[shift["post_ref"]], shift["sequence"] + 1
            ended = {**publication.cancelled(shift, publication.WITH_ITS_PROJECT), "sequence": sequence}
            changes[shift["_id"]] = ended
            told = domain.ended_told({**shift, **ended}, post)
            cause = causes[post["project_ref"]]
            transaction.publish("shift.cancelled.v1", shift["_id"], told, sequence=sequence, cause=cause)
    repository.take_turns(transaction, changes)
    repository.change(transaction, changes)


def _is_to_be_cancelled(shift: Facts, now: dt.datetime) -> bool:
    return shift["state"] != publication.CANCELLED and not domain.has_begun(shift, now)


def _end(
    transaction: Transaction, reference: str, seen: str | None, change: Callable[[Facts], Facts], event: str
) -> Record:
    post = _post(transaction, reference)
    return take_step(
        transaction, SHIFTS, reference, seen, change, tell=lambda shift: domain.ended_told(shift, post), event=event
    )


def _post(transaction: Transaction, reference: str) -> Document:
    """The post of a shift that the caller reaches; only an open one's shift is told of."""
    shift = lives.find_in(transaction, SHIFTS, reference)
    return transaction[POSTS.name].one(shift.document["post_ref"]) or {}
