"""Projects takes in what volunteers offer."""

from __future__ import annotations

from typing import Any

from services.projects.api import blueprints
from services.projects.availability.usecases import offer_availability
from shared.config import Settings
from shared.intake.rows import Line
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token


def test_an_offer_is_what_it_offers(store: Store) -> None:
    """The same part of the same day is offered once."""
    offer = {"volunteer_ref": "v-1", "date": "2018-02-14", "part_of_day": "morning"}
    lines = [Line(2, offer), Line(3, offer, 2), Line(4, {**offer, "part_of_day": "night"})]
    receipt = store.transact(lambda transaction: offer_availability(transaction, lines))
    assert (receipt.accepted, receipt.replayed, len(receipt.to_json()["refused"])) == (1, 1, 1)


def test_offering_in_somebodys_name_needs_the_right_to(store: Store, settings: Settings) -> None:
    """A scope of its own, and a token of the person's source or of the whole network: opening sites is not enough."""
    client = make_application(settings, store, blueprints).test_client()
    offer = {"volunteer_ref": "v-1", "date": "2018-02-14", "part_of_day": "morning"}

    def send(source: str, scope: str, volunteer_ref: str) -> Any:
        token = make_token(settings, "tester", [scope], source=source)
        body = {**offer, "volunteer_ref": volunteer_ref}
        return client.post("/v1/availability", json=body, headers={"Authorization": f"Bearer {token}"})

    assert [403, 403] == [send("gz", scope, "v-1").status_code for scope in ("projects:write", "projects:read")]
    assert [422, 422] == [send("gz", "projects:offer", ref).status_code for ref in ("local:v-1", "sz:v-1")]
    assert [202, 202] == [send(source, "projects:offer", "v-1").status_code for source in ("gz", "local")]
    assert 202 == send("local", "projects:offer", "sz:v-1").status_code
    kept = {one["volunteer_ref"] for one in store.database["availability"].find()}
    assert {"gz:v-1", "v-1", "sz:v-1"} == kept
