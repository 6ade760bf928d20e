"""Rows of the registry brought to its use cases, its own events heard again, and what became of the rows."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from services.registry.kinds import KINDS
from services.registry.worker import Worker
from shared.deciding import take
from shared.events.envelope import Event
from shared.intake.rows import Line, Receipt
from shared.kinds import Kind
from shared.store import outbox
from shared.store.transaction import Store
from shared.waiting import OUTCOME

Values = Mapping[str, Any]
OWN = {
    "organisation.registered.v1": Worker.release_for_organisations,
    "volunteer.registered.v1": Worker.settle_identities,
    "volunteer.named.v1": Worker.settle_names,
    "volunteer.transferred.v1": Worker.count_transferred,
}


def site(store: Store, reference: str, region: str = "440103") -> None:
    """The registry hears of a site of projects."""
    data = {"site_ref": reference, "name": "驿站", "kind": "community_station", "region_code": region}
    event = Event("site.opened.v1", "projects", reference, {**data, "latitude": 23.1, "longitude": 113.2})
    store.transact(lambda transaction: Worker().note_sites(transaction, [event]))


def bring(store: Store, kind: Kind, *rows: Values) -> Receipt:
    """Rows of a kind arrive in one batch."""
    return store.transact(
        lambda transaction: take(transaction, kind, [Line(number, row) for number, row in enumerate(rows, 2)])
    )


def at_once(*works: Any) -> None:
    """Run works side by side, begun at one moment."""
    ready = threading.Barrier(len(works))

    def run(work: Any) -> None:
        ready.wait()
        work()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def arrive(works: Sequence[Any], *, side_by_side: bool) -> None:
    """Run works at one moment, or one after the other."""
    if side_by_side:
        at_once(*works)
        return
    for work in works:
        work()


def told(store: Store, event_type: str) -> list[Event]:
    """What was told so far, in the order of publishing."""
    events = [event for commit in outbox.pending(store.database, 1_000) for event in outbox.events_of(commit)]
    return [event for event in events if event.type == event_type]


def hear_own(store: Store) -> None:
    """The registry hears all that it told, from the beginning, until it tells nothing new."""
    before = -1
    while before != (count := outbox.pending_events(store.database)):
        before = count
        for event_type, handler in OWN.items():
            if events := told(store, event_type):
                store.transact(lambda transaction: handler(Worker(), transaction, events))  # noqa: B023


def outcomes(store: Store, kind: Kind) -> dict[str, str]:
    """What became of each row; what is only awaited is none."""
    return {one["_id"]: one[OUTCOME] for one in store.database[kind.name].find() if OUTCOME in one}


def held(store: Store) -> Sequence[str]:
    """What still waits, of all kinds."""
    return [one["_id"] for kind in KINDS for one in store.database[kind.name].find({"waits_for": {"$exists": True}})]
