"""A need and an offer as rows, taking them in, and what was told of them."""

from __future__ import annotations

from typing import Any

from services.matching.resources.kind import NEEDS, OFFERS
from services.matching.worker import Worker
from shared import deciding
from shared.events.envelope import Event
from shared.intake.rows import Line, Receipt
from shared.store import outbox
from shared.store.transaction import Store

NEED = {
    "need_ref": "need-1",
    "organisation_ref": "team-1",
    "region_code": "440103",
    "latitude": "23.1",
    "longitude": "113.2",
    "category": "goods",
    "unit": "box",
    "quantity": "10",
    "opened_on": "2018-02-01",
    "closed_on": "",
}
OFFER = {
    "offer_ref": "offer-1",
    "donor": "陈志远",
    "scope_region_code": "440100",
    "latitude": "23.16",
    "longitude": "113.24",
    "category": "goods",
    "unit": "box",
    "quantity": "10",
    "opened_on": "2018-02-01",
    "closed_on": "",
}


def organisation(reference: str = "team-1", parent: str | None = None) -> Event:
    """An organisation is registered."""
    data = {"organisation_ref": reference, "region_code": "440100", "parent_ref": parent}
    return Event("organisation.registered.v1", "registry", reference, data, 1)


def learn(store: Store, *events: Event) -> None:
    """Matching hears of organisations."""
    store.transact(lambda transaction: Worker().note_organisations(transaction, list(events)))


def need(reference: str, **changes: Any) -> dict[str, Any]:
    """A row of needs.csv."""
    return {**NEED, "need_ref": reference, **changes}


def offer(reference: str, **changes: Any) -> dict[str, Any]:
    """A row of offers.csv."""
    return {**OFFER, "offer_ref": reference, **changes}


def take(store: Store, *rows: dict[str, Any]) -> Receipt:
    """Rows of one kind arrive in one batch."""
    kind = NEEDS if "need_ref" in rows[0] else OFFERS
    lines = [Line(number, row) for number, row in enumerate(rows, 2)]
    return store.transact(lambda transaction: deciding.take(transaction, kind, lines))


def told(store: Store, kind: str) -> list[Event]:
    """What was published of one type, in order."""
    commits = outbox.pending(store.database, 1_000)
    return [event for commit in commits for event in outbox.events_of(commit) if event.type == kind]
