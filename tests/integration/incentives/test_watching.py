"""How partners' feeds stand: how far each was told and has read, what waits since when; over HTTP and as metrics."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask.testing import FlaskClient
from prometheus_client import REGISTRY

from services.incentives.feeds import readings
from services.incentives.pushes import repository as pushes
from services.incentives.pushes.domain import new_secret
from services.incentives.watching import usecases
from services.incentives.watching.domain import Standing
from shared import clock
from shared.config import Settings
from shared.store.transaction import Store
from shared.web.auth import make_token
from shared.where import EVERYWHERE, Where
from tests.integration.incentives import test_partner_feeds as feeds
from tests.integration.incentives.test_feed_pages import publish
from tests.integration.incentives.test_partner_feeds import agree, consent, stars, tell
from tests.integration.listening import Service

client, service = feeds.client, feeds.service


class Reader:
    """Who reads the feed of p."""

    def __init__(self, client: FlaskClient, settings: Settings) -> None:
        self.client, self.settings = client, settings

    def read(self, after: str = "", limit: int = 2, where: Where = Where(partner="p")) -> str:  # noqa: B008
        """One page; where to go on."""
        bearer = {"Authorization": f"Bearer {make_token(self.settings, 'p', feeds.SCOPES, where=where)}"}
        answer = self.client.get(f"/v1/partners/p/feed?after={after}&limit={limit}", headers=bearer)
        assert 200 == answer.status_code
        return str(answer.headers["Kapok-Cursor"])

    def standing(self, partner: str = "p") -> dict[str, Any]:
        """How a partner's feed stands."""
        found: list[dict[str, Any]] = self.client.get("/v1/partner-feeds").json  # type: ignore[assignment]
        return next(one for one in found if one["partner_ref"] == partner)


@pytest.fixture
def reader(client: FlaskClient, settings: Settings, service: Service, store: Store) -> Reader:
    """A partner that was told five events in two portions."""
    service.hear([consent("KV1"), consent("KV2")])
    tell(store, *(stars("KV1", number) for number in (1, 2, 3)))
    tell(store, *(stars("KV2", number) for number in (1, 2)))
    return Reader(client, settings)


def places(standing: dict[str, Any]) -> tuple[int, int, int]:
    """Where its log ends, up to where it has read, and what is left."""
    return standing["end"], standing["read"], standing["unread"]


def test_what_a_partner_has_read_is_noted_when_it_has_caught_up(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And at most once a second before; an officer who looks is not the partner."""
    assert ((5, 0, 5), None) == (places(reader.standing()), reader.standing()["read_at"])
    reader.read(where=EVERYWHERE)
    assert reader.standing()["read_at"] is None
    monkeypatch.setattr(readings, "NOTES", readings.Notes())
    cursor = reader.read()
    assert (5, 2, 3) == places(reader.standing())
    cursor = reader.read(cursor)
    assert (5, 2, 3) == places(reader.standing())
    reader.read(cursor)
    found = reader.standing()
    assert ((5, 5, 0), 0) == (places(found), found["unread_seconds"])
    assert found["read_at"] is not None


def test_what_waits_is_as_old_as_its_first_event(reader: Reader, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much came after it; a partner without a contract is not among them."""
    monkeypatch.setattr(readings, "NOTES", readings.Notes())
    before = reader.standing()["unread_seconds"]
    reader.read(limit=4)
    assert 0 < reader.standing()["unread_seconds"] <= before + 60
    with pytest.raises(StopIteration):
        reader.standing("q")


def test_what_a_partner_was_sent_it_need_not_read(reader: Reader, store: Store) -> None:
    """The further one of both counts; how its push stands is shown beside."""
    assert reader.standing()["push"] is None
    store.transact(lambda transaction: pushes.add(transaction, "p", [new_secret("s", clock.now())]))
    store.database[pushes.PUSHES].update_one({"_id": "p"}, {"$set": {"position": 4, "failures": 2}})
    found = reader.standing()
    assert (5, 0, 1) == places(found)
    assert (4, 1, 2, "") == tuple(found["push"][name] for name in ("sent", "lag", "failures", "disabled"))
    store.database[pushes.PUSHES].update_one({"_id": "p"}, {"$set": {"position": 5}})
    assert ((5, 0, 0), 0) == (places(reader.standing()), reader.standing()["unread_seconds"])


def test_it_is_measured_until_a_partner_is_told_nothing_any_more(
    reader: Reader, client: FlaskClient, store: Store
) -> None:
    """By partner; and how much of the log nobody has looked at for them."""

    def measured(name: str, **labels: str) -> float | None:
        usecases.measure(store)
        return REGISTRY.get_sample_value(name, {"service": "incentives", **labels})

    assert 5 == measured("kapok_partner_unread_events", partner="p")
    assert 0 < (measured("kapok_partner_unread_seconds", partner="p") or 0)
    assert 0 < (measured("kapok_partner_told_age_seconds", partner="p") or 0)
    assert 0 == measured("kapok_partners_behind_events")
    publish(store, [stars("KV1", 9)])
    assert 1 == measured("kapok_partners_behind_events")
    agree(client, "p", types=[])
    assert measured("kapok_partner_unread_events", partner="p") is None


def test_a_feed_is_silent_only_while_others_are_told(
    reader: Reader, service: Service, store: Store, client: FlaskClient
) -> None:
    """Of its types, as its contract has them: a quiet week is no silence. What is told ends it."""

    def passed() -> tuple[float | None, ...]:
        usecases.measure(store)
        names = ("kapok_partner_passed_over_events", "kapok_partner_passed_over_seconds")
        return tuple(REGISTRY.get_sample_value(one, {"service": "incentives", "partner": "p"}) for one in names)

    assert (0, 0) == passed()
    tell(store, *(stars("KV3", number) for number in (1, 2)))
    tell(store, stars("KV3", 3))
    events, seconds = passed()
    assert events == 3
    assert seconds is not None
    assert 0 < seconds < 60
    tell(store, stars("KV3", 4), stars("KV1", 4))
    assert (0, 0) == passed()
    agree(client, "p", types=["award.became_eligible.v1"])
    tell(store, stars("KV3", 5))
    assert (0, 0) == passed()


def test_a_store_that_fails_fails_no_reader(reader: Reader, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is noted is a figure and no more."""
    monkeypatch.setattr(readings, "NOTES", readings.Notes())
    monkeypatch.setattr(readings, "READINGS", "$not a name")
    reader.read()


def test_a_clock_that_is_wrong_gives_no_negative_age() -> None:
    """Nor does a log that ends before what was read of it."""
    now = dt.datetime(2018, 3, 1, tzinfo=dt.UTC)
    later = now + dt.timedelta(hours=1)
    assert (0, 0.0) == (
        Standing("p", "", 3, read=5).unread,
        Standing("p", "", 5, waits_since=later).unread_seconds(now),
    )


def test_only_the_province_sees_all_partners(client: FlaskClient, settings: Settings) -> None:
    """Neither a city nor a partner does."""
    for where in (Where(frozenset({"440100"})), Where(partner="p")):
        bearer = {"Authorization": f"Bearer {make_token(settings, 'x', ['incentives:read'], where=where)}"}
        assert 403 == client.get("/v1/partner-feeds", headers=bearer).status_code
