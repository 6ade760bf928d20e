"""Needs and offers on a real store: held until their organisation is known, closed, and who gives is shown to few."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from services.matching.api import blueprints
from services.matching.migrations import MIGRATIONS
from services.matching.resources.usecases import close_need
from shared.config import Settings
from shared.rules.faults import Refused
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.matching.resources import learn, need, offer, organisation, take, told

SCOPES = ("matching:read", "matching:write", "registry:personal")
DAY = dt.date(2018, 2, 1)
"""On which everything begins."""
Ask = Callable[..., Any]


@pytest.fixture
def ask(settings: Settings, store: Store) -> Ask:
    """A request with scopes."""
    client = make_application(settings, store, blueprints).test_client()

    def asked(method: str, path: str, body: Any = None, *, why: str = "", scopes: tuple[str, ...] = SCOPES) -> Any:
        said = {"Kapok-Purpose": why} if why else {}
        headers = {"Authorization": f"Bearer {make_token(settings, 'clerk', list(scopes))}", **said}
        return client.open(f"/v1{path}", method=method, headers=headers, **({"json": body} if body else {}))

    return asked


def test_a_need_waits_for_its_organisation(store: Store) -> None:
    """It is told that it waits, and decided by itself."""
    take(store, need("need-1"))
    (held,) = told(store, "resource.held.v1")
    assert "unknown_organisation" == held.data["reason"]
    learn(store, organisation())
    (opened,) = told(store, "need.opened.v1")
    assert ("need-1", 1, 10) == (opened.subject, opened.sequence, opened.data["quantity"])


def test_an_offer_is_accepted_at_once(store: Store) -> None:
    """Its donor need not be known to anybody, and neither the donor nor the place is told or stored in clear."""
    assert 1 == take(store, offer("offer-1")).accepted
    (made,) = told(store, "offer.made.v1")
    (kept,) = store.database["offers"].find()
    assert "accepted" == kept["outcome"]
    for text in (str(made.data), str(kept)):
        assert not any(secret in text for secret in ("陈志远", "23.16", "113.24"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"quantity": ""}, "quantity"),
        ({"quantity": "-1"}, "quantity"),
        ({"quantity": "2.5"}, "quantity"),
        ({"category": "gold"}, "category"),
        ({"unit": ""}, "unit"),
        ({"closed_on": "2018-01-31"}, "closed_on"),
    ],
)
def test_a_malformed_row_is_invalid(store: Store, changes: dict[str, str], field: str) -> None:
    """Of both kinds; a quantity of nothing is one."""
    for row in (need("need-1", **changes), offer("offer-1", **changes)):
        assert [field] == [one.field for one in take(store, row).refusals]
    assert 1 == take(store, offer("offer-2", quantity="0", closed_on="2018-02-01")).accepted


def test_a_need_is_closed(store: Store) -> None:
    """Its last day is told with the next sequence; it is not before the first."""
    learn(store, organisation())
    take(store, need("need-1"))
    with pytest.raises(Refused):
        store.transact(lambda transaction: close_need(transaction, "need-1", DAY - dt.timedelta(1)))
    store.transact(lambda transaction: close_need(transaction, "need-1", DAY))
    (closed,) = told(store, "need.closed.v1")
    assert (2, "2018-02-01") == (closed.sequence, closed.data["closed_on"])


def test_who_gives_is_shown_to_who_says_why(store: Store, ask: Ask) -> None:
    """The list shows where it is to a tenth of a degree, and nobody's name; the log keeps who has asked."""
    take(store, offer("offer-1"))
    (shown,) = ask("GET", "/offers").json["offers"]
    assert (23.2, 113.2) == (shown["near_latitude"], shown["near_longitude"])
    assert {"donor", "latitude", "longitude"}.isdisjoint(shown)
    assert {"donor", "latitude", "longitude"}.isdisjoint(ask("GET", "/offers/offer-1").json)
    assert 403 == ask("GET", "/offers/offer-1/donor", why="thanks", scopes=("matching:read",)).status_code
    assert 400 == ask("GET", "/offers/offer-1/donor").status_code
    donor = ask("GET", "/offers/offer-1/donor", why="thanks").json
    assert {"offer_ref": "offer-1", "donor": "陈志远", "latitude": 23.16, "longitude": 113.24} == donor


def test_an_offer_is_withdrawn_over_http(store: Store, ask: Ask) -> None:
    """As a step that obeys `If-Match`, whose record still has its donor."""
    take(store, offer("offer-1"))
    answer = ask("PUT", "/offers/offer-1/closing", {"closed_on": "2018-03-01"})
    assert (200, '"2"') == (answer.status_code, answer.headers["ETag"])
    assert "陈志远" == ask("GET", "/offers/offer-1/donor", why="thanks").json["donor"]
    assert ["2018-03-01"] == [one.data["closed_on"] for one in told(store, "offer.withdrawn.v1")]


def test_parts_of_days_move_to_their_own_name(store: Store) -> None:
    """What was called offers before there were offers of goods."""
    database = store.database
    database["availability"].drop()
    database["offers"].insert_one({"_id": "v-1:2018-02-14:morning", "volunteer_ref": "v-1", "part_of_day": "morning"})
    step = next(one for one in MIGRATIONS if "availability" in one.name)
    for _ in range(2):
        step.apply(database)
    assert ["v-1:2018-02-14:morning"] == [one["_id"] for one in database["availability"].find()]
    assert [] == list(database["offers"].find())
