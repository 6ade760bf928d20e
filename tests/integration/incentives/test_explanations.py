"""Explanations over HTTP: they agree with the standing and with the benefits, and their pages sum up to them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask.testing import FlaskClient

from shared.config import Settings
from shared.store.transaction import Store
from shared.web.auth import make_token
from shared.where import Where
from tests.integration.incentives.test_entitlements import Scene, consent, granted, shift, today
from tests.integration.incentives.test_standing import ask, credited, hear, registered
from tests.integration.listening import Service
from tests.integration.registrations import merged, number_of

__all__ = ["today"]
DAY = "2018-12-31"
V1, V2 = number_of("v-1"), number_of("v-2")


@pytest.fixture
def scene(incentives: Service, settings: Settings) -> Scene:
    """A partner with a benefit: 120 minutes in thirty days."""
    return Scene(incentives, settings)


def explained(client: FlaskClient, settings: Settings, number: str, query: str = "") -> dict[str, Any]:
    """What is explained of somebody, by its name."""
    answer = ask(client, settings, f"/volunteers/{number}/explanation?as_of={DAY}{query}", "incentives:read")
    assert 200 == answer.status_code, answer.text
    return {one["of"]: one for one in answer.json["standings"]}


def entries(client: FlaskClient, settings: Settings, number: str, of: str, limit: int = 2) -> list[dict[str, Any]]:
    """The entries of all pages."""
    found, after = [], ""
    while True:
        path = f"/volunteers/{number}/explanation/entries?of={of}&as_of={DAY}&limit={limit}{after}"
        page = ask(client, settings, path, "incentives:read").json
        assert len(page["entries"]) <= limit
        found += page["entries"]
        if page["next"] is None:
            assert page["minutes"] == sum(one["minutes"] for one in found)
            return found
        after = f"&after={page['next']}"


def test_the_pages_sum_up_to_what_is_explained(store: Store, client: FlaskClient, settings: Settings) -> None:
    """Of each standing the entries that count for it, each once, whatever the size of a page."""
    hear(store, registered("KV1"))
    days = ["2012-01-01", *(f"2018-0{month}-01" for month in range(1, 8))]
    hear(store, *(credited(f"e-{day}", "KV1", 60, day, "440100") for day in days))
    hear(store, credited("visit:v", "KV1", 6, "2018-03-01"), credited("opening:b", "KV1", 3, "2018-03-01"))
    found = explained(client, settings, "KV1")
    standing = ask(client, settings, f"/volunteers/KV1?as_of={DAY}", "incentives:read").json
    assert (standing["stars"]["stars"], standing["stars"]["minutes"]) == (
        found["stars"]["value"],
        found["stars"]["minutes"],
    )
    for of, one in found.items():
        for limit in (1, 3, 1_000):
            assert one["entries"] == len({each["id"] for each in entries(client, settings, "KV1", of, limit)})
    assert sorted(standing["points"]["440100"]["entries"]) == sorted(
        one["id"] for one in entries(client, settings, "KV1", "points/440100")
    )
    kinds = {one["kind"]: one["minutes"] for one in found["stars"]["sums"]}
    assert {"presence": 8 * 3_600, "visit": 360, "opening_balance": 180} == kinds
    policy = {"name": "points/guangzhou", "version": 1, "region_code": "440100", "holds_from": "1949-10-01"}
    assert policy == found["points/440100"]["policy"]


def test_a_benefit_is_explained_as_it_is_told(scene: Scene, client: FlaskClient, settings: Settings) -> None:
    """Granted, suspended by a breach, and lacking minutes on a later day."""
    granted(scene)
    assert ("granted", 120) == tuple(
        explained(client, settings, V1)["benefit/n-1"][name] for name in ("state", "minutes")
    )
    scene.report("breach", "2018-12-30")
    found = explained(client, settings, V1)["benefit/n-1"]
    assert ("suspended", ["breach"]) == (found["state"], [one["what"] for one in found["lacking"]])
    later = ask(client, settings, f"/volunteers/{V1}/explanation?as_of=2019-03-01", "incentives:read").json
    (lacking, _) = next(one for one in later["standings"] if one["of"] == "benefit/n-1")["lacking"]
    assert ("minutes", 120) == (lacking["what"], lacking["amount"])


def test_the_texts_are_in_the_language_that_is_asked_for(store: Store, client: FlaskClient, settings: Settings) -> None:
    """Nothing else differs."""
    hear(store, registered("KV1"), registered("KV2"))
    hear(store, credited("e", "KV1", 5))
    bearer = {"Authorization": f"Bearer {make_token(settings, 'tester', ['incentives:read'])}"}
    answers = {
        language: client.get(
            f"/v1/volunteers/KV1/explanation?as_of={DAY}", headers={**bearer, "Accept-Language": language}
        )
        for language in ("zh-CN", "en")
    }
    assert ["zh", "en"] == [one.headers["Content-Language"] for one in answers.values()]
    stars = {language: one.json["standings"][0] for language, one in answers.items()}  # type: ignore[index]
    assert ("300 分钟，0 星", "0 stars for 300 minutes") == tuple(one["result"] for one in stars.values())
    assert "再服务 5700 分钟可达 1 星" == stars["zh-CN"]["lacking"][0]["text"]
    assert stars["zh-CN"]["rule"] == stars["en"]["rule"]


def test_what_is_merged_away_says_into_whom(scene: Scene, client: FlaskClient, settings: Settings) -> None:
    """And the kept one has the entries of both."""
    granted(scene)
    scene.hear(scene.registry.state("v-2"), shift(dt.date(2018, 12, 1), of=V2), consent(of=V2))
    scene.hear(merged("v-1", "v-2"))
    answer = ask(client, settings, f"/volunteers/{V2}/explanation?as_of={DAY}", "incentives:read").json
    assert ("v-1", []) == (answer["merged_into"], answer["standings"])
    assert 240 == explained(client, settings, V1)["stars"]["minutes"]


def test_wrong_questions(store: Store, client: FlaskClient, settings: Settings) -> None:
    """Of nobody, of what there is not, with a cursor of another standing; elsewhere nobody is known."""
    hear(store, registered("KV1"))
    hear(store, *(credited(f"e-{number}", "KV1", 60) for number in range(3)))
    path = "/volunteers/KV1/explanation/entries?of="
    following = ask(client, settings, f"{path}stars&limit=1", "incentives:read").json["next"]

    def status(asked: str) -> int:
        return int(ask(client, settings, asked, "incentives:read").status_code)

    assert [404, 404, 422, 422] == [
        status("/volunteers/KV9/explanation"),
        status(f"{path}benefit/nothing"),
        status(f"{path}award&after={following}"),
        status("/volunteers/KV1/explanation/entries"),
    ]
    elsewhere = make_token(settings, "far", ["incentives:read"], where=Where(frozenset({"440500"})))
    answer = client.get("/v1/volunteers/KV1/explanation", headers={"Authorization": f"Bearer {elsewhere}"})
    assert 404 == answer.status_code
