"""Nobody decides on their own record: not on who they are, what they may, nor where they belong."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from shared.config import Settings
from shared.store.transaction import Store
from shared.web.auth import make_token
from tests.integration.registry.calling import ALL, Caller
from tests.integration.registry.people import settle, volunteer

LICENCE = {"licence_ref": "l-1", "volunteer_ref": "v-0", "kind": "nurse", "valid_from": "2018-01-01", "valid_to": ""}
TRANSFER = {"transfer_ref": "t-1", "volunteer_ref": "v-0", "to_region_code": "440300"}
MERGE = {"merge_ref": "m-1", "kept_ref": "v-1", "merged_ref": "v-0", "merged_at": "2018-03-01T00:00:00Z"}
DECISIONS: list[tuple[str, dict[str, Any]]] = [
    ("/volunteers/v-0/verification", {"status": "verified"}),
    ("/volunteers/v-0/document", {"document_type": "passport", "document_number": "E00000009"}),
    ("/volunteers/v-0/guardian-consent", {"given_on": "2018-01-01"}),
    ("/licences/l-1/verification", {"verified": True}),
    ("/transfers/t-1/decision", {"decision": "accepted", "reason": None}),
    ("/merges/m-1/undoing", {"undone_at": "2018-04-01T00:00:00Z"}),
]


@pytest.mark.parametrize(("path", "body"), DECISIONS)
def test_whom_it_is_about_does_not_decide(
    caller: Caller, settings: Settings, store: Store, path: str, body: dict[str, Any]
) -> None:
    """By the number or the reference, whatever the token allows besides; somebody else does."""
    caller.batch(volunteer("v-0", 1), volunteer("v-1", 2))
    caller.batch({**LICENCE, "verified": "no"}, kind="licences")
    requested = {"requested_at": "2018-02-01T00:00:00Z", "decided_at": "", "decision": "", "reason": ""}
    caller.batch({**TRANSFER, **requested}, kind="transfers")
    caller.batch({**MERGE, "undone_at": ""}, kind="merges")
    settle(store)
    number = caller.send("GET", "/volunteers/v-0").json["volunteer"]

    def put(subject: str) -> TestResponse:
        bearer = {"Authorization": f"Bearer {make_token(settings, subject, ALL)}"}
        return caller.client.put(f"/v1{path}", json=body, headers=bearer)

    for subject in (number, number.lower(), "v-0"):
        refused = put(subject)
        assert (422, ["own_record"]) == (refused.status_code, [one["reason"] for one in refused.json["errors"]])
    assert 200 == put("officer").status_code


@pytest.mark.parametrize(("path", "body"), [one for one in DECISIONS if not one[0].startswith("/merges")])
def test_who_is_merged_with_somebody_does_not_decide_on_them(
    caller: Caller, settings: Settings, store: Store, path: str, body: dict[str, Any]
) -> None:
    """The kept registration decides for the merged ones: it is theirs, too, and each other's; until it is undone."""
    caller.batch(volunteer("v-0", 1), volunteer("v-1", 2), volunteer("v-2", 3))
    caller.batch({**LICENCE, "verified": "no"}, kind="licences")
    requested = {"requested_at": "2018-02-01T00:00:00Z", "decided_at": "", "decision": "", "reason": ""}
    caller.batch({**TRANSFER, **requested}, kind="transfers")
    into = {**MERGE, "kept_ref": "v-0", "undone_at": ""}
    caller.batch({**into, "merged_ref": "v-1"}, {**into, "merge_ref": "m-2", "merged_ref": "v-2"}, kind="merges")
    settle(store)
    numbers = {ref: caller.send("GET", f"/volunteers/{ref}").json["volunteer"] for ref in ("v-1", "v-2")}

    def put(path: str, subject: str) -> TestResponse:
        bearer = {"Authorization": f"Bearer {make_token(settings, subject, ALL)}"}
        return caller.client.put(f"/v1{path}", json=body, headers=bearer)

    for subject in (*numbers.values(), "v-2"):
        refused = put(path, subject)
        assert (422, ["own_record"]) == (refused.status_code, [one["reason"] for one in refused.json["errors"]])
    if path.startswith("/volunteers"):
        assert 422 == put(path.replace("v-0", "v-1"), numbers["v-2"]).status_code
    undoing = {"undone_at": "2018-04-01T00:00:00Z"}
    assert 422 == caller.send("PUT", "/merges/m-2/undoing", undoing, subject=numbers["v-1"]).status_code
    assert 200 == caller.send("PUT", "/merges/m-2/undoing", undoing).status_code
    assert 200 == put(path, numbers["v-2"]).status_code
