"""Projects takes its files in any order: what is incomplete waits, and is told of once, when it is complete."""

from __future__ import annotations

import itertools

import pytest

from services.projects.organisations.usecases import note_organisations
from services.projects.posts.usecases import open_waiting_posts
from services.projects.shifts.usecases import schedule_waiting_shifts
from shared.store import outbox
from shared.store.transaction import Store
from tests.integration.projects.definitions import ORGANISATION, TAKE, published, take

OPENING = ("project", "site", "post", "shift")
"""The kinds that lead to a shift."""
OTHER = {"shift": {"capacity": "3"}, "post": {"title": "x"}, "entry": {"amount_fen": "3"}}


@pytest.fixture(autouse=True)
def _organisation(store: Store) -> None:
    """The organisation that runs the post is known."""
    store.transact(lambda transaction: note_organisations(transaction, [ORGANISATION]))


def hear_own(store: Store) -> None:
    """Let projects hear its own events, all of them again each time: as a broker may deliver them."""
    for event_type, use_case in (
        ("site.opened.v1", open_waiting_posts),
        ("post.opened.v1", schedule_waiting_shifts),
    ):
        events = published(store, event_type)
        store.transact(lambda transaction: use_case(transaction, events))  # noqa: B023


@pytest.mark.parametrize("order", list(itertools.permutations(OPENING)), ids="-".join)
def test_files_come_in_any_order(store: Store, order: tuple[str, ...]) -> None:
    """The shift is scheduled once, complete, with its site's region."""
    for kind in order:
        assert take(store, kind).accepted == 1
        hear_own(store)
    hear_own(store)
    (scheduled,) = published(store, "shift.scheduled.v1")
    assert len(published(store, "post.opened.v1")) == 1
    assert scheduled.data["region_code"] == "440100"
    assert scheduled.data["minimum_age"] == 14


@pytest.mark.parametrize("kind", TAKE)
def test_the_same_again_changes_nothing(store: Store, kind: str) -> None:
    """The same row is a replay, one with other contents a conflict, and nothing is told twice."""
    take(store, kind)
    told = outbox.pending_events(store.database)
    assert take(store, kind).replayed == 1
    changed = {**TAKE[kind][1], **OTHER.get(kind, {"name": "x"})}
    receipt = take(store, kind, changed)
    assert (receipt.accepted, receipt.conflicting) == (0, 1)
    assert outbox.pending_events(store.database) == told
