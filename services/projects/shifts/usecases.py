"""Use cases of shifts: take them in, and schedule those that are complete.

Files may come in any order: a shift waits for its post. It is *scheduled* when its post is open; only then does anybody
hear of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.projects.posts.kind import POSTS
from services.projects.shifts.kind import SHIFTS
from shared.deciding import release, take
from shared.events.envelope import Event
from shared.intake.rows import Line, Receipt
from shared.store.transaction import Transaction


def schedule_shifts(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take shifts in; those whose post is open are scheduled at once."""
    return take(transaction, SHIFTS, lines)


def schedule_waiting_shifts(transaction: Transaction, events: Sequence[Event]) -> None:
    """Posts were opened: schedule the shifts that waited for them."""
    release(transaction, [SHIFTS], POSTS.name, {event.subject: event for event in events})
