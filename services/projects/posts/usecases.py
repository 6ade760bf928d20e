"""Use cases of posts: take them in, and open those that are complete.

Files may come in any order: a post waits for its site. It is *open* when its site is known; only then does anybody
hear of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.projects.posts.kind import POSTS
from services.projects.sites.kind import SITES
from shared.deciding import release, take
from shared.events.envelope import Event
from shared.intake import Line, Receipt
from shared.store.transaction import Transaction


def open_posts(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take posts in; those whose site is known are open at once."""
    return take(transaction, POSTS, lines)


def open_waiting_posts(transaction: Transaction, events: Sequence[Event]) -> None:
    """Sites were opened: open the posts that waited for them."""
    release(transaction, [POSTS], SITES.name, {event.subject: event for event in events})
