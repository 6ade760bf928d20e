"""Use cases of posts: take them in, and open those that are complete.

Files may come in any order: a post waits for its site and its organisation. It is *open* when both are known; only then
does anybody hear of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.projects.organisations.copy import ORGANISATIONS
from services.projects.posts.kind import POSTS
from services.projects.sites.kind import SITES
from shared.deciding import release, take
from shared.events.envelope import Event
from shared.intake.rows import Line, Receipt
from shared.store.transaction import Transaction


def open_posts(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take posts in; those whose site and organisation are known are open at once."""
    return take(transaction, POSTS, lines)


def open_waiting_posts(transaction: Transaction, events: Sequence[Event]) -> None:
    """Sites were opened: open the posts that waited for them."""
    release(transaction, [POSTS], SITES.name, {event.subject: event for event in events})


def release_posts(transaction: Transaction, organisations: Mapping[str, Event | None]) -> None:
    """Organisations are known, some by an event: open the posts that waited for them."""
    release(transaction, [POSTS], ORGANISATIONS.collection, organisations)
