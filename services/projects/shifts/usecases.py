"""Use cases of shifts: take them in, schedule those that are complete, and show who answers for one.

Files may come in any order: a shift waits for its post. It is *scheduled* when its post is open; only then does anybody
hear of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.projects.organisations import repository as organisations
from services.projects.posts.kind import POSTS
from services.projects.shifts.kind import SHIFTS
from shared import clock, lives, waiting
from shared.deciding import release, take
from shared.events.envelope import Event
from shared.intake.rows import Line, Receipt
from shared.lives import Record
from shared.store.client import Document
from shared.store.transaction import Store, Transaction
from shared.where import EVERYWHERE, Where


def schedule_shifts(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take shifts in; those whose post is open are scheduled at once."""
    return take(transaction, SHIFTS, lines)


def schedule_waiting_shifts(transaction: Transaction, events: Sequence[Event]) -> None:
    """Posts were opened: schedule the shifts that waited for them."""
    release(transaction, [SHIFTS], POSTS.name, {event.subject: event for event in events})


def shift(store: Store, reference: str, where: Where = EVERYWHERE) -> Record:
    """A shift, a waiting one too, with who answers for it on its first day; nobody while its post is not open.

    Args:
        where: where who asks may act.

    Raises:
        Unknown: there is none, or none that may be seen.
    """
    found = lives.find(store, SHIFTS, reference, where).document
    return Record({**found, "responsible_ref": store.transact(lambda transaction: _responsible(transaction, found))})


def _responsible(transaction: Transaction, one: Document) -> str | None:
    post = waiting.known(transaction, POSTS.name, [one["post_ref"]]).get(one["post_ref"])
    day = clock.china_day(clock.from_text(one["starts_at"]))
    return organisations.responsible(transaction, post["organisation_ref"], day) if post else None
