"""The registry answers as its OpenAPI document says, whatever it is asked."""

from __future__ import annotations

from typing import Any

import pytest

from shared.config import Settings
from shared.store.transaction import Store
from tests.integration.documented import faults
from tests.integration.registry.calling import ALL, Caller
from tests.integration.registry.people import note_partners, organisation, settle, settle_organisations, volunteer

AT = "2018-03-01T08:00:00+08:00"
NAMED = {"volunteer_ref": "v-1"}
TYPED = {"party_member": False, "league_member": False, "latitude": 23.1, "longitude": 113.2}
"""As JSON has them, where a file has texts."""
EMPTY = dict.fromkeys(("skills", "student_stage", "guardian_consent_on"))
ROWS: dict[str, list[dict[str, Any]]] = {
    "organisations": [organisation("o-1") | {"parent_ref": None}],
    "volunteers": [volunteer(f"v-{number}", number) | TYPED | EMPTY for number in (1, 2, 3, 4, 5)],
    "affiliations": [
        {"affiliation_ref": "a-1", **NAMED, "organisation_ref": "o-1", "kind": "student", "stage": "university"}
        | {"from": "2017-09-01", "to": None}
    ],
    "licences": [
        {"licence_ref": "l-1", **NAMED, "kind": "social_worker", "valid_from": "2017-01-01", "valid_to": "2020-01-01"}
        | {"verified": True}
    ],
    "insurance": [{"insurance_ref": "i-1", **NAMED, "insurer": "中国人保", "from": "2018-01-01", "to": "2018-12-31"}],
    "consents": [
        {"consent_ref": "c-1", **NAMED, "purpose": "benefits", "receiver_ref": "p-1"}
        | {"given_at": AT, "withdrawn_at": None}
    ],
    "transfers": [
        {"transfer_ref": "t-1", **NAMED, "to_region_code": "440304", "requested_at": AT}
        | {"decided_at": None, "decision": None, "reason": None}
    ],
    "merges": [
        {"merge_ref": merge, "kept_ref": kept, "merged_ref": merged, "merged_at": AT, "undone_at": None}
        for merge, kept, merged in (("m-1", "v-2", "v-3"), ("m-2", "v-4", "v-5"))
    ],
}
"""A record of each kind, so that a reference in a path may be one that is there; of merges two, as chance may bring
another one of the same people, and then neither can be undone."""


@pytest.fixture
def known(caller: Caller, store: Store) -> None:
    """All of them are registered."""
    note_partners(store, "p-1")
    for kind, rows in ROWS.items():
        assert caller.batch(*rows, kind=kind)["accepted"] == len(rows)
        settle(store)
        settle_organisations(store)


@pytest.mark.hypothesis
@pytest.mark.usefixtures("known")
def test_every_answer_is_as_documented(settings: Settings) -> None:
    """Status, content type, headers and schema; no 5xx, without a valid token nothing, and no wrong request passes."""
    assert faults(settings, "registry", [*ALL, "registry:personal", "registry:erase"], ROWS, examples=3) == []
