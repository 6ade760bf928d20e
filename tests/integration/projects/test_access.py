"""Who may see and bring what of projects: every route, with tokens of places, organisations and persons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from cli.project import access
from services.projects.api import blueprints
from services.projects.migrations import MIGRATIONS
from services.projects.organisations.usecases import note_organisations
from services.projects.people.usecases import note_volunteers
from services.projects.posts.usecases import open_waiting_posts
from services.projects.proposals.usecases import note_proposals
from services.projects.signups.kind import SIGN_UP_ACTIONS
from services.projects.training.kind import COURSES, ENROLMENTS
from services.projects.works.kind import CALLS, SCORES, WORKS
from shared.config import Settings
from shared.events.envelope import Event
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from shared.web.limits import By
from shared.web.scopes import SCOPES
from shared.where import EVERYWHERE, Where
from tests.integration.conftest import LayOut
from tests.integration.projects.definitions import DONATION, FUND, ORGANISATION, POST, PROJECT, SHIFT, SITE, take
from tests.integration.projects.test_attendance import ROW
from tests.integration.projects.test_placements import OF_PLACEMENTS
from tests.integration.projects.test_proposals import proposed
from tests.integration.projects.test_sign_ups import ask as sign_up
from tests.integration.projects.test_training import COURSE, send
from tests.integration.projects.test_training import row as enrolment
from tests.integration.projects.test_works import CALL, WORK, score

GZ, SZ = "gz", "sz"
ACTIONS = "sign-up-actions"
PLACES = {GZ: "440103", SZ: "440303"}
"""What there is twice: a project, a fund with a donation, a site, a post, a shift and a proposal in two counties."""


def region(code: str) -> Where:
    """A token for a region."""
    return Where(frozenset({code}))


def organisation(reference: str) -> Where:
    """A token for an organisation."""
    return Where(organisations=frozenset({reference}))


REGIONS = {f"team-{name}": code for name, code in PLACES.items()}
CALLERS: dict[str, tuple[Where, set[str]]] = {
    "province": (EVERYWHERE, {GZ, SZ}),
    "city": (region("440100"), {GZ}),
    "county": (region("440103"), {GZ}),
    "another county of the city": (region("440106"), set()),
    "another city": (region("440300"), {SZ}),
    "two counties": (Where(frozenset({"440103", "440303"})), {GZ, SZ}),
    "team": (organisation("team-gz"), {GZ}),
    "federation": (organisation("federation"), {GZ}),
    "another team": (organisation("team-sz"), {SZ}),
    "volunteer": (Where(person="KV0"), set()),
}
STEPS_OF_PRESENCES = ("sign-out", "closing", "confirmation")
every_caller = pytest.mark.parametrize("caller", CALLERS)


@pytest.fixture
def world(store: Store, lay_out: LayOut) -> Store:
    """Two counties with the same in each, and a federation above one team."""
    return lay_out(store, lambda: two_counties(store))


def two_counties(store: Store) -> None:
    """The organisations first, then whatever there is twice."""
    tree = {"federation": None, "between": "federation", "team-gz": "between", "team-sz": None}
    told = [
        Event(
            ORGANISATION.type,
            "registry",
            name,
            {
                **ORGANISATION.data,
                "organisation_ref": name,
                "parent_ref": parent,
                "region_code": REGIONS.get(name, "440100"),
            },
            sequence=1,
        )
        for name, parent in tree.items()
    ]
    store.transact(lambda transaction: note_organisations(transaction, told))
    for name in PLACES:
        rows = rows_of(name, name)
        for kind in ("project", "fund", "entry", "site", "post", "shift"):
            assert take(store, kind, rows["fund-entries" if kind == "entry" else f"{kind}s"]).accepted == 1
        store.transact(lambda transaction, n=name: note_proposals(transaction, [proposed(f"shift-{n}")]))  # type: ignore[misc]
        learns = Event(
            "volunteer.named.v1", "registry", f"KV-{name}", {"volunteer": f"KV-{name}", "volunteer_ref": f"v-{name}"}
        )
        store.transact(lambda transaction, one=learns: note_volunteers(transaction, [one]))  # type: ignore[misc]
        for learning in (COURSES, ENROLMENTS):
            assert send(store, learning, rows[learning.name]).accepted == 1
        assert send(store, SIGN_UP_ACTIONS, rows["sign-up-actions"]).accepted == 1
    return store


def rows_of(name: str, where: str) -> dict[str, dict[str, str]]:
    """A row of each kind, named so and lying in one of the counties."""
    return {
        "projects": {
            **PROJECT,
            "project_ref": f"project-{name}",
            "region_code": PLACES[where],
            "organisation_ref": f"team-{where}",
        },
        "funds": {**FUND, "fund_ref": f"fund-{name}", "organisation_ref": f"team-{where}"},
        "fund-entries": {**DONATION, "entry_ref": f"entry-{name}", "fund_ref": f"fund-{where}"},
        "sites": {**SITE, "site_ref": f"site-{name}", "region_code": PLACES[where]},
        "posts": {
            **POST,
            "post_ref": f"post-{name}",
            "site_ref": f"site-{where}",
            "organisation_ref": f"team-{where}",
        },
        "shifts": {**SHIFT, "shift_ref": f"shift-{name}", "post_ref": f"post-{where}"},
        "attendance": {**ROW, "attendance_ref": f"a-{name}", "shift_ref": f"shift-{where}"},
        "courses": {
            **COURSE,
            "course_ref": f"course-{name}",
            "region_code": PLACES[where],
            "organisation_ref": f"team-{where}",
        },
        "sign-up-actions": sign_up(f"sign-up-{name}", f"v-{where}", 1, f"shift-{where}"),
        "enrolments": {**enrolment(f"enrolment-{name}", f"v-{where}", 1), "course_ref": f"course-{where}"},
    }


@pytest.fixture
def ask(settings: Settings, world: Store) -> Callable[..., Any]:
    """A request of a caller with all scopes."""
    client: FlaskClient = make_application(settings, world, blueprints).test_client()

    def asked(caller: str, method: str, path: str, body: Any = None, source: str = "local") -> Any:
        token = make_token(settings, "KV0", SCOPES, source=source, where=CALLERS[caller][0])
        json = {} if body is None else {"json": body}
        return client.open(f"/v1{path}", method=method, headers={"Authorization": f"Bearer {token}"}, **json)

    return asked


@every_caller
@pytest.mark.parametrize(
    "path",
    [
        "/projects/project-{}",
        "/funds/fund-{}",
        "/fund-entries/entry-{}",
        "/posts/post-{}",
        "/shifts/shift-{}",
        "/shifts/shift-{}/proposals",
        "/courses/course-{}",
        "/enrolments/enrolment-{}",
        "/sign-up-actions/sign-up-{}",
        "/sign-ups/sign-up-{}",
        "/shifts/shift-{}/sign-ups",
    ],
)
def test_a_record_is_there_for_who_reaches_it(ask: Callable[..., Any], caller: str, path: str) -> None:
    """For others there is none."""
    found = {name for name in PLACES if ask(caller, "GET", path.format(name)).status_code == 200}
    missing = {name for name in PLACES if ask(caller, "GET", path.format(name)).status_code == 404}
    assert (CALLERS[caller][1], set(PLACES) - found) == (found, missing)


@every_caller
def test_the_list_of_projects_has_what_is_reached(ask: Callable[..., Any], caller: str) -> None:
    """Whatever else is asked for."""
    for question in ("", "?programme=sunshine", "?day=2018-03-01"):
        found = ask(caller, "GET", f"/projects{question}").json["projects"]
        assert {f"project-{name}" for name in CALLERS[caller][1]} == {one["project_ref"] for one in found}


STEPS: dict[str, dict[str, str]] = {
    "/projects/project-{}/draft": {name: PROJECT[name] for name in ("name", "from", "to", "target_group", "risk")},
    "/projects/project-{}/publication": {},
    "/projects/project-{}/stage": {"stage": "serving"},
    "/projects/project-{}/closing": {},
    "/projects/project-{}/cancellation": {"reason": "safety"},
    "/shifts/shift-{}/publication": {},
    "/shifts/shift-{}/schedule": {name: SHIFT[name] for name in ("starts_at", "ends_at", "capacity")},
    "/shifts/shift-{}/closing": {},
    "/shifts/shift-{}/cancellation": {"reason": "safety"},
}


@every_caller
@pytest.mark.parametrize("path", STEPS)
def test_a_step_is_taken_by_who_reaches_the_record(ask: Callable[..., Any], caller: str, path: str) -> None:
    """Taken, or refused for where it stands; for others there is none."""
    found = {name for name in PLACES if ask(caller, "PUT", path.format(name), STEPS[path]).status_code in (200, 422)}
    missing = {name for name in PLACES if ask(caller, "PUT", path.format(name), STEPS[path]).status_code == 404}
    assert (CALLERS[caller][1], set(PLACES) - found) == (found, missing)


COPIES: dict[str, dict[str, Any] | None] = {
    "/projects/project-{}/copies": {"project_ref": "next", "first_day": "2019-02-10"},
    "/posts/post-{}/copies": {"post_ref": "next"},
    "/shifts/shift-{}/copies": {"days": ["2019-02-10"]},
    "/projects/project-{}/shift-template": None,
}


@every_caller
@pytest.mark.parametrize("path", COPIES)
def test_what_is_reached_is_copied(ask: Callable[..., Any], caller: str, path: str) -> None:
    """For others there is none to copy."""
    method, body = ("GET", ()) if COPIES[path] is None else ("POST", (COPIES[path],))
    answers = {name: ask(caller, method, path.format(name), *body).status_code for name in PLACES}
    assert {name: 200 if name in CALLERS[caller][1] else 404 for name in PLACES} == answers


@every_caller
def test_what_is_told_of_funds_is_of_those_that_are_reached(ask: Callable[..., Any], caller: str) -> None:
    """The lists of funds, entries and postings, and balances."""
    reached = CALLERS[caller][1]
    for path, thing in (("/funds", "fund"), ("/fund-entries", "entry"), ("/fund-postings", "entry")):
        found = ask(caller, "GET", path).json[path[1:].replace("-", "_")]
        assert {f"{thing}-{name}" for name in reached} == {one[f"{thing}_ref"] for one in found}
    lines = [orjson.loads(line) for line in ask(caller, "GET", "/exports/funds").data.splitlines()]
    assert {(f"fund-{name}", 10000) for name in reached} == {(one["fund_ref"], one["balance_fen"]) for one in lines}


@every_caller
def test_a_grant_is_approved_by_who_reaches_its_fund(ask: Callable[..., Any], world: Store, caller: str) -> None:
    """For others there is none."""
    held = {"kind": "grant", "outcome": "held:second_approver", "to_be_approved": True, "first_approver": "d-1"}
    for name in PLACES:
        entry = world.database["fund_entries"].find_one({"_id": f"entry-{name}"})
        grant = {"_id": f"grant-{name}", "entry_ref": f"grant-{name}", "project_ref": f"project-{name}", **held}
        world.database["fund_entries"].insert_one({**(entry or {}), **grant})
        answer = ask(caller, "PUT", f"/fund-entries/grant-{name}/approval", {})
        assert (200 if name in CALLERS[caller][1] else 404) == answer.status_code


@every_caller
@pytest.mark.parametrize("kind", ["course", "enrolment"])
def test_the_lists_of_training_have_what_is_reached(ask: Callable[..., Any], caller: str, kind: str) -> None:
    """Courses by their place, enrolments by their course's."""
    found = ask(caller, "GET", f"/{kind}s").json[f"{kind}s"]
    assert {f"{kind}-{name}" for name in CALLERS[caller][1]} == {one[f"{kind}_ref"] for one in found}


def test_volunteers_see_their_own_enrolments(ask: Callable[..., Any], world: Store) -> None:
    """And bring none."""
    world.database["enrolments"].update_one({"_id": "enrolment-gz"}, {"$set": {"volunteer": "KV0"}})
    answers = [ask("volunteer", "GET", f"/enrolments/enrolment-{name}").status_code for name in (GZ, SZ)]
    assert [200, 404] == answers
    assert ["enrolment-gz"] == [
        one["enrolment_ref"] for one in ask("volunteer", "GET", "/enrolments").json["enrolments"]
    ]


@every_caller
def test_results_are_recorded_by_who_reaches_the_course(ask: Callable[..., Any], caller: str) -> None:
    """For others there is no such enrolment."""
    result = {"sessions_attended": 5, "sessions": 5, "score": 60}
    paths = {name: f"/enrolments/enrolment-{name}/result" for name in PLACES}
    taken = {name for name, path in paths.items() if ask(caller, "PUT", path, result).status_code == 200}
    assert CALLERS[caller][1] == taken


@every_caller
def test_sign_ups_are_those_of_shifts_that_are_reached(ask: Callable[..., Any], caller: str) -> None:
    """To see, to ask for, and to cancel; for others there is no such shift and no such sign-up."""
    reached = CALLERS[caller][1]
    for path, field in (("/sign-ups", "sign_up_ref"), ("/sign-up-actions", "action_ref")):
        found = ask(caller, "GET", path).json["sign_up_actions"]
        assert {f"sign-up-{name}" for name in reached} == {one[field] for one in found}
    for name in PLACES:
        body = {"shift_ref": f"shift-{name}", "volunteer_ref": f"v-{name}"}
        assert (201 if name in reached else 404) == ask(caller, "POST", "/sign-ups", body).status_code
        cancelled = ask(caller, "PUT", f"/sign-ups/sign-up-{name}/cancellation", {}).status_code
        assert (422 if name in reached else 404) == cancelled


@every_caller
def test_proposals_are_answered_by_who_reaches_the_shift(ask: Callable[..., Any], caller: str) -> None:
    """Or is the volunteer; for others there is no such proposal."""
    own = caller == "volunteer"
    reached = set(PLACES) if own else CALLERS[caller][1]
    said = {"volunteer": "KV0", "decision": "declined"}
    path = "/shifts/shift-{}/proposals"
    answers = {name: ask(caller, "PUT", f"{path.format(name)}/r-1/decision", said).status_code for name in PLACES}
    assert {name: 200 if name in reached else 404 for name in PLACES} == answers
    assert [] == ask(caller, "GET", "/proposals").json  # of shifts ahead


@every_caller
def test_calls_and_scores_are_the_provinces(ask: Callable[..., Any], world: Store, caller: str) -> None:
    """To bring them and to see them; a work is its organisation's, and the ranking is for everybody."""
    send(world, CALLS, CALL)
    send(world, WORKS, {**WORK, "organisation_ref": "team-gz"})
    send(world, SCORES, score("s-1", "j-1", 80))
    whole = caller == "province"
    rows = {"/calls": {**CALL, "call_ref": "call-2"}, "/work-scores": score("s-2", "j-2", 80)}
    assert [202 if whole else 403] * 2 == [ask(caller, "POST", *one).status_code for one in rows.items()]
    for path, one in rows.items():
        batch = ask(caller, "POST", f"{path}/batch", {"rows": [{"row": 2, "occurrence": 1, "values": one}]}).json
        assert 0 == batch["accepted"]
        assert batch["replayed"] == whole
    seen = [ask(caller, "GET", path).status_code for path in ("/calls/call-1", "/work-scores/s-1")]
    assert [200 if whole else 404] * 2 == seen
    lists = [ask(caller, "GET", path).json[path[1:].replace("-", "_")] for path in ("/calls", "/work-scores")]
    assert [whole, whole] == [bool(one) for one in lists]
    ranked = {ask(caller, "GET", path).status_code for path in ("/calls/call-1/ranking", "/exports/rankings")}
    assert {200} == ranked


@every_caller
def test_a_work_is_its_organisations(ask: Callable[..., Any], world: Store, caller: str) -> None:
    """To bring it and to see it."""
    send(world, CALLS, CALL)
    one = {**WORK, "organisation_ref": "team-gz"}
    reaches = GZ in CALLERS[caller][1]
    assert (202 if reaches else 403) == ask(caller, "POST", "/works", one).status_code
    batch = {"rows": [{"row": 2, "occurrence": 1, "values": {**one, "work_ref": "work-2"}}]}
    assert ask(caller, "POST", "/works/batch", batch).json["accepted"] == reaches
    assert (200 if reaches else 404) == ask(caller, "GET", "/works/work-1").status_code
    assert (["work-1", "work-2"] if reaches else []) == [
        work["work_ref"] for work in ask(caller, "GET", "/works").json["works"]
    ]


@every_caller
def test_a_presence_is_its_shifts(ask: Callable[..., Any], caller: str) -> None:
    """To bring it, to see it, to end it, and the codes that are shown for it."""
    word = {"method": "attested", "attested_by": "leader-1", "signed_in_at": SHIFT["starts_at"]}
    rows = {
        name: {**word, "presence_ref": f"p-{name}", "shift_ref": f"shift-{name}", "volunteer_ref": f"v-{name}"}
        for name in PLACES
    }
    reached = CALLERS[caller][1]
    assert reached == {one for one in PLACES if 202 == ask(caller, "POST", "/presences", rows[one]).status_code}
    batch = [{"row": 2, "values": {**one, "presence_ref": f"{one['presence_ref']}-2"}} for one in rows.values()]
    assert len(reached) == ask(caller, "POST", "/presences/batch", {"rows": batch}).json["accepted"]
    ask("province", "POST", "/presences/batch", {"rows": [{"row": 2, "values": one} for one in rows.values()]})
    assert reached == {one["shift_ref"][6:] for one in ask(caller, "GET", "/presences").json["presences"]}
    end, (sign_out, closing, confirmation) = {"signed_out_at": SHIFT["ends_at"]}, STEPS_OF_PRESENCES
    for method, path, body, done in (
        ("GET", "/presences/p-{}", None, 200),
        ("GET", "/shifts/shift-{}/codes", None, 200),
        ("PUT", f"/presences/p-{{}}/{confirmation}", {}, 422),
        ("PUT", f"/presences/p-{{}}/{sign_out}", {**end, "method": "attested"}, 200),
        ("PUT", f"/presences/p-{{}}/{closing}", end, 422),
    ):
        answers = {name: ask(caller, method, path.format(name), body).status_code for name in PLACES}
        assert {name: done if name in reached else 404 for name in PLACES} == answers


@every_caller
def test_a_proposal_of_an_unknown_shift_is_no_oracle(ask: Callable[..., Any], caller: str) -> None:
    """Who acts for a part of the province is answered as for a shift elsewhere."""
    expected = 200 if caller == "province" else 404
    assert expected == ask(caller, "GET", "/shifts/none/proposals").status_code


@every_caller
def test_the_export_of_outcomes_has_what_is_reached(ask: Callable[..., Any], caller: str) -> None:
    """Projects, funds, their entries, posts, shifts, courses, enrolments and sign-ups."""
    lines = [orjson.loads(line) for line in ask(caller, "GET", "/exports/outcomes").data.splitlines()]
    kinds = ("project", "fund", "entry", "post", "shift", "course", "enrolment", "sign-up")
    expected = {f"{kind}-{name}" for name in CALLERS[caller][1] for kind in kinds}
    assert expected == {line["reference"] for line in lines}


@every_caller
def test_the_export_of_refusals_has_what_was_sent_from_there(ask: Callable[..., Any], caller: str) -> None:
    """One malformed row of each caller."""
    for sender in CALLERS:
        ask(sender, "POST", "/sites", {"site_ref": f"bad-{list(CALLERS).index(sender)}"})
    lines = [orjson.loads(line) for line in ask(caller, "GET", "/exports/refusals").data.splitlines()]
    numbers = [int(line["reference"][4:]) for line in lines]
    seen = {list(CALLERS)[number] for number in numbers}
    assert seen == set(CALLERS) if caller == "province" else seen <= set(CALLERS) - {"province"}
    assert (caller in seen) == (caller != "volunteer")
    outside = {"county": "another city", "team": "another team", "another city": "county", "another team": "team"}
    assert outside.get(caller) not in seen


@every_caller
@pytest.mark.parametrize(
    "kind",
    [
        "projects",
        "funds",
        "fund-entries",
        "sites",
        "posts",
        "shifts",
        "attendance",
        "courses",
        "enrolments",
        "sign-up-actions",
    ],
)
def test_a_row_is_taken_from_who_reaches_its_place(
    ask: Callable[..., Any], world: Store, caller: str, kind: str
) -> None:
    """Others are refused, one by itself and in a batch, and nothing is kept, so that who may can send it."""
    reached = CALLERS[caller][1] if kind != "sites" or CALLERS[caller][0].regions else set()
    for name in PLACES:
        row = rows_of("new", name)[kind]
        reference = next(iter(row.values()))
        batch = ask(caller, "POST", f"/{kind}/batch", {"rows": [{"row": 2, "occurrence": 1, "values": row}]}).json
        if name in reached:
            assert batch["accepted"] == 1
        else:
            assert [one["reason"] for one in batch["refused"]] == ["outside_token"]
            assert 403 == ask(caller, "POST", f"/{kind}", row).status_code
            assert world.database[kind.replace("-", "_")].find_one({"_id": reference}) is None
            assert 202 == ask("province", "POST", f"/{kind}", row).status_code
        world.database[kind.replace("-", "_")].delete_many({"_id": reference})
        world.database["fund_postings"].delete_many({"entry_ref": reference})


@every_caller
def test_who_acts_for_a_part_offers_for_the_people_of_its_source_alone(ask: Callable[..., Any], caller: str) -> None:
    """Where somebody lives is not known to projects, so nobody else is offered for."""
    offer = {"volunteer_ref": "v-1", "date": "2018-02-14", "part_of_day": "morning"}
    assert (202 if caller == "province" else 403) == ask(caller, "POST", "/availability", offer).status_code
    rows = {"rows": [{"row": 2, "occurrence": 1, "values": {**offer, "volunteer_ref": "v-2"}}]}
    assert (1 if caller == "province" else 0) == ask(caller, "POST", "/availability/batch", rows).json["accepted"]
    if caller != "volunteer":
        assert 202 == ask(caller, "POST", "/availability", offer, source="gz").status_code
    others = {**offer, "volunteer_ref": "sz:v-1"}
    assert (202 if caller == "province" else 422) == ask(caller, "POST", "/availability", others).status_code
    assert 422 == ask(caller, "POST", "/availability", others, source="gz").status_code


def test_a_volunteer_offers_for_oneself_alone(ask: Callable[..., Any], world: Store) -> None:
    """By any name of one's own; for nobody else, not even of the source for which the token speaks, nor unknown."""
    names = {"v-1": "KV0", "gz:v-2": "KV0", "v-3": "KV1", "gz:v-4": "KV1"}
    told = [
        Event("volunteer.named.v1", "registry", number, {"volunteer": number, "volunteer_ref": name})
        for name, number in names.items()
    ]
    world.transact(lambda transaction: note_volunteers(transaction, told))
    offer = {"date": "2018-02-14", "part_of_day": "morning"}

    def sent(name: str, source: str) -> int:
        return int(
            ask("volunteer", "POST", "/availability", {**offer, "volunteer_ref": name}, source=source).status_code
        )

    assert [202, 403, 403] == [sent(name, "local") for name in ("v-1", "v-3", "v-unknown")]
    assert [202, 403, 403] == [sent(name, "gz") for name in ("v-2", "v-4", "v-unknown")]


def test_a_held_row_is_judged_by_its_sender_when_it_is_decided(ask: Callable[..., Any], world: Store) -> None:
    """The site it waits for lies elsewhere: its sender sees that it is refused, and who may brings it."""
    post = {**POST, "post_ref": "post-x", "site_ref": "site-x", "organisation_ref": "team-sz"}
    assert 202 == ask("county", "POST", "/posts", post).status_code
    assert [200, 404] == [ask(one, "GET", "/posts/post-x").status_code for one in ("county", "another city")]
    assert 202 == ask("another city", "POST", "/sites", {**rows_of("x", SZ)["sites"]}).status_code
    told = Event("site.opened.v1", "projects", "site-x", {})
    world.transact(lambda transaction: open_waiting_posts(transaction, [told]))
    assert "refused:outside_token" == ask("county", "GET", "/posts/post-x").json["outcome"]
    assert 202 == ask("another city", "POST", "/posts", post).status_code
    assert [404, 200] == [ask(one, "GET", "/posts/post-x").status_code for one in ("county", "another city")]


def test_every_route_is_here() -> None:
    """A new one needs its line in this file."""
    kinds = (
        *("projects", "funds", "fund-entries", "sites", "posts", "shifts", "attendance", "availability"),
        *("courses", "enrolments", "calls", "works", "work-scores", "presences"),
        *("beneficiaries", "pairings", "visits"),
        "sign-up-actions",
    )
    tested = {f"/v1/{kind}{suffix}" for kind in kinds for suffix in ("", "/batch")}
    tested |= {
        "/v1/projects/<reference>",
        "/v1/posts/<reference>",
        "/v1/shifts/<reference>",
        *(
            "/v1/shifts/<shift_ref>/proposals",
            "/v1/proposals",
            "/v1/shifts/<shift_ref>/proposals/<identifier>/decision",
        ),
        "/v1/courses/<reference>",
        "/v1/enrolments/<reference>",
        "/v1/enrolments/<reference>/result",
        "/v1/calls/<reference>",
        "/v1/works/<reference>",
        "/v1/work-scores/<reference>",
    }
    tested |= {"/v1/presences/<reference>", "/v1/shifts/<reference>/codes"}
    tested |= {f"/v1/presences/<reference>/{step}" for step in STEPS_OF_PRESENCES}
    tested |= {"/v1/funds/<reference>", "/v1/fund-entries/<reference>", "/v1/fund-entries/<reference>/approval"}
    tested |= {"/v1/fund-postings", "/v1/exports/funds", "/v1/exports/visits-overdue"}
    # Of pairings: test_pairings.py beside this file.
    tested |= {f"/v1/{name}/<reference>" for name in ("beneficiaries", "pairings", "visits")}
    tested |= {f"/v1/pairings/<reference>/{step}" for step in ("agreement", "end")} | {
        "/v1/beneficiaries/<reference>/facts"
    }
    tested |= {
        f"/v1/{kind}/<reference>/{step}" for kind, _, step in (path[1:].split("/") for path in (*STEPS, *COPIES))
    }
    tested |= OF_PLACEMENTS  # tests/integration/projects/test_placements.py
    tested |= {"/v1/sign-ups", "/v1/sign-ups/<reference>", "/v1/sign-ups/<reference>/cancellation"}
    tested |= {"/v1/sign-up-actions/<reference>", "/v1/shifts/<shift_ref>/sign-ups"}
    # Of swaps and calendars: test_swaps.py and test_calendars.py beside this file.
    tested |= {"/v1/calendar", "/v1/calendar/withdrawal"}
    tested |= {"/v1/swaps", "/v1/sign-ups/<reference>/swaps"}
    tested |= {f"/v1/swaps/<identifier>/{step}" for step in ("decision", "withdrawal")}
    tested |= {"/v1/exports/outcomes", "/v1/exports/refusals"}
    tested.add("/v1/access-log")  # the same in every service: tests/integration/registry/test_access_log.py
    assert tested == {one.path for one in access.routes("projects") if one.limit.by is not By.EVERYBODY}


def test_a_migration_says_where_what_was_there_before_lies(ask: Callable[..., Any], world: Store) -> None:
    """Sites, posts and shifts; what waits stays its sender's."""
    waiting = {**SHIFT, "shift_ref": "shift-w", "post_ref": "none"}
    assert take(world, "shift", waiting).accepted == 1
    kinds = ("sites", "posts", "shifts")
    before = {kind: list(world.database[kind].find()) for kind in kinds}
    for kind in kinds:
        world.database[kind].update_many({}, {"$unset": dict.fromkeys(("of_region", "of_city", "of_organisation"), "")})
    assert 404 == ask("county", "GET", "/shifts/shift-gz").status_code
    next(one for one in MIGRATIONS if one.version == 6).apply(world.database)
    assert 200 == ask("county", "GET", "/shifts/shift-gz").status_code
    assert before == {kind: list(world.database[kind].find()) for kind in kinds}
