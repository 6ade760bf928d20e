"""Every service answers as its OpenAPI document says, whatever it is asked; the registry's test is with its others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from runner.services import part
from shared.config import Settings
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from shared.web.scopes import SCOPES, SPEAK
from tests.integration.conftest import MakeStore
from tests.integration.documented import Known, faults
from tests.integration.hours import test_attendance as of_hours
from tests.integration.listening import Service, hear
from tests.integration.matching import test_rosters as of_matching
from tests.integration.projects.definitions import ORGANISATION
from tests.integration.registrations import Registry

PERSONAL = "registry:personal"
"""Other services ask for it, too."""
MORNING = {"starts_at": "2018-02-14T08:00:00+08:00", "ends_at": "2018-02-14T12:00:00+08:00"}
ROWS: dict[str, Known] = {
    "projects": {
        "sites": [
            {"site_ref": "site-1", "name": "广州南站", "kind": "rail_station", "region_code": "440100"}
            | {"latitude": 22.99, "longitude": 113.27, "fence_metres": None}
        ],
        "posts": [
            {"post_ref": "post-1", "project_ref": None, "site_ref": "site-1", "organisation_ref": "team-1"}
            | {"title": "引导", "service": "order", "skill_required": None, "minimum_age": 14}
            | {"licence_required": None, "qualification_required": None}
        ],
        "shifts": [{"shift_ref": "s-1", "post_ref": "post-1", "capacity": 2, **MORNING}],
        "availability": [{"volunteer_ref": "v-1", "date": "2018-02-14", "part_of_day": "morning"}],
        "attendance": [
            {"attendance_ref": "a-1", "shift_ref": "s-1", "volunteer_ref": "v-1", "method": "qr"}
            | {"checked_in_at": MORNING["starts_at"], "checked_out_at": MORNING["ends_at"]}
            | {"recorded_by": None, "approved_by": None}
        ],
        "presences": [
            {"presence_ref": "p-1", "shift_ref": "s-1", "volunteer_ref": "v-1", "method": "attested"}
            | {"signed_in_at": MORNING["starts_at"]}
        ],
    },
    "hours": {
        "opening-balances": [
            {"balance_ref": "b-1", "volunteer_ref": "v-1", "minutes": 60, "region_code": "440100"}
            | {"as_of": "2018-01-01", "source": "i-volunteer"}
        ]
    },
    "incentives": {
        "partners": [{"partner_ref": "tester", "name": "省医院", "department": "health"}],
        "benefits": [
            {"benefit_ref": "n-1", "partner_ref": "tester", "name": "体检", "region_code": "440100"}
            | {"from": "2018-01-01", "to": None}
        ],
        "award-cycles": [
            {"cycle_ref": "c-1", "category": "project", "period_from": "2018-01-01", "period_to": "2018-06-30"}
            | {"nominations_from": "2018-07-10", "nominations_to": "2018-08-10", "notice_days": 7, "quota": 3}
        ],
        "partner-reports": [
            {
                "report_ref": "r-1",
                "partner_ref": "tester",
                "volunteer_ref": "v-1",
                "benefit_ref": None,
                "kind": "breach",
            }
            | {"at": "2018-02-01T09:00:00+08:00"}
        ],
    },
    "matching": {},
}
"""Of each kind that a service takes in a record that is there."""
HEARD: dict[str, Known] = {
    "hours": {"attendance": [{"attendance_ref": "a-1"}], "volunteers": [{"volunteer": of_hours.NUMBER}]},
    "matching": {"shifts": [{"shift_ref": "s-1"}]},
}
"""What it knows of others."""
STEPS: dict[str, dict[str, Any]] = {
    "incentives": {
        "/v1/partners/tester/contract": {"contact": "李主任", "purpose": "benefits", "types": [], "allowed": []}
        | {"known_by": "number", "endpoint": "https://partner.example/"}
    }
}
"""What becomes of that, before each of its operations is asked for."""


def _tell_projects(store: Store) -> None:
    hear(Service(store), ORGANISATION, Registry(store.settings).state("v-1", sequence=1))


def _tell_hours(store: Store) -> None:
    backfilled = of_hours.attendance(method="backfilled", recorded_by="admin-1", approved_by="admin-2")
    of_hours.hear(store, of_hours.shift(), of_hours.volunteer(store, 1, verified=True), backfilled)


def _tell_matching(store: Store) -> None:
    to_come = {"starts_at": "2098-02-14T08:00:00+08:00", "ends_at": "2098-02-14T12:00:00+08:00"}
    of_matching.hear(store, of_matching.volunteer(store, 1), of_matching.shift(1, **to_come), of_matching.offer(1))


TELL: dict[str, Callable[[Store], None]] = {
    "projects": _tell_projects,
    "hours": _tell_hours,
    "matching": _tell_matching,
}


@pytest.mark.hypothesis
@pytest.mark.parametrize("service", ROWS)
def test_every_answer_is_as_documented(make_store: MakeStore, settings: Settings, service: str) -> None:
    """Status, type, headers and schema; no 5xx, without a valid token nothing, no wrong request passes, no method."""
    store, scopes = make_store(service), [one for one in SCOPES if one.startswith(service) and one != SPEAK]
    scopes.append(PERSONAL)
    token = make_token(settings, "tester", scopes)
    client = make_application(settings, store, part(service, "api").blueprints).test_client()
    TELL.get(service, lambda _: None)(store)
    for kind, rows in ROWS[service].items():
        lines: list[dict[str, Any]] = [{"row": number, "values": row} for number, row in enumerate(rows, 2)]
        answer = client.post(f"/v1/{kind}/batch", json={"rows": lines}, headers={"Authorization": f"Bearer {token}"})
        assert answer.json["accepted"] == len(rows), answer.text  # type: ignore[index]

    def prepare() -> None:
        for path, body in STEPS.get(service, {}).items():
            assert client.put(path, json=body, headers={"Authorization": f"Bearer {token}"}).status_code == 200

    known = {**ROWS[service], **HEARD.get(service, {})}
    assert faults(settings, service, scopes, known, examples=8, prepare=prepare) == []
