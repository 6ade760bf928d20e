"""Every request of incentives with tokens of each role and place: what may be done is what docs/access.md says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from cli.project.access import Route, routes
from services.incentives.api import blueprints
from services.incentives.migrations import MIGRATIONS
from shared import clock
from shared.config import Settings
from shared.events.envelope import Event
from shared.feeds import feed
from shared.messaging import topology
from shared.messaging.publisher import Publisher
from shared.messaging.relay import Relay
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from shared.web.limits import By
from shared.web.scopes import SCOPES, SPEAK
from shared.where import EVERYWHERE, NOWHERE, OUTSIDE, Where
from tests.integration.incentives.test_standing import credited, registered
from tests.integration.incentives.test_standing import hear as note
from tests.integration.listening import Service, hear
from tests.integration.placed import Caller
from tests.integration.registrations import erased

COUNTY, CITY, FAR = "440303", "440300", "440500"
HOMES = {"KV1": COUNTY, "KV2": CITY, "KV3": FAR}
"""Where volunteers belong; of KV4 nobody has told."""
ALL = [*(scope for scope in SCOPES if scope.startswith("incentives:")), SPEAK]
READING = [scope for scope in ALL if scope.rpartition(":")[2] in {"read", "export", "feed"}]
ROUTES = {f"{one.method} {one.path.removeprefix('/v1')}": one for one in routes("incentives")}
ROLES = {
    "province": EVERYWHERE,
    "city": Where(frozenset({CITY})),
    "county": Where(frozenset({COUNTY})),
    "another city": Where(frozenset({FAR})),
    "two cities": Where(frozenset({CITY, FAR})),
    "organisation": Where(organisations=frozenset({"o"})),
    "nominated organisation": Where(organisations=frozenset({"org-c"})),
    "volunteer": Where(person="KV3"),
    "partner": Where(partner="p"),
    "another partner": Where(partner="q"),
    "nowhere": NOWHERE,
}
REACHED = {
    "province": ["KV1", "KV2", "KV3", "KV4"],
    "city": ["KV1", "KV2"],
    "county": ["KV1"],
    "another city": ["KV3"],
    "two cities": ["KV1", "KV2", "KV3"],
    "organisation": [],
    "nominated organisation": [],
    "volunteer": [],
}
"""By role the volunteers who belong where it acts."""
LATER = str(clock.today() + dt.timedelta(days=900))
CHANGING = {"province", "city", "two cities", "volunteer", "partner", "nominated organisation"}
"""Roles that reach any row or record that is changed."""


class Asked(NamedTuple):
    """A request, and the volunteer whom it is about.

    Attributes:
        place: the region of what it is about; None for the province's.
        of: the volunteer whom a record is about that lies nowhere.
        organisation: whose it is besides, of what may be nominated.
    """

    path: str
    body: dict[str, Any] | None = None
    volunteer: str = ""
    place: str | None = None
    of: str = ""
    organisation: str | None = None

    def is_reached(self, where: Where) -> bool:
        """Whether what it is about lies where somebody acts."""
        return where.reaches(self.place, self.organisation)


def version(reference: str) -> dict[str, Any]:
    """A row of versions of policies; KV1 to KV4 have 101 hours, and no star by it."""
    thresholds = [6_120, 18_000, 36_000, 60_000, 90_000]
    facts = {"name": "stars/national", "version": 2, "holds_from": LATER, "thresholds": thresholds}
    return {"policy_version_ref": reference, **facts}


def partner(reference: str) -> dict[str, Any]:
    """A row of partners."""
    return {"partner_ref": reference, "name": "省医院", "department": "health"}


CONTRACT = {
    "contact": "李主任",
    "purpose": "benefits",
    "types": ["stars.changed.v1"],
    "allowed": ["stars"],
    "known_by": "number",
    "endpoint": "https://partner.example/hook",
}


def benefit(reference: str) -> dict[str, Any]:
    """A row of benefits, for the volunteers of a city."""
    named = {"benefit_ref": reference, "partner_ref": "p", "name": "体检优待", "region_code": CITY}
    return {**named, "from": "2018-01-01", "to": None}


def report(reference: str) -> dict[str, Any]:
    """A row of partners' reports."""
    named = {"report_ref": reference, "partner_ref": "p", "volunteer_ref": "v-3", "kind": "breach"}
    return {**named, "at": "2018-02-01T09:00:00+08:00"}


def cycle(reference: str) -> dict[str, Any]:
    """A row of award cycles, of projects."""
    days = {"period_from": "2018-01-01", "period_to": "2018-06-30"}
    nominations = {"nominations_from": "2018-07-10", "nominations_to": "2018-08-10", "notice_days": 7}
    return {"cycle_ref": reference, "category": "project", **days, **nominations, "quota": 3}


def nomination(reference: str) -> dict[str, Any]:
    """A row of nominations, of an organisation of a city by a volunteer."""
    named = {"nomination_ref": reference, "cycle_ref": "c", "subject_ref": "org-c", "nominated_by": "v-3"}
    return {**named, "at": "2018-07-20T09:00:00+08:00"}


def score(reference: str) -> dict[str, Any]:
    """A row of award scores."""
    named = {"score_ref": reference, "nomination_ref": "nom", "juror_ref": "j", "juror_organisation_ref": "jury"}
    return {**named, "score": 80, "conflict_declared": False, "at": "2018-08-20T09:00:00+08:00"}


FILED = {"objection_ref": "ob-filed", "statement": "名单与事实不符。"}


def in_notice() -> dict[str, Any]:
    """A row of award cycles, of organisations, that is in public notice today."""
    today = clock.china_day(clock.now())
    ends = {"nominations_to": 33, "nominations_from": 45, "period_to": 50, "period_from": 100}
    days = {name: str(today - dt.timedelta(days=some)) for name, some in ends.items()}
    return {"cycle_ref": "c-now", "category": "organisation", **days, "notice_days": 10, "quota": 1}


def nominated_now() -> dict[str, Any]:
    """A nomination in it."""
    at = f"{clock.china_day(clock.now()) - dt.timedelta(days=35)}T09:00:00+08:00"
    return {**nomination("nom-now"), "cycle_ref": "c-now", "at": at}


def objection(reference: str) -> dict[str, Any]:
    """A row of objections."""
    at = "2018-09-12T09:00:00+08:00"
    return {"objection_ref": reference, "nomination_ref": "nom", "at": at, "upheld": False}


REQUESTS = {
    "GET /nominations": [Asked("/nominations")],
    "POST /nominations": [Asked("/nominations", nomination("nom-new"), place=CITY, of="KV3", organisation="org-c")],
    "GET /nominations/<reference>": [Asked("/nominations/nom", place=CITY, organisation="org-c")],
    "POST /nominations/batch": [
        Asked("/nominations/batch", {"rows": [{"row": 2, "values": nomination("nom-more")}]}, "", CITY, "KV3", "org-c")
    ],
    "GET /nominations/<reference>/presences": [Asked("/nominations/nom/presences", place=CITY, organisation="org-c")],
    "GET /nominations/<reference>/certificate": [
        Asked("/nominations/nom/certificate", place=CITY, organisation="org-c")
    ],
    "PUT /nominations/<reference>/objection": [
        Asked("/nominations/nom-now/objection", FILED | {"objection_ref": "ob-filed-2"}, place="440000", of="KV3")
    ],
    "PUT /award-objections/<reference>/decision": [
        Asked("/award-objections/ob-filed/decision", {"upheld": False, "why": "核实不属实"}, place="440000")
    ],
    "GET /exports/nominations": [Asked("/exports/nominations")],
    "GET /award-scores": [Asked("/award-scores")],
    "POST /award-scores": [Asked("/award-scores", score("s-new"), place="440000")],
    "GET /award-scores/<reference>": [Asked("/award-scores/s", place="440000")],
    "POST /award-scores/batch": [
        Asked("/award-scores/batch", {"rows": [{"row": 2, "values": score("s-more")}]}, place="440000")
    ],
    "GET /award-objections": [Asked("/award-objections")],
    "POST /award-objections": [Asked("/award-objections", objection("ob-new"), place="440000")],
    "GET /award-objections/<reference>": [Asked("/award-objections/ob", place="440000")],
    "POST /award-objections/batch": [
        Asked("/award-objections/batch", {"rows": [{"row": 2, "values": objection("ob-more")}]}, place="440000")
    ],
    "GET /award-cycles": [Asked("/award-cycles")],
    "POST /award-cycles": [Asked("/award-cycles", cycle("c-new"), place="440000")],
    "POST /award-cycles/batch": [
        Asked("/award-cycles/batch", {"rows": [{"row": 2, "values": cycle("c-more")}]}, place="440000")
    ],
    "GET /benefits": [Asked("/benefits")],
    "POST /benefits": [Asked("/benefits", benefit("n-new"), place=CITY)],
    "GET /benefits/<reference>": [Asked("/benefits/n", place=CITY)],
    "POST /benefits/batch": [Asked("/benefits/batch", {"rows": [{"row": 2, "values": benefit("n-more")}]}, place=CITY)],
    "GET /exports/benefits": [Asked("/exports/benefits")],
    "GET /exports/school-records": [Asked("/exports/school-records")],
    "GET /volunteers/<number>/benefits": [
        Asked(f"/volunteers/{one}/benefits", volunteer=one) for one in ("KV1", "KV2", "KV3", "KV4", "KV5")
    ],
    "GET /volunteers/<number>/explanation": [
        Asked(f"/volunteers/{one}/explanation", volunteer=one) for one in ("KV1", "KV2", "KV3", "KV4", "KV5")
    ],
    "GET /volunteers/<number>/explanation/entries": [
        Asked(f"/volunteers/{one}/explanation/entries?of=stars", volunteer=one)
        for one in ("KV1", "KV2", "KV3", "KV4", "KV5")
    ],
    "GET /exports/outcomes": [Asked("/exports/outcomes")],
    "GET /partner-reports": [Asked("/partner-reports")],
    "POST /partner-reports": [Asked("/partner-reports", report("r-new"))],
    "GET /partner-reports/<reference>": [Asked("/partner-reports/r", of="KV3")],
    "PUT /partner-reports/<reference>/objection": [
        Asked("/partner-reports/r/objection", {"statement": "那天我不在。"}, of="KV3")
    ],
    "PUT /partner-reports/<reference>/decision": [
        Asked("/partner-reports/r-objected/decision", {"decision": "dismissed"})
    ],
    "PUT /partner-reports/<reference>/withdrawal": [Asked("/partner-reports/r/withdrawal", {"why": "mistake"})],
    "POST /partner-reports/batch": [
        Asked("/partner-reports/batch", {"rows": [{"row": 2, "values": report("r-more")}]})
    ],
    "GET /access-log": [Asked("/access-log")],
    "GET /exports/policy-effects": [Asked("/exports/policy-effects?policy_version_ref=stars-2")],
    "GET /exports/refusals": [Asked("/exports/refusals")],
    "GET /exports/standings": [Asked("/exports/standings")],
    "GET /feeds/notices": [Asked("/feeds/notices")],
    "GET /feeds/recognition": [Asked("/feeds/recognition")],
    "GET /partners": [Asked("/partners")],
    "POST /partners": [Asked("/partners", partner("p-new"))],
    "GET /partners/<reference>": [Asked("/partners/p")],
    "PUT /partners/<reference>/contract": [Asked("/partners/p/contract", CONTRACT)],
    "GET /partners/<reference>/push": [Asked("/partners/p/push")],
    "PUT /partners/<reference>/push": [Asked("/partners/p/push", {"most_events": 10, "most_bytes": 10_000})],
    "GET /partners/<reference>/push/attempts": [Asked("/partners/p/push/attempts")],
    "PUT /partners/<reference>/push/enabling": [Asked("/partners/p/push/enabling", {})],
    "PUT /partners/<reference>/push/redelivery": [Asked("/partners/p/push/redelivery", {"position": 0})],
    "GET /partners/<reference>/push/secrets": [Asked("/partners/p/push/secrets")],
    "POST /partners/<reference>/push/secrets": [Asked("/partners/p/push/secrets", {"overlap_hours": 0})],
    "GET /partners/<reference>/days/<day>": [Asked("/partners/p/days/2018-03-01")],
    "GET /partners/<reference>/months/<first>": [Asked("/partners/p/months/2018-03")],
    "GET /partner-feeds": [Asked("/partner-feeds")],
    "GET /partners/<reference>/reports/<report>": [Asked("/partners/p/reports/r")],
    "GET /partners/<reference>/feed": [Asked("/partners/p/feed")],
    "GET /partners/<reference>/reconciliation": [Asked("/partners/p/reconciliation?day=2018-03-01")],
    "POST /partners/batch": [Asked("/partners/batch", {"rows": [{"row": 2, "values": partner("p-more")}]})],
    "GET /policies": [Asked("/policies")],
    "GET /policy-versions": [Asked("/policy-versions")],
    "POST /policy-versions": [Asked("/policy-versions", version("stars-2c"))],
    "GET /policy-versions/<reference>": [Asked("/policy-versions/stars-2")],
    "PUT /policy-versions/<reference>/adoption": [Asked("/policy-versions/stars-2/adoption", {})],
    "POST /policy-versions/batch": [Asked("/policy-versions/batch", {"rows": [{"row": 2, "values": version("s-3")}]})],
    "GET /volunteers/<number>": [
        Asked(f"/volunteers/{one}", volunteer=one) for one in ("KV1", "KV2", "KV3", "KV4", "KV5")
    ],
}
"""By route what is asked of it. A partner is of no place, so it is the province's."""


ORGANISATION = Event(
    "organisation.registered.v1",
    "registry",
    "org-c",
    {"organisation_ref": "org-c", "name": "队", "kind": "service_team", "region_code": CITY, "parent_ref": None},
    1,
)
AWARD = (
    ("award-cycles", {**cycle("c"), "category": "organisation"}),
    ("nominations", nomination("nom")),
    *(("award-scores", {**score(one), "juror_ref": f"j-{one}"}) for one in ("s", "s-2", "s-3")),
    ("award-cycles", in_notice()),
    ("nominations", nominated_now()),
    *(
        ("award-scores", {**score(one), "juror_ref": f"j-{one}", "nomination_ref": "nom-now"})
        for one in ("t", "t-2", "t-3")
    ),
    ("award-objections", objection("ob")),
)


def exported(caller: Caller, where: Where) -> list[str]:
    """The volunteers whose standings are exported."""
    return caller.lines(Asked("/exports/standings"), "volunteer", where)


@pytest.fixture
def caller(settings: Settings, store: Store) -> Caller:
    """The API of incentives, which knows of volunteers of several places and of one of whom nobody has told."""
    service = Service(store)
    hear(service, *(registered(number, home=home) for number, home in HOMES.items()), ORGANISATION)
    note(store, *(credited(f"e-{number}", number, 101, region="440300") for number in (*HOMES, "KV4")))
    client = make_application(settings, store, blueprints).test_client()
    made = Caller(client, settings, ALL)
    for path, row in (("partners", partner("p")), ("benefits", benefit("n")), ("partner-reports", report("r")), *AWARD):
        assert 202 == made.send("POST", Asked(f"/{path}", row), EVERYWHERE).status_code
        hear(service, *(event for event in service.news() if event.type in service.heard))
    assert 200 == made.send("PUT", Asked("/partners/p/contract", CONTRACT), EVERYWHERE).status_code
    proposer = {"Authorization": f"Bearer {make_token(settings, 'proposer', ALL)}"}
    assert 202 == client.post("/v1/policy-versions", json=version("stars-2"), headers=proposer).status_code
    assert 202 == client.post("/v1/partner-reports", json=report("r-objected"), headers=proposer).status_code
    objection = Asked("/partner-reports/r-objected/objection", {"statement": "那天我不在。"})
    assert 200 == made.send("PUT", objection, ROLES["volunteer"]).status_code
    filed = client.put("/v1/nominations/nom-now/objection", json=FILED, headers=proposer)
    assert 200 == filed.status_code, filed.text
    return made


@pytest.fixture
def relay(store: Store, broker_uri: str) -> Iterator[Relay]:
    """The relay, which gives the events their positions."""
    topology.declare(broker_uri)
    publisher = Publisher(broker_uri, "incentives")
    yield Relay(store, publisher)
    publisher.drop()


def expected(route: Route, asked: Asked, role: str) -> int:
    """The status that docs/access.md promises to a token with the scope."""
    by, where = route.limit.by, ROLES[role]
    if by is By.EVERYBODY:
        return 200
    if by in (By.PARTNER, By.ITSELF) and where.partner:
        return 200 if where.partner == "p" else 404
    if where.nowhere or where.partner or by is By.ITSELF:
        return 403
    if by is By.LIST or route.path.endswith("/batch"):
        return 200
    if by is By.PROVINCE:
        return 200 if where.everywhere else 403
    if by is By.PARTNER:
        return 200 if where.everywhere else 404
    if by is By.ROW:
        return 202 if asked.is_reached(where) or where.person in {asked.of} - {""} else 403
    reached = asked.volunteer in REACHED[role] if asked.volunteer else asked.is_reached(where)
    return 200 if reached or where.person in {asked.volunteer, asked.of} - {""} else 404


def differing(caller: Caller, role: str, scopes: list[str] = ALL) -> list[tuple[str, int, int]]:
    """The requests that were answered otherwise than they should be: the path, that status, and what it was."""
    found, where = [], ROLES[role]
    for name, some in REQUESTS.items():
        method, route = name.partition(" ")[0], ROUTES[name]
        for asked in some:
            answer = caller.send(method, asked, where, scopes)
            wanted = expected(route, asked, role) if route.scope in scopes else 403
            if answer.status_code != wanted:
                found.append((f"{method} {asked.path}", wanted, answer.status_code))
            if route.path.endswith("/batch") and answer.status_code == 200:
                reached = asked.is_reached(where) or where.person in {asked.of} - {""}
                assert ([] if reached else [OUTSIDE]) == [one["reason"] for one in answer.json["refused"]]
    return found


def kept(store: Store) -> dict[str, Any]:
    """All that incentives keeps, but for what it refused."""
    names = set(store.database.list_collection_names()) - {"refusals", "idempotency"}
    return {name: list(store.database[name].find().sort("_id", 1)) for name in names}


def test_every_request_is_asked() -> None:
    """A new route is asked too."""
    assert set(ROUTES) == set(REQUESTS)


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_do_is_what_the_table_says(caller: Caller, store: Store, role: str) -> None:
    """Each request is answered, or refused, as its limit says; who reaches no row or report changes nothing by any."""
    before = kept(store)
    assert [] == differing(caller, role)
    assert (before == kept(store)) == (role not in CHANGING)


def test_an_auditor_reads_all_and_changes_nothing(caller: Caller, store: Store) -> None:
    """With the reading scopes of the whole province."""
    before = kept(store)
    assert [] == differing(caller, "province", READING)
    assert before == kept(store)


@pytest.mark.parametrize("role", REACHED)
def test_the_export_has_who_belongs_in_the_tokens_places(caller: Caller, role: str) -> None:
    """Each once; partners are shown to the province."""
    assert REACHED[role] == exported(caller, ROLES[role])
    found = caller.send("GET", Asked("/partners"), ROLES[role]).json["partners"]
    assert (["p"] if role == "province" else []) == [one["partner_ref"] for one in found]


def fed(caller: Caller, where: Where) -> list[tuple[str, str]]:
    """What a reader is told, page by page."""
    found, following = [], ""
    while events := (answer := caller.send("GET", Asked(f"/feeds/recognition?limit=2{following}"), where)).json:
        found += [(one["data"]["volunteer"], one["type"].partition(".")[0]) for one in events]
        following = f"&after={answer.headers['Kapok-Cursor']}"
    return sorted(found)


def test_the_feed_tells_of_who_belongs_there_and_of_a_citys_own_points(caller: Caller, relay: Relay) -> None:
    """Stars are of where the volunteer belongs, points of the city that gives them, too; a volunteer hears the own."""
    relay.round()
    everything = fed(caller, EVERYWHERE)
    points = [one for one in everything if one[1] == "points"]
    assert [("KV1", "points"), ("KV2", "points"), ("KV3", "points"), ("KV4", "points")] == points
    stars = [one for one in everything if one[1] == "stars"]
    assert sorted([*points, *stars[:2]]) == fed(caller, ROLES["city"])
    assert [("KV1", "points"), ("KV1", "stars")] == fed(caller, ROLES["county"])
    assert (
        [("KV3", "points"), ("KV3", "stars")] == fed(caller, ROLES["another city"]) == fed(caller, ROLES["volunteer"])
    )
    assert [] == fed(caller, ROLES["organisation"])


def test_a_reader_of_whom_a_long_log_has_nothing_goes_on_in_parts(
    caller: Caller, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty page does not read the whole log; the cursor behind it comes to what there is."""
    monkeypatch.setattr(feed, "MOST_LOOKS", 1)
    relay.round()
    cursors, seen, following = [""], [], ""
    while not seen:
        answer = caller.send("GET", Asked(f"/feeds/recognition?limit=1{following}"), ROLES["another city"])
        seen += [one["data"]["volunteer"] for one in answer.json]
        cursors.append(answer.headers["Kapok-Cursor"])
        following = f"&after={cursors[-1]}"
    assert ["KV3"] == seen
    assert len(cursors) == len(set(cursors)) > 2


def test_access_follows_the_home(caller: Caller, store: Store) -> None:
    """Who moves is another city's, and of who is erased only the province is told."""
    note(store, registered("KV1", 2, FAR, "changed"))
    assert ["KV1", "KV3"] == exported(caller, ROLES["another city"])
    assert ["KV2"] == exported(caller, ROLES["city"])
    hear(Service(store), erased("v-1", number="KV1"))
    assert ["KV3"] == exported(caller, ROLES["another city"])
    assert REACHED["province"] == exported(caller, EVERYWHERE)


def test_standings_of_before_are_found_by_their_homes_too(caller: Caller, store: Store) -> None:
    """The migration notes where the volunteers of an earlier version belong."""
    standings = store.database["standings"]
    standings.update_many({}, {"$unset": dict.fromkeys(("of_region", "of_city"), "")})
    assert [] == exported(caller, ROLES["city"])
    next(one for one in MIGRATIONS if "found by where" in one.name).apply(store.database)
    assert REACHED["city"] == exported(caller, ROLES["city"])
