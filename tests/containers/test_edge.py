"""The edge: the only way in, with its limits, and its way to containers that come and go."""

from __future__ import annotations

import asyncio

import httpx

from shared.web.application import LARGEST_BODY
from shared.web.browsers import SAFE
from tests.containers.containers import Containers
from tests.processes import eventually

PATH = "/hours/v1/openapi.json"
BURST = 400
ONCE = {name: [value] for name, value in SAFE.items()}


def ask(system: Containers, path: str = PATH, **options: object) -> httpx.Response:
    """A request to the edge."""
    return httpx.request(str(options.pop("method", "GET")), system.address + path, timeout=30, **options)  # type: ignore[arg-type]


def told_to_browsers(answer: httpx.Response) -> dict[str, list[str]]:
    """What an answer tells them, each time that it does."""
    return {name: answer.headers.get_list(name) for name in SAFE}


async def ask_at_once(system: Containers, count: int) -> list[httpx.Response]:
    """Many requests at the same time."""
    limits = httpx.Limits(max_connections=count)
    async with httpx.AsyncClient(base_url=system.address, limits=limits, timeout=60) as client:
        return list(await asyncio.gather(*(client.get(PATH) for _ in range(count))))


def test_only_the_edge_is_reached_from_outside(system: Containers) -> None:
    """Every other container publishes nothing."""
    shown = system.docker("ps", "--filter", f"name={system.project}", "--format", "{{.Names}} {{.Ports}}")
    published = [line.split()[0] for line in shown.splitlines() if "->" in line]
    assert published == [f"{system.project}-edge-1"]


def test_a_request_keeps_its_number_and_gets_one(system: Containers) -> None:
    """What is safe is handed on and back; for anything else there is a new one."""
    assert ask(system, headers={"X-Request-Id": "abc-1"}).headers["X-Request-Id"] == "abc-1"
    strange = ask(system, headers={"X-Request-Id": 'x" y'}).headers["X-Request-Id"]
    assert strange != 'x" y'
    assert len(strange) == 32


def test_what_the_edge_refuses_is_a_problem_too(system: Containers) -> None:
    """No such service, and a body that is too large."""
    body = b" " * (LARGEST_BODY + 1)
    refused = [
        ask(system, "/"),
        ask(system, "/nobody/v1/"),
        ask(system, "/hours/v1/opening-balances", method="POST", content=body),
    ]
    assert [answer.status_code for answer in refused] == [404, 404, 413]
    for answer in refused:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code
        assert answer.headers["X-Request-Id"]
        assert told_to_browsers(answer) == ONCE


def test_a_body_that_a_service_takes_passes_the_edge(system: Containers) -> None:
    """It is the service that refuses it, for want of a token."""
    body = b" " * LARGEST_BODY
    assert ask(system, "/hours/v1/opening-balances", method="POST", content=body).status_code == 401


def test_too_many_requests_are_told_to_wait(system: Containers) -> None:
    """And those that are within the limit are answered."""
    answers = asyncio.run(ask_at_once(system, BURST))
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert {answer.status_code for answer in answers} == {200, 429}
    assert refused[0].headers["Retry-After"] == "1"
    assert refused[0].json()["status"] == 429
    assert [ONCE, ONCE] == [told_to_browsers(one) for one in (refused[0], ask(system))]


def test_a_replaced_and_a_second_api_are_found(system: Containers) -> None:
    """Both answer, without a word to the edge."""
    eventually(lambda: ask(system).status_code == 200)
    up = ("up", "-d", "--wait", "--no-build", "--no-deps")
    system.compose(*up, "--force-recreate", "--scale", "hours-api=2", "hours-api")
    addresses = {f"{system.address_in('hours-edge', one)}:8080" for one in system.containers("hours-api")}

    def both_were_asked() -> bool:
        assert ask(system).status_code in (200, 503)
        log = system.compose("logs", "--no-log-prefix", "--tail", "200", "edge")
        return all(address in log for address in addresses)

    try:
        eventually(both_were_asked)
        assert len(addresses) == 2
    finally:
        system.compose(*up, "--no-recreate", "--scale", "hours-api=1", "hours-api")
