"""Projects shows what matching proposes."""

from __future__ import annotations

from typing import Any

from services.projects.proposals.usecases import note_proposals, proposals_of
from shared.events.envelope import Event
from shared.store.transaction import Store


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
        store.transact(lambda transaction: note_proposals(transaction, [event, event]))
    (proposal,) = store.transact(lambda transaction: proposals_of(transaction, "shift-1"))
    assert (proposal["volunteer"], proposal["cost"]) == ("KV0", 1200)
