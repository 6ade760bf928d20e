"""Projects shows what matching proposes."""

from __future__ import annotations

from typing import Any

from services.projects.api import blueprints
from services.projects.proposals.repository import forget_costs
from services.projects.proposals.usecases import note_proposals, proposals_of
from shared.config import Settings
from shared.events.envelope import Event
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token


def proposed(shift: str) -> Event:
    """A place that matching proposes."""
    data: dict[str, Any] = {
        "roster": "r-1",
        "shift_ref": shift,
        "volunteer": "KV0",
        "volunteer_ref": "v-1",
        "band": "within_20_km",
        "reasons": ["available"],
        "policy": {"name": "roster/warm-winter", "version": 1},
    }
    return Event("match.proposed.v2", "matching", shift, data)


def test_proposals_are_shown(store: Store) -> None:
    """What matching proposes is found by its shift, once however often it is heard."""
    event = proposed("shift-1")
    for _ in range(2):
        store.transact(lambda transaction: note_proposals(transaction, [event, event]))
    (proposal,) = store.transact(lambda transaction: proposals_of(transaction, "shift-1"))
    assert (proposal["volunteer"], proposal["band"]) == ("KV0", "within_20_km")


def test_an_earlier_proposal_is_kept_without_what_told_a_home_and_an_age(store: Store) -> None:
    """Its cost was the distance in metres, and who needs a guardian's consent is a minor."""
    event = proposed("shift-1")
    data = {**event.data, "cost": 1200, "reasons": ["verified", "guardian_consent", "offered"]}
    del data["band"]
    earlier = Event("match.proposed.v1", "matching", "shift-1", data)
    store.transact(lambda transaction: note_proposals(transaction, [earlier]))
    (kept,) = store.database["proposals"].find()
    assert ("cost" in kept, kept["band"], kept["reasons"]) == (False, None, ["verified", "offered"])


def test_a_migration_takes_the_costs_of_before_away(store: Store) -> None:
    """The rest stays as it was; twice is as once."""
    old = {
        "_id": "r:s:KV0",
        "shift_ref": "s",
        "volunteer": "KV0",
        "cost": 7,
        "reasons": ["guardian_consent", "offered"],
    }
    store.database["proposals"].insert_one(old)
    for _ in range(2):
        forget_costs(store.database)
    expected = {"_id": "r:s:KV0", "shift_ref": "s", "volunteer": "KV0", "band": None, "reasons": ["offered"]}
    assert [expected] == list(store.database["proposals"].find())


def test_a_shift_is_asked_for_by_the_callers_reference(store: Store, settings: Settings) -> None:
    """Its own bare; another source's is unknown to it, and the network's callers meet all."""
    store.transact(lambda transaction: note_proposals(transaction, [proposed("gz:shift-1")]))
    client = make_application(settings, store, blueprints).test_client()

    def ask(source: str, shift_ref: str) -> Any:
        token = make_token(settings, "tester", ["projects:read"], source=source)
        return client.get(f"/v1/shifts/{shift_ref}/proposals", headers={"Authorization": f"Bearer {token}"})

    assert ["shift-1"] == [one["shift_ref"] for one in ask("gz", "shift-1").json]
    assert ["gz:shift-1"] == [one["shift_ref"] for one in ask("local", "gz:shift-1").json]
    assert [404, 404] == [ask(*one).status_code for one in (("gz", "local:shift-1"), ("sz", "gz:shift-1"))]
    assert [] == ask("local", "local:shift-1").json
