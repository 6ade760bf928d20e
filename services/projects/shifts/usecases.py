"""Use cases of shifts: take them in, and schedule those that are complete.

Files may come in any order: a shift waits for its post. It is *scheduled* when its post is open; only then does anybody
hear of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.projects import waiting
from services.projects.posts import repository as posts_repository
from services.projects.shifts import domain, repository, schemas
from shared import intake
from shared.events.envelope import Event
from shared.intake import Entry, Line, Receipt
from shared.store.transaction import Transaction

SHIFT = schemas.Shift()


def schedule_shifts(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take shifts in; those whose post is open are scheduled at once."""
    receipt = Receipt("shifts")
    entries = intake.read(transaction, lines, SHIFT, "shift_ref", receipt)
    new = intake.fresh(transaction, repository.SHIFTS, entries, receipt)
    posts = posts_repository.known_open(transaction, _posts_of(new))
    complete, early = waiting.split(new, posts, "post_ref")
    posts_repository.await_posts(transaction, _posts_of(early))
    repository.keep(transaction, complete, early)
    for one in complete:
        _publish(transaction, one.plain, posts[one.data["post_ref"]])
    receipt.save(transaction)
    return receipt


def schedule_waiting_shifts(transaction: Transaction, events: Sequence[Event]) -> None:
    """Posts were opened: schedule the shifts that waited for them."""
    posts = {event.subject: event for event in events}
    shifts = repository.waiting_for_posts(transaction, list(posts))
    for shift in shifts:
        event = posts[shift["post_ref"]]
        _publish(transaction, shift, event.data, cause=event)
    repository.schedule_waiting(transaction, [shift["_id"] for shift in shifts])


def _posts_of(entries: Iterable[Entry]) -> set[str]:
    return {one.data["post_ref"] for one in entries}


def _publish(
    transaction: Transaction, shift: Mapping[str, Any], post: Mapping[str, Any], cause: Event | None = None
) -> None:
    facts = domain.schedule_shift(shift, post)
    transaction.publish("shift.scheduled.v1", facts["shift_ref"], facts, cause=cause)
