"""Use cases of posts: take them in, and open those that are complete.

Files may come in any order: a post waits for its site. It is *open* when its site is known; only then does anybody
hear of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.projects import waiting
from services.projects.posts import domain, repository, schemas
from services.projects.sites import repository as sites_repository
from shared import intake
from shared.events.envelope import Event
from shared.intake import Line, Receipt
from shared.store.client import Document
from shared.store.transaction import Transaction

POST = schemas.Post()


def open_posts(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take posts in; those whose site is known are open at once."""
    receipt = Receipt("posts")
    entries = intake.read(transaction, lines, POST, "post_ref", receipt)
    new = intake.fresh(transaction, repository.POSTS, entries, receipt)
    sites = sites_repository.known(transaction, (one.data["site_ref"] for one in new))
    complete, early = waiting.split(new, sites, "site_ref")
    opened = [(one, domain.open_post(one.plain, sites[one.data["site_ref"]])) for one in complete]
    sites_repository.await_sites(transaction, (one.data["site_ref"] for one in early))
    repository.keep(transaction, opened, early)
    for one, facts in opened:
        transaction.publish("post.opened.v1", one.reference, facts)
    receipt.save(transaction)
    return receipt


def open_waiting_posts(transaction: Transaction, events: Sequence[Event]) -> None:
    """Sites were opened: open the posts that waited for them."""
    sites = {event.subject: event for event in events}
    opened = []
    for post in repository.waiting_for_sites(transaction, list(sites)):
        facts = domain.open_post(_facts(post), sites[post["site_ref"]].data)
        opened.append((post["_id"], facts))
        transaction.publish("post.opened.v1", post["_id"], facts, cause=sites[post["site_ref"]])
    repository.open_waiting(transaction, opened)


def _facts(document: Document) -> dict[str, Any]:
    return {name: document[name] for name in POST.fields}
