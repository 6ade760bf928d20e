"""Each programme of the plan, walked through over HTTP from a draft to its figures, by what the documents say."""

from __future__ import annotations

import datetime as dt
from typing import Any

import httpx
import pytest

from shared import clock
from tests.commands import System, kapok
from tests.processes import eventually
from tests.system import walks
from tests.system.walks import VOLUNTEER, counted, send, step

SCOPES = (
    *("registry:write", "projects:write", "projects:read", "projects:search", "hours:figures"),
    *("projects:offer", "registry:read", "projects:figures", "projects:pair", "projects:care", "projects:approve"),
)
TEAM = {"organisation_ref": "walk-team", "name": "行走服务队", "kind": "service_team", "region_code": "440100"}
SITE = {"site_ref": "walk-site", "name": "行走驿站", "kind": "community_station", "region_code": "440103"}
PLACE = {"latitude": 23.12, "longitude": 113.24}
MINUTES = 60


@pytest.fixture(scope="module")
def api(system: System) -> httpx.Client:
    """What whoever has a token may ask; of an organisation, a volunteer and a site it knows."""
    scopes = [word for scope in (*SCOPES, "registry:declare") for word in ("--scope", scope)]
    token = kapok("token", "--home", system.home, *scopes).split()[-1]
    client = httpx.Client(base_url=system.address, headers={"Authorization": f"Bearer {token}"}, timeout=60)
    send(client, "/registry/v1/organisations", {**TEAM, "parent_ref": None})
    send(client, "/registry/v1/volunteers", VOLUNTEER)
    send(client, "/projects/v1/sites", {**SITE, **PLACE})
    return client


def days_of(programme: dict[str, Any]) -> dict[str, str]:
    """The days of a project: of this year's season, or around today."""
    today = clock.today()
    if month := programme.get("month"):
        return {"from": f"{today.year}-{month:02d}-01", "to": f"{today.year}-{month:02d}-31"}
    return {name: (today + dt.timedelta(days=at)).isoformat() for name, at in (("from", -30), ("to", 60))}


def publish(client: httpx.Client, programme: dict[str, Any]) -> str:
    """A project of a programme: a draft that says what it must, published, and led to its last stage."""
    reference = f"walk-{programme['programme']}"
    path = f"/projects/v1/projects/{reference}"
    draft = {
        "project_ref": reference,
        "programme": programme["programme"],
        "name": "行走项目",
        "organisation_ref": "walk-team",
        "region_code": "440103",
        "risk": "none",
        "draft": True,
        "target_group": programme["groups"][0],
        **dict.fromkeys(programme["required"], "一起走"),
        **days_of(programme),
    }
    send(client, "/projects/v1/projects", draft)
    assert eventually(lambda: client.get(path).json().get("state")) == "draft"
    assert "published" == step(client, path, "publication", {})["state"]
    assert programme["stages"][-1] == step(client, path, "stage", {"stage": programme["stages"][-1]})["stage"]
    return reference


def serve(client: httpx.Client, project: str, at: int) -> None:
    """A post of a project with a shift ahead, and one some days ago at which the volunteer was present."""
    post = {"post_ref": f"{project}-post", "project_ref": project, "site_ref": "walk-site", "service": "order"}
    asks = {"skill_required": None, "minimum_age": 14, "organisation_ref": "walk-team", "title": "引导岗"}
    send(client, "/projects/v1/posts", {**post, **asks})
    for name, days in (("ahead", 2), ("past", -2 - at)):
        start = dt.datetime.combine(clock.today() + dt.timedelta(days=days), dt.time(9), clock.CHINA)
        times = {"starts_at": start.isoformat(), "ends_at": (start + dt.timedelta(minutes=MINUTES)).isoformat()}
        shift = f"{project}-{name}"
        send(
            client,
            "/projects/v1/shifts",
            {"shift_ref": shift, "post_ref": post["post_ref"], "capacity": 3, **times},
        )
    presence = {"checked_in_at": times["starts_at"], "checked_out_at": times["ends_at"], "method": "qr"}
    send(
        client,
        "/projects/v1/attendance",
        {"attendance_ref": shift, "shift_ref": shift, "volunteer_ref": "walk-1", **presence},
    )


def minutes(client: httpx.Client) -> dict[str, int]:
    """What was served in each programme."""
    found = client.get("/hours/v1/figures").json()["programmes"]
    return {name: one["minutes"] for name, one in found.items()}


def test_every_programme_from_publication_to_its_figures(api: httpx.Client) -> None:
    """Each project is in the bank of projects, its shift in the bank of places, and what was served in its figures."""
    before = minutes(api)
    programmes = api.get("/projects/v1/programmes").json()
    assert 12 == len(programmes)
    for number, programme in enumerate(programmes):
        serve(api, publish(api, programme), number)
    wanted = {one["programme"]: before.get(one["programme"], 0) + MINUTES for one in programmes}
    assert eventually(lambda: {name: minutes(api).get(name) for name in wanted} == wanted, 120)
    for one in wanted:
        listed = api.get("/projects/v1/bank/projects", params={"programme": one}).json()["published_projects"]
        assert f"walk-{one}" in {project["project_ref"] for project in listed}
    asked = {**PLACE, "within_km": 1, "service": "order", "free": 3, "limit": 200}
    near = api.post("/projects/v1/bank/places/searches", json=asked).json()["places"]
    assert {f"walk-{one}-ahead" for one in wanted} <= {place["shift_ref"] for place in near}
    assert set(wanted) <= {place["programme"] for place in near}


def test_what_a_programme_counts_besides_minutes(system: System, api: httpx.Client) -> None:
    """A lesson, a backbone volunteer, a ranked work, an allowance, and a shift of both sides of a border."""
    before = counted(api)
    walks.pair_and_visit(api)
    walks.teach(system, api)
    walks.judge(system, api)
    walks.send_to_the_mountains(system, api)
    walks.meet(api)
    wanted = (before[0] + 1, before[1] + 1, before[2] + 1, [1, 1, "1.0000"])
    assert eventually(lambda: counted(api) == wanted), (counted(api), wanted)
