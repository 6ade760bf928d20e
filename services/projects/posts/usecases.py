"""Use cases of posts: take them in, open those that are complete, and show who answers for one.

Files may come in any order: a post waits for its site and its organisation. It is *open* when both are known; only then
does anybody hear of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from services.projects.organisations import repository as organisations
from services.projects.posts.kind import POSTS
from services.projects.sites.kind import SITES
from shared import lives
from shared.deciding import release, take
from shared.events.envelope import Event
from shared.intake.rows import Line, Receipt
from shared.store.client import Document
from shared.store.transaction import Store, Transaction
from shared.where import EVERYWHERE, Where


def open_posts(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take posts in; those whose site and organisation are known are open at once."""
    return take(transaction, POSTS, lines)


def open_waiting_posts(transaction: Transaction, events: Sequence[Event]) -> None:
    """Sites were opened: open the posts that waited for them."""
    release(transaction, [POSTS], SITES.name, {event.subject: event for event in events})


def post_as_of(store: Store, reference: str, day: dt.date, where: Where = EVERYWHERE) -> Document:
    """A post, a waiting one too, with who answers for it on a day.

    Args:
        where: where who asks may act.

    Raises:
        Unknown: there is none, or none that may be seen.
    """
    post = lives.find(store, POSTS, reference, where).document
    return {**post, "responsible_ref": store.transact(lambda transaction: _responsible(transaction, post, day))}


def _responsible(transaction: Transaction, post: Document, day: dt.date) -> str | None:
    return organisations.responsible(transaction, post["organisation_ref"], day)
