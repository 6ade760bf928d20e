"""The registry's routes: a scope each, and all of them described."""

from __future__ import annotations

import pytest

from tests.integration.registry.calling import ALL, Caller


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "/volunteers", "registry:write"),
        ("POST", "/organisations/batch", "registry:write"),
        ("GET", "/volunteers", "registry:read"),
        ("GET", "/volunteers/v-0", "registry:read"),
        ("PUT", "/volunteers/v-0/verification", "registry:verify"),
        ("DELETE", "/volunteers/v-0/guardian-consent", "registry:write"),
        ("POST", "/affiliations/batch", "registry:write"),
        ("PUT", "/affiliations/a-0/end", "registry:write"),
        ("PUT", "/licences/l-0/verification", "registry:verify"),
        ("GET", "/insurance", "registry:read"),
        ("PUT", "/consents/c-0/withdrawal", "registry:write"),
        ("GET", "/merges/m-0", "registry:read"),
        ("PUT", "/merges/m-0/undoing", "registry:write"),
        ("GET", "/transfers", "registry:read"),
        ("PUT", "/transfers/t-0/decision", "registry:write"),
        ("GET", "/volunteers/v-0/everything", "registry:personal"),
        ("POST", "/volunteers/v-0/erasure", "registry:erase"),
        ("GET", "/regions", "registry:read"),
        ("GET", "/organisations", "registry:read"),
        ("GET", "/exports/volunteers", "registry:export"),
        ("GET", "/exports/refusals", "registry:export"),
    ],
)
def test_every_route_asks_for_its_scope(caller: Caller, method: str, path: str, scope: str) -> None:
    """All other scopes together are not enough, and the answer names the one that is missing."""
    answer = caller.send(method, path, None if method in ("GET", "DELETE") else {}, scopes=set(ALL) - {scope})
    assert (answer.status_code, scope in answer.json["detail"]) == (403, True)


def test_the_description_is_complete(caller: Caller) -> None:
    """OpenAPI lists every path."""
    paths = caller.send("GET", "/openapi.json").json["paths"]
    assert {"/v1/volunteers", "/v1/volunteers/batch", "/v1/volunteers/{reference}", "/v1/regions"} <= set(paths)
