"""deploy/edge/nginx.conf, as far as it can be read without an nginx; tests/containers asks a running one."""

from __future__ import annotations

import re

import pytest

from shared.web.browsers import SAFE
from tests.markdown import text

CONF = text("deploy/edge/nginx.conf")
LOGGED = {
    "time_iso8601",
    "number",
    "request_method",
    "about",
    "status",
    "body_bytes_sent",
    "request_time",
    "remote_addr",
    "upstream_http_kapok_subject",
    "trace",
    "upstream_addr",
}
"""None of them is what a sender wrote, but for what the maps let through, a method, and a number of their own."""


def _lets_through(variable: str) -> re.Pattern[str]:
    """What a map takes of what was sent, as Python writes it."""
    (found,) = re.findall(rf'map \$\w+ \${variable} {{\n\s+"~(.*?)" ', CONF)
    return re.compile(found.replace("(?<", "(?P<"))


def test_a_line_has_nothing_that_somebody_typed() -> None:
    """Not the path, the query, the referrer or the agent, in which a person's number may stand."""
    (line,) = re.findall(r"log_format line escape=json\n(.*?);\n", CONF, re.DOTALL)

    assert LOGGED == set(re.findall(r"\$(\w+)", line))


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/registry/v1/volunteers/440000195901150001/phone", "/registry/v1/volunteers"),
        ("/hours/v1/opening-balances", "/hours/v1/opening-balances"),
        ("/registry/v1/440000195901150001", None),
        ("/registry/v1/volunteers440000195901150001", None),
        ("/440000195901150001/v1/volunteers", None),
        ("/registry/v1/陈大文", None),
    ],
)
def test_of_a_path_it_has_what_it_is_about(path: str, shown: str | None) -> None:
    """And of a path that there is not nothing."""
    found = _lets_through("about").match(path)

    assert shown == (found["known"] if found else None)


def test_of_a_trace_it_has_a_traces_form() -> None:
    """In which no text stands."""
    trace = _lets_through("trace")

    assert trace.match("00-5d1c3a9e7b2f4860a1c5e9d3b7f20846-3b9d5f7a1c2e4068-01")
    assert not trace.match("00-13800138000 Chen-3b9d5f7a1c2e4068-01")


def test_every_answer_of_its_own_tells_browsers_the_same_as_the_services() -> None:
    """Wherever it says anything of its own, all of it; and what a service said is not said twice."""
    places = CONF.count("add_header X-Request-Id")

    assert places == 3
    assert dict.fromkeys(SAFE, places) == {name: CONF.count(f"add_header {name} ") for name in SAFE}
    assert set(SAFE) <= set(re.findall(r"proxy_hide_header ([\w-]+);", CONF))
    assert all(value in CONF for value in SAFE.values())


def test_only_who_is_named_is_believed_about_addresses() -> None:
    """By default nobody."""
    trusted = text("deploy/edge/trusted.conf")

    assert "include /etc/nginx/kapok/trusted.conf;" in CONF
    assert re.findall(r"^set_real_ip_from", trusted, re.MULTILINE) == []
    assert "./deploy/edge/trusted.conf:/etc/nginx/kapok/trusted.conf:ro" in text("docker-compose.yml")
