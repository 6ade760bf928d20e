"""Projects takes in what volunteers offer."""

from __future__ import annotations

from services.projects.availability.usecases import offer_availability
from shared.intake.rows import Line
from shared.store.transaction import Store


def test_an_offer_is_what_it_offers(store: Store) -> None:
    """The same part of the same day is offered once."""
    offer = {"volunteer_ref": "v-1", "date": "2018-02-14", "part_of_day": "morning"}
    lines = [Line(2, offer), Line(3, offer, 2), Line(4, {**offer, "part_of_day": "night"})]
    receipt = store.transact(lambda transaction: offer_availability(transaction, lines))
    assert (receipt.accepted, receipt.replayed, len(receipt.to_json()["refused"])) == (1, 1, 1)
