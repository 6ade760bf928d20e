"""What was entered a moment ago counts, with the real processes of two services and a real broker between them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest

from shared.config import Settings
from shared.web.hearing import LONGEST_WAIT, MOST_WAITING
from tests import processes
from tests.integration.registry.people import organisation, volunteer

SITE = {"site_ref": "s-1", "name": "广州南站", "kind": "rail_station", "region_code": "440100"}
SITE_AT = {"latitude": 22.99, "longitude": 113.27}
POST = {"post_ref": "p-1", "project_ref": "warm-winter", "site_ref": "s-1", "organisation_ref": "o-1"}
POST_AS = {"title": "引导咨询岗", "service": "guidance", "minimum_age": 14}
BALANCE = {"balance_ref": "b-1", "volunteer_ref": "v-1", "minutes": 600, "region_code": "440100", "source": "city"}
SCOPES = ("registry:write", "registry:read", "projects:write", "projects:read", "hours:write", "hours:read")
BOTH = "registry,projects,hours"


@pytest.fixture
def client(environment: dict[str, str], settings: Settings) -> Iterator[httpx.Client]:
    """The services over HTTP; whether their workers run is the test's matter."""
    processes.migrate(environment)
    with processes.api(environment, settings, BOTH, *SCOPES) as ready:
        yield ready


def told(answer: httpx.Response) -> dict[str, str]:
    """The header of a request that comes after what a command told."""
    assert answer.status_code == 202, answer.text
    return {"Kapok-After": answer.headers["Kapok-Position"]}


def enter(client: httpx.Client, path: str, row: dict[str, str]) -> dict[str, str]:
    """Enter a row at the registry; the header of who comes after it."""
    return told(client.post(f"/registry/v1/{path}", json=row, headers={"Prefer": "kapok-position"}))


def test_what_was_entered_a_moment_ago_counts(client: httpx.Client, environment: dict[str, str]) -> None:
    """A volunteer for the ledger of hours, an organisation for a post of projects: one request after another."""
    with processes.worker(environment, BOTH):
        after = enter(client, "volunteers", volunteer("v-1"))
        assert client.post("/hours/v1/opening-balances", json=_balance(), headers=after).status_code == 202
        number = client.get("/registry/v1/volunteers/v-1").json()["volunteer"]
        (entry,) = client.get(f"/hours/v1/volunteers/{number}/entries").json()
        assert entry["minutes"] == BALANCE["minutes"]

        assert client.post("/projects/v1/sites", json=SITE | SITE_AT).status_code == 202
        after = enter(client, "organisations", organisation("o-1"))
        assert client.post("/projects/v1/posts", json=POST | POST_AS, headers=after).status_code == 202
        assert client.get("/projects/v1/posts/p-1").json()["outcome"] == "accepted"


def test_with_a_stopped_worker_it_is_too_early(client: httpx.Client, environment: dict[str, str]) -> None:
    """The request waits for a while and is told to come again; nothing is done before the worker has heard."""
    after = enter(client, "volunteers", volunteer("v-1"))
    started = time.monotonic()
    early = client.post("/hours/v1/opening-balances", json=_balance(), headers=after)
    assert (early.status_code, early.headers["Retry-After"]) == (425, "1")
    assert time.monotonic() - started >= LONGEST_WAIT
    with processes.worker(environment, BOTH):
        again = processes.eventually(lambda: _done(client, after))
    assert again["accepted"] == 1


def test_who_hangs_up_is_not_waited_for(client: httpx.Client) -> None:
    """As many as may wait have hung up: there is room for one more, who waits as long as one may."""
    after = enter(client, "volunteers", volunteer("v-1"))
    hurried = httpx.Timeout(30, read=0.3)
    for _ in range(MOST_WAITING):
        with pytest.raises(httpx.ReadTimeout):
            client.get("/hours/v1/policies", headers=after, timeout=hurried)
    started = time.monotonic()
    assert client.get("/hours/v1/policies", headers=after).status_code == 425
    assert time.monotonic() - started >= LONGEST_WAIT


def _balance() -> dict[str, object]:
    return BALANCE | {"as_of": "2017-12-31"}


def _done(client: httpx.Client, after: dict[str, str]) -> dict[str, int]:
    answer = client.post("/hours/v1/opening-balances", json=_balance(), headers=after)
    receipt: dict[str, int] = answer.json() if answer.status_code == 202 else {}
    return receipt
