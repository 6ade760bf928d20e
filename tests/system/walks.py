"""What programmes have besides shifts, walked through over HTTP as the documents say it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import httpx

from cli.talking.api import Api
from shared import clock
from tests.commands import System
from tests.processes import eventually

VOLUNTEER = {
    "volunteer_ref": "walk-1",
    "name": "林行",
    "document_type": "passport",
    "document_number": "W20181231",
    "birth_date": "1990-05-04",
    "sex": "F",
    "phone": "19000009999",
    "home_region_code": "440100",
    "skills": [],
    "party_member": False,
    "league_member": False,
    "student_stage": None,
    "guardian_consent_on": None,
    "identity_status": "verified",
    "latitude": 23.1,
    "longitude": 113.3,
}


def send(client: httpx.Client, path: str, row: dict[str, Any]) -> None:
    """A row is taken in."""
    answer = client.post(path, json=row)
    assert answer.status_code == 202, answer.text


def step(client: httpx.Client, path: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
    """Take a step of what was seen as it is."""
    seen = client.get(path).headers["ETag"]
    answer = client.put(f"{path}/{name}", json=body, headers={"If-Match": seen})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def counted(client: httpx.Client) -> tuple[Any, ...]:
    """Lessons, backbone volunteers, joint shifts, and the pairings of a city."""
    figures = client.get("/projects/v1/figures").json()
    paired = figures["pairing_coverage"].get("disabled_youth", {}).get("445300")
    joint = client.get("/hours/v1/figures").json()["joint_shifts"]
    return figures["lessons"].get("city", 0), figures["backbone"].get("project", 0), joint, paired


def ago(days: int, hour: int | None = None) -> str:
    """A day that is past, or a moment of it."""
    day = clock.today() - dt.timedelta(days=days)
    return day.isoformat() if hour is None else dt.datetime.combine(day, dt.time(hour), clock.CHINA).isoformat()


def accepted(client: httpx.Client, path: str) -> str:
    """A row that is decided on, and for it."""
    assert eventually(lambda: client.get(path).json().get("outcome") == "accepted"), client.get(path).text
    return path


def pair_and_visit(client: httpx.Client) -> None:
    """Sunshine: somebody in need, a team, all agree, and a lesson is given."""
    need = {"kind": "disabled_youth", "region_code": "445302", "household": "rural", "registered_on": ago(60)}
    send(client, "/projects/v1/beneficiaries", {"beneficiary_ref": "walk-need", **need})
    row = {"pairing_ref": "walk-pair", "programme": "sunshine", "beneficiary_ref": "walk-need"}
    team = {"organisation_ref": "walk-team", "team": ["volunteer:walk-1"], "proposed_on": ago(50)}
    send(client, "/projects/v1/pairings", {**row, **team})
    path = accepted(client, "/projects/v1/pairings/walk-pair")
    for one in ("beneficiary", "team", "guardian"):
        agreed = step(client, path, "agreement", {"by": one, "agreed_on": ago(45)})
    assert "active" == agreed["state"]
    visit = {"visit_ref": "walk-visit", "pairing_ref": "walk-pair", "volunteer_ref": "walk-1", "kind": "lesson"}
    send(
        client,
        "/projects/v1/visits",
        {**visit, "lesson_kind": "city", "starts_at": ago(40, 19), "ends_at": ago(40, 20)},
    )


def teach(system: System, client: httpx.Client) -> None:
    """Training: somebody asks for a place in a course, and another person says what was reached."""
    days = {"starts_on": ago(20), "ends_on": ago(10), "places": 1, "pass_mark": 60, "valid_months": None}
    course = {
        "course_ref": "walk-course",
        "category": "project",
        "level": "city",
        "region_code": "440100",
        "backbone": True,
    }
    send(client, "/projects/v1/courses", {**course, **days, "organisation_ref": "walk-team", "qualification": "leader"})
    row = {"enrolment_ref": "walk-enrolled", "course_ref": "walk-course", "volunteer_ref": "walk-1", "at": ago(30, 9)}
    send(client, "/projects/v1/enrolments", row)
    path = accepted(client, "/projects/v1/enrolments/walk-enrolled")
    with Api(system.own_home, "teacher", ("projects:write", "projects:read")) as teacher:
        reached = {"sessions_attended": 8, "sessions": 10, "score": 60}
        assert "passed" == teacher.put(f"{path}/result", reached, teacher.record(path)[1])["state"]


def judge(system: System, client: httpx.Client) -> None:
    """The culture festival: a work is judged by five, of whom one declares a conflict; the other four count."""
    days = {"opens_at": ago(20, 9), "closes_at": ago(5, 9)}
    send(client, "/projects/v1/calls", {"call_ref": "walk-call", "title": "作品征集", "categories": ["video"], **days})
    work = {"work_ref": "walk-work", "call_ref": "walk-call", "category": "video", "organisation_ref": "walk-team"}
    send(client, "/projects/v1/works", {**work, "title": "一起走", "submitted_at": ago(10, 9)})
    accepted(client, "/projects/v1/works/walk-work")
    for number, score in enumerate((0, 70, 80, 90, 91)):
        with Api(system.own_home, f"walk-juror-{number}", ("projects:judge",)) as juror:
            said = {"score": score, "conflict_declared": not number, "at": ago(4, 9), "juror_organisation_ref": "other"}
            juror.post("/projects/v1/work-scores", {"score_ref": f"walk-{number}", "work_ref": "walk-work", **said})
    ranked = client.get("/projects/v1/calls/walk-call/ranking").json()["ranking"]
    assert [("walk-work", 1, "82.75", 4)] == [
        (one["work_ref"], one["rank"], one["result"], one["scores"]) for one in ranked
    ]


def send_to_the_mountains(system: System, client: httpx.Client) -> None:
    """The mountain plan: one person selects, another one says the first day; each month has its allowance."""
    row = {"placement_ref": "walk-place", "programme": "mountain_plan", "volunteer_ref": "walk-1", "place": "445302"}
    term = {"months": 12, "extended_months": 0, "monthly_allowance_fen": 300_000, "applied_on": "2018-01-08"}
    send(client, "/projects/v1/placements", {**row, **term})
    path = accepted(client, "/projects/v1/placements/walk-place")
    step(client, path, "selection", {"selected_on": "2018-02-01"})
    with Api(system.own_home, "second", ("projects:approve", "projects:read")) as second:
        second.put(f"{path}/start", {"starts_on": "2018-02-15"}, second.record(path)[1])
    paid = client.get(f"{path}/allowance", params={"as_of": "2018-04-10"}).json()
    assert [("2018-02", 14, 150_000), ("2018-03", 31, 300_000), ("2018-04", 10, 100_000)] == [
        (one["month"], one["days"], one["fen"]) for one in paid["months"]
    ]
    assert 550_000 == paid["total_fen"]


def meet(client: httpx.Client) -> None:
    """Hong Kong and Macao: of a shift of such a project one comes with a permit, another one with a resident card."""
    papers = {"walk-2": ("hk_macao_permit", "H20181231"), "walk-3": ("resident_id", "440103199005048626")}
    project = {"project_ref": "walk-camp", "programme": "hk_macao", "name": "两地同行", "target_group": "residents"}
    send(
        client,
        "/projects/v1/projects",
        {
            **project,
            "organisation_ref": "walk-team",
            "region_code": "440103",
            "risk": "none",
            "from": ago(20),
            "to": ago(5),
        },
    )
    post = {"post_ref": "walk-camp", "project_ref": "walk-camp", "site_ref": "walk-site", "service": "order"}
    asks = {"skill_required": None, "minimum_age": 14, "organisation_ref": "walk-team", "title": "引导岗"}
    send(client, "/projects/v1/posts", {**post, **asks})
    times = {"starts_at": ago(15, 9), "ends_at": ago(15, 11)}
    send(client, "/projects/v1/shifts", {"shift_ref": "walk-camp", "post_ref": "walk-camp", "capacity": 3, **times})
    for reference, (kind, number) in papers.items():
        named = {"volunteer_ref": reference, "document_type": kind, "document_number": number}
        send(client, "/registry/v1/volunteers", {**VOLUNTEER, **named})
        came = {"checked_in_at": times["starts_at"], "checked_out_at": times["ends_at"], "method": "qr"}
        row = {"attendance_ref": f"camp-{reference}", "shift_ref": "walk-camp", "volunteer_ref": reference}
        send(client, "/projects/v1/attendance", {**row, **came})
