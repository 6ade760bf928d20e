"""Projects takes its files in any order: what is incomplete waits, and is told of once, when it is complete."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from services.projects import usecases
from shared.events.envelope import Event
from shared.intake import Line, Receipt
from shared.store import outbox
from shared.store.transaction import Store, Transaction
from tests.integration.conftest import MakeStore

SITE = {
    "site_ref": "site-1",
    "name": "广州南站",
    "kind": "rail_station",
    "region_code": "440100",
    "latitude": "22.99",
    "longitude": "113.27",
}
POST = {
    "post_ref": "post-1",
    "project_ref": "warm-winter",
    "site_ref": "site-1",
    "organisation_ref": "team-1",
    "title": "引导咨询岗",
    "service": "guidance",
    "skill_required": "",
    "minimum_age": "14",
}
SHIFT = {
    "shift_ref": "shift-1",
    "post_ref": "post-1",
    "starts_at": "2018-02-14T08:00:00+08:00",
    "ends_at": "2018-02-14T12:00:00+08:00",
    "capacity": "2",
}
TAKE: dict[str, tuple[Callable[[Transaction, Sequence[Line]], Receipt], dict[str, str]]] = {
    "site": (usecases.open_sites, SITE),
    "post": (usecases.open_posts, POST),
    "shift": (usecases.schedule_shifts, SHIFT),
}


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    """The store of projects."""
    return make_store("projects")


def take(store: Store, kind: str, *rows: dict[str, str]) -> Receipt:
    """Take rows in (the usual one when none is given)."""
    use_case, usual = TAKE[kind]
    lines = [Line(number, row) for number, row in enumerate(rows or (usual,), 2)]
    return store.transact(lambda transaction: use_case(transaction, lines))


def published(store: Store, event_type: str) -> list[Event]:
    """What was told of so far."""
    events = [event for commit in outbox.pending(store.database, 100) for event in outbox.events_of(commit)]
    return [event for event in events if event.type == event_type]


def hear_own(store: Store) -> None:
    """Let projects hear its own events, all of them again each time: as a broker may deliver them."""
    for event_type, use_case in (
        ("site.opened.v1", usecases.open_waiting_posts),
        ("post.opened.v1", usecases.schedule_waiting_shifts),
    ):
        events = published(store, event_type)
        store.transact(lambda transaction: use_case(transaction, events))  # noqa: B023


@pytest.mark.parametrize("order", list(itertools.permutations(TAKE)), ids="-".join)
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
    usual = TAKE[kind][1]
    changed = {
        **usual,
        **({"capacity": "3"} if kind == "shift" else {"title": "x"} if kind == "post" else {"name": "x"}),
    }
    receipt = take(store, kind, changed)
    assert (receipt.accepted, receipt.conflicting) == (0, 1)
    assert outbox.pending_events(store.database) == told


def test_an_unknown_organisation_does_not_keep_a_post_closed(store: Store) -> None:
    """Only the site decides; the organisation is shown when it is known."""
    event = Event("organisation.registered.v1", "registry", "team-1", {"organisation_ref": "team-1", "name": "服务队"})
    take(store, "site")
    take(store, "post")
    assert len(published(store, "post.opened.v1")) == 1
    store.transact(lambda transaction: usecases.note_organisations(transaction, [event, event]))
    assert store.database["organisations"].count_documents({}) == 1


def test_one_line_sent_twice_in_one_file_is_a_replay_once(store: Store) -> None:
    """A line's identity is its contents and which copy it is, so the same import again counts nothing anew."""
    row = {
        "attendance_ref": "a-1",
        "shift_ref": "shift-1",
        "volunteer_ref": "v-1",
        "checked_in_at": "2018-02-14T08:00:00+08:00",
        "checked_out_at": "",
        "method": "qr",
        "recorded_by": "",
        "approved_by": "",
    }
    other = {**row, "method": "gps"}
    lines = [Line(2, row), Line(3, other), Line(4, row, 2), Line(5, {**row, "method": "fax"})]
    for order in (lines, list(reversed(lines)), lines):
        store.transact(lambda transaction: usecases.log_attendance(transaction, order))  # noqa: B023
    kinds = sorted(one["kind"] for one in store.database["refusals"].find())
    assert kinds == ["conflicting", "invalid", "replayed"]
    assert store.database["attendance"].count_documents({}) == 1
    assert len(published(store, "attendance.logged.v1")) == 1


def test_an_offer_is_what_it_offers(store: Store) -> None:
    """The same part of the same day is offered once."""
    offer = {"volunteer_ref": "v-1", "date": "2018-02-14", "part_of_day": "morning"}
    lines = [Line(2, offer), Line(3, offer, 2), Line(4, {**offer, "part_of_day": "night"})]
    receipt = store.transact(lambda transaction: usecases.offer_availability(transaction, lines))
    assert (receipt.accepted, receipt.replayed, len(receipt.to_json()["refused"])) == (1, 1, 1)


def test_proposals_are_shown(store: Store) -> None:
    """What matching proposes is found by its shift, once however often it is heard."""
    data: dict[str, Any] = {
        "roster": "r-1",
        "shift_ref": "shift-1",
        "volunteer": "KV0",
        "volunteer_ref": "v-1",
        "cost": 1200,
        "reasons": ["available"],
        "policy": {"name": "roster/warm-winter", "version": 1},
    }
    event = Event("match.proposed.v1", "matching", "shift-1", data)
    for _ in range(2):
        store.transact(lambda transaction: usecases.note_proposals(transaction, [event, event]))
    (proposal,) = store.transact(lambda transaction: usecases.proposals_of(transaction, "shift-1"))
    assert (proposal["volunteer"], proposal["cost"]) == ("KV0", 1200)
