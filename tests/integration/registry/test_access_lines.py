"""Each request is a line of the log that says who asked, and nothing of what was said."""

from __future__ import annotations

from typing import Any

import pytest
from structlog.testing import capture_logs

from shared.store.transaction import Store
from shared.web.access_lines import SUBJECT
from shared.web.auth import make_token
from shared.where import Where
from tests.integration.registry.calling import Caller
from tests.integration.registry.test_volunteers import row


def line_of(caller: Caller, *request: Any, **options: Any) -> dict[str, Any]:
    """The line of one request."""
    with capture_logs() as lines:
        caller.send(*request, **options)
    (line,) = (dict(one) for one in lines if one["event"] == "request")
    return line


def test_a_request_is_a_line_with_its_subject(caller: Caller) -> None:
    """By the route, which names nobody, and by the number that the edge gave it."""
    sent = row()
    line = line_of(caller, "POST", "/volunteers", sent, X_Request_Id="abc-1")
    assert line.pop("seconds") >= 0
    assert {
        "event": "request",
        "log_level": "info",
        "method": "POST",
        "route": "/v1/volunteers",
        "status": 202,
        "subject": "tester",
        "source": "local",
        "address": "127.0.0.1",
        "request_id": "abc-1",
    } == line
    assert "/v1/volunteers/<own(volunteer):reference>" == line_of(caller, "GET", "/volunteers/v-0")["route"]


@pytest.mark.parametrize("number", ["440106198807163210", "13712345678", 'a" b'])
def test_a_number_of_a_person_is_no_number_of_a_request(caller: Caller, number: str) -> None:
    """Whoever sends it: a line of the log has none."""
    assert "request_id" not in line_of(caller, "GET", "/regions", X_Request_Id=number)


def test_who_has_no_token_is_nobody(caller: Caller) -> None:
    """A refused request is a line, too."""
    with capture_logs() as lines:
        answer = caller.client.get("/v1/volunteers", headers={"X-Request-Id": 'a" b'})
    assert SUBJECT not in answer.headers
    assert [(401, False, False)] == [(one["status"], "subject" in one, "request_id" in one) for one in lines]
    assert "no_token" == lines[0]["check"]


def test_a_refused_request_names_the_check_that_refused_it(caller: Caller) -> None:
    """In a word of ours, whatever was sent; one that was served names none."""
    county = Where(frozenset({"440303"}))
    asked = {
        "scope": {"scopes": ["registry:write"]},
        "nowhere": {"where": Where()},
        "province": {"where": county, "scopes": ["registry:revoke"]},
    }
    paths = {"province": ("POST", "/holder-revocations", {"subject": "nobody"})}
    found = {check: line_of(caller, *paths.get(check, ("GET", "/stations")), **how) for check, how in asked.items()}
    assert {check: (403, check) for check in asked} == {
        check: (line["status"], line.get("check")) for check, line in found.items()
    }
    outside = line_of(caller, "POST", "/volunteers", row(1, home_region_code="440103"), where=county)
    assert (403, "outside_token") == (outside["status"], outside["check"])
    assert "check" not in line_of(caller, "GET", "/regions")


@pytest.mark.parametrize(
    ("subject", "shown"),
    [("officer@city.example", "officer@city.example"), ("李\n雷", "%E6%9D%8E%0A%E9%9B%B7"), ("13800138000", "hidden")],
)
def test_a_subject_breaks_no_line_and_shows_no_number(caller: Caller, subject: str, shown: str) -> None:
    """An issuer may call people as it likes."""
    token = make_token(caller.settings, subject, ["registry:read"], where=Where(frozenset({"440100"})))
    answer = caller.client.get("/v1/regions", headers={"Authorization": f"Bearer {token}"})
    assert (200, shown) == (answer.status_code, answer.headers[SUBJECT])


@pytest.mark.parametrize("number", ["440000195901150001", "13800138000x"])
def test_a_persons_number_is_no_source(caller: Caller, store: Store, number: str) -> None:
    """Neither of a token nor of whose tokens are revoked, which every service keeps and tells."""
    revoked = caller.send(
        "POST", "/holder-revocations", {"subject": "nobody", "source": number}, scopes=["registry:revoke"]
    )
    assert (422, ["source"]) == (revoked.status_code, [one["field"] for one in revoked.json["errors"]])
    assert number not in revoked.text
    assert not store.database["revoked_holders"].find_one({})
    with pytest.raises(ValueError, match="no source's name"):
        make_token(caller.settings, "tester", ["registry:read"], source=number)
