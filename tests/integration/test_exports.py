"""Every export of every service, asked by who speaks for a source: its own rows, by the names that it gave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cli.project.access import Route, routes
from cli.stack.stack import Stack
from runner.services import part
from shared.config import SERVICES
from shared.sources import LOCAL, source_of
from shared.web.application import make_application
from shared.web.auth import make_token
from shared.web.scopes import SCOPES
from shared.where import EVERYWHERE, Where
from tests.integration.matching.resources import need
from tests.integration.network import Network, network_of
from tests.integration.registry.people import organisation, volunteer

OTHER, FILES = "sb", ("ndjson", "csv", "xlsx")
HERE, FAR = Where(frozenset({"440100"})), Where(frozenset({"440500"}))
ASKED = {"/v1/exports/policy-effects": "?policy_version_ref=stars-2"}
"""What an export must be asked."""
EXPORTS = [one for service in SERVICES for one in routes(service) if "/exports/" in one.path]


class Asker:
    """The services of a network over HTTP."""

    def __init__(self, network: Network) -> None:
        self._settings = network.settings
        self._clients: dict[str, FlaskClient] = {
            name: make_application(network.settings, store, part(name, "api").blueprints).test_client()
            for name, store in network.stores.items()
        }

    def send(self, service: str, path: str, body: Any = None, *, source: str = LOCAL, where: Where = EVERYWHERE) -> Any:
        """Ask under /v1 with all scopes, or with a body send it."""
        token = make_token(self._settings, f"clerk of {source}", list(SCOPES), source=source, where=where)
        method, data = ("GET", {}) if body is None else ("POST", {"json": body})
        bearer = {"Authorization": f"Bearer {token}"}
        return self._clients[service].open(f"/v1{path}", method=method, headers=bearer, **data)

    def batch(self, path: str, *rows: dict[str, Any], source: str = LOCAL) -> None:
        """Send rows as a file's."""
        service, _, resource = path.partition("/")
        lines = [{"row": number, "values": row} for number, row in enumerate(rows, 2)]
        assert 200 == self.send(service, f"/{resource}/batch", {"rows": lines}, source=source).status_code

    def begun(self, service: str, path: str, method: str = "GET") -> TestResponse:
        """The answer to a reader who takes nothing of it yet."""
        bearer = {"Authorization": f"Bearer {make_token(self._settings, 'slow reader', list(SCOPES))}"}
        return self._clients[service].open(f"/v1{path}", method=method, headers=bearer)

    def lines(self, service: str, path: str, source: str = LOCAL, where: Where = EVERYWHERE) -> list[dict[str, Any]]:
        """The lines of an export."""
        answer = self.send(service, path, source=source, where=where)
        assert 200 == answer.status_code
        return [orjson.loads(line) for line in answer.data.splitlines()]


@pytest.fixture(scope="module")
def asker(stack: Stack) -> Iterator[Asker]:
    """A network of two sources: what one of them calls `y` is the other's `x`, and each has a `y` of its own.

    Besides, `p` and `q` of `sb` are one person, and its `w` is one with somebody whom it has not registered.
    """
    with network_of(stack, "exports") as network:
        asker = Asker(network)
        mine = (("x", 1), ("y", 2), ("k", 3))
        theirs = (("y", 1), ("z", 4), ("w", 5), ("p", 6), ("q", 7))
        for source, people in ((LOCAL, mine), (OTHER, theirs)):
            asker.batch("registry/organisations", organisation("o"), organisation("o", "440300"), source=source)
            asker.batch("registry/volunteers", *(volunteer(*one, "440100") for one in people), source=source)
            asker.batch("registry/volunteers", {**volunteer("bad", 9), "sex": "X"}, source=source)
            asker.batch("projects/sites", _site("s"), {**_site("bad"), "kind": "?"}, source=source)
            asker.batch("projects/posts", _post("t"), source=source)
            asker.batch("projects/attendance", _presence("a", people[0][0]), source=source)
            asker.batch("projects/funds", _fund("f"), source=source)
            asker.batch("projects/calls", _call("c"), source=source)
            asker.batch("projects/works", _work("w"), source=source)
            asker.batch("projects/work-scores", *map(_score, ("1", "2", "3")), source=source)
            asker.batch("matching/needs", need("n", organisation_ref="o"), need("bad", unit=""), source=source)
            asker.batch("incentives/partners", {"partner_ref": "p", "name": "?", "department": "?"}, source=source)
            asker.batch(
                "incentives/partners", {"partner_ref": "g", "name": "省医院", "department": "health"}, source=source
            )
            asker.batch("incentives/benefits", _benefit("n"), source=source)
            asker.batch("projects/beneficiaries", _beneficiary("h"), source=source)
            asker.batch("projects/pairings", _pairing("l", people[0][0]), source=source)
            asker.batch("projects/placements", _placement("u", people[0][0]), source=source)
            asker.batch("registry/consents", _consent("e", people[0][0]), source=source)
            asker.batch("registry/affiliations", _study("b", people[0][0]), source=source)
            asker.batch("registry/consents", {**_consent("s", people[0][0]), **TO_SCHOOL}, source=source)
            asker.batch("incentives/award-cycles", _cycle("k"), source=source)
            asker.batch("incentives/nominations", _nomination("n", people[0][0]), source=source)
            network.spread()
            balances = [_balance(reference, number) for reference, number in people]
            asker.batch("hours/opening-balances", *balances, {**_balance("bad", 9), "minutes": "?"}, source=source)
        asker.batch("incentives/policy-versions", _version("stars-2"))
        asker.batch("registry/merges", _merge("m", "k", "sb:w"), _merge("n", "sb:p", "sb:q"))
        asker.batch("registry/merges", _merge("bad", "y", "nobody"), source=OTHER)
        network.spread()
        yield asker


def _version(reference: str) -> dict[str, Any]:
    """An hour gives a star."""
    named = {"policy_version_ref": reference, "name": "stars/national", "version": "2", "holds_from": "2100-01-01"}
    return {**named, "thresholds": "60|18000|36000|60000|90000"}


def _balance(reference: str, number: int) -> dict[str, Any]:
    named = {"balance_ref": reference, "volunteer_ref": reference, "minutes": str(number * 300)}
    return {**named, "region_code": "440600", "as_of": "2017-12-31", "source": "city_system"}


def _merge(reference: str, kept: str, merged: str) -> dict[str, Any]:
    at = "2018-01-05T12:00:00+08:00"
    return {"merge_ref": reference, "kept_ref": kept, "merged_ref": merged, "merged_at": at, "undone_at": ""}


def _site(reference: str) -> dict[str, Any]:
    place = {"region_code": "440100", "latitude": "22.99", "longitude": "113.27", "fence_metres": ""}
    return {"site_ref": reference, "name": "广州南站", "kind": "rail_station", **place}


def _post(reference: str) -> dict[str, Any]:
    needs = dict.fromkeys(("project_ref", "skill_required", "licence_required", "qualification_required"), "")
    at = {"site_ref": "s", "organisation_ref": "o", "minimum_age": "14"}
    return {"post_ref": reference, "title": "引导", "service": "order", **at, **needs}


def _presence(reference: str, of: str) -> dict[str, Any]:
    times = {"checked_in_at": "2018-02-14T08:00:00+08:00", "checked_out_at": "2018-02-14T12:00:00+08:00"}
    by = {"method": "qr", "recorded_by": "", "approved_by": ""}
    return {"attendance_ref": reference, "shift_ref": "unknown", "volunteer_ref": of, **times, **by}


def _fund(reference: str) -> dict[str, Any]:
    named = {"fund_ref": reference, "name": "高校志愿服务基金", "kind": "university"}
    return {**named, "organisation_ref": "o", "opened_on": "2017-06-01"}


def _call(reference: str) -> dict[str, Any]:
    span = {"opens_at": "2018-01-22T09:00:00+08:00", "closes_at": "2018-03-08T09:00:00+08:00"}
    return {"call_ref": reference, "title": "公益作品征集", "categories": "video", **span}


def _work(reference: str) -> dict[str, Any]:
    sent = {"title": "红棉花开", "submitted_at": "2018-02-18T09:32:55+08:00"}
    return {"work_ref": reference, "call_ref": "c", "category": "video", "organisation_ref": "o", **sent}


def _beneficiary(reference: str) -> dict[str, Any]:
    known = {"region_code": "440100", "household": "urban", "registered_on": "2018-01-05"}
    return {"beneficiary_ref": reference, "kind": "elder", **known}


def _pairing(reference: str, of: str) -> dict[str, Any]:
    days = {"proposed_on": "2018-01-06", "agreed_on": "2018-01-06", "guardian_agreed_on": "", "ended_on": ""}
    named = {"beneficiary_ref": "h", "organisation_ref": "o", "team": f"volunteer:{of}"}
    return {"pairing_ref": reference, "programme": "community", **named, **days, "end_reason": ""}


def _consent(reference: str, of: str) -> dict[str, Any]:
    named = {"consent_ref": reference, "volunteer_ref": of, "purpose": "benefits", "receiver_ref": "g"}
    return {**named, "given_at": "2018-01-05T12:00:00+08:00", "withdrawn_at": ""}


TO_SCHOOL = {"purpose": "school_record", "receiver_ref": "o"}


def _study(reference: str, of: str) -> dict[str, Any]:
    named = {"affiliation_ref": reference, "volunteer_ref": of, "organisation_ref": "o"}
    return {**named, "kind": "student", "stage": "university", "from": "2017-09-01", "to": ""}


def _benefit(reference: str) -> dict[str, Any]:
    least = dict.fromkeys(("min_stars", "min_minutes", "within_days", "to"), "")
    named = {"benefit_ref": reference, "partner_ref": "g", "name": "体检优待", "region_code": "440000"}
    return {**named, "from": "2018-01-01", **least}


def _cycle(reference: str) -> dict[str, Any]:
    least = dict.fromkeys(("min_minutes", "min_minutes_in_period", "min_volunteers", "min_measured_share"), "")
    days = {"period_from": "2018-01-01", "period_to": "2018-06-30", "nominations_from": "2018-07-10"}
    named = {"cycle_ref": reference, "category": "organisation", "nominations_to": "2018-08-10"}
    return {**named, **days, "notice_days": "7", "quota": "3", **least}


def _nomination(reference: str, by: str) -> dict[str, Any]:
    named = {"nomination_ref": reference, "cycle_ref": "k", "subject_ref": "o", "nominated_by": by}
    return {**named, "at": "2018-07-20T09:00:00+08:00"}


def _placement(reference: str, of: str) -> dict[str, Any]:
    days = {"applied_on": "2017-06-01", "selected_on": "2017-07-01", "starts_on": "2017-08-01", "left_on": ""}
    span = {"months": "12", "extended_months": "0", "left_reason": "", "monthly_allowance_fen": "250000"}
    named = {"placement_ref": reference, "programme": "mountain_plan", "volunteer_ref": of, "place": "441400"}
    return {**named, "refusal": "", **days, **span}


def _score(juror: str) -> dict[str, Any]:
    given = {"score": "80", "conflict_declared": "no", "at": "2018-03-10T09:00:00+08:00"}
    return {
        "score_ref": f"g{juror}",
        "work_ref": "w",
        "juror_ref": f"j{juror}",
        "juror_organisation_ref": "jury",
        **given,
    }


def sources(line: dict[str, Any]) -> set[str]:
    """The sources that a line names."""
    named = (one for name, one in line.items() if name in {"reference", "merged_into"} or name.endswith("_ref"))
    return {source_of(one) for one in named if one} | ({line["source"]} if "source" in line else set())


@pytest.mark.parametrize("route", EXPORTS, ids=lambda one: f"{one.service}{one.path}")
def test_a_source_is_given_its_own_rows_and_the_network_all(asker: Asker, route: Route) -> None:
    """No line names another source's record or person."""
    path = route.path.removeprefix("/v1") + ASKED.get(route.path, "")
    assert {OTHER} == {one for line in asker.lines(route.service, path, OTHER) for one in sources(line)}
    assert {LOCAL, OTHER} == {one for line in asker.lines(route.service, path) for one in sources(line)}


@pytest.mark.parametrize(
    ("service", "path"), [("hours", "/exports/totals"), *(("registry", f"/volunteers?format={one}") for one in FILES)]
)
def test_a_reader_has_few_exports_at_once(asker: Asker, service: str, path: str) -> None:
    """More are 429 until one of them is over, read or given up; what is quick is answered, and so are others."""
    for _ in range(5):
        assert 200 == asker.begun(service, path, "HEAD").status_code
    first, second, third = (asker.begun(service, path) for _ in range(3))
    assert [200, 200, 429] == [one.status_code for one in (first, second, third)]
    assert third.headers["Retry-After"]
    assert 200 == asker.begun(service, "/policies").status_code
    assert 200 == asker.send(service, path).status_code
    first.close()
    second.close()
    assert 200 == asker.begun(service, path).status_code


def numbers(asker: Asker, source: str) -> dict[str, str]:
    """The numbers of all whom a source knows, by its references."""
    return {one["volunteer_ref"]: one["volunteer"] for one in asker.lines("registry", "/exports/volunteers", source)}


def named(lines: list[dict[str, Any]], figure: str = "minutes") -> dict[str, Any]:
    """By reference a figure, or into whom a registration is merged."""
    return {one["volunteer_ref"]: one.get("merged_into", one.get(figure)) for one in lines}


def test_totals_name_people_as_the_source_does(asker: Asker) -> None:
    """Minutes are those of the person, whoever sent them; of a merge with a stranger the source hears nothing."""
    own = {"sb:y": 600, "sb:z": 1_200, "sb:w": 1_500, "sb:p": 1_800, "sb:q": "sb:p"}
    assert own == named(asker.lines("hours", "/exports/totals", OTHER))
    assert own == named(asker.lines("hours", "/exports/totals", OTHER, HERE))
    assert {} == named(asker.lines("hours", "/exports/totals", OTHER, FAR))
    everybody = {"x": 600, "y": 600, "k": 900, "sb:z": 1_200, "sb:w": "k", "sb:p": 1_800, "sb:q": "sb:p"}
    assert everybody == named(asker.lines("hours", "/exports/totals"))


def test_standings_name_people_as_the_source_does(asker: Asker) -> None:
    """Who is one with a stranger has what the person has."""
    own = {"sb:y": 600, "sb:z": 1_200, "sb:w": 2_400, "sb:p": 3_900, "sb:q": "sb:p"}
    for where in (EVERYWHERE, HERE):
        assert own == named(asker.lines("incentives", "/exports/standings", OTHER, where))
    assert {} == named(asker.lines("incentives", "/exports/standings", OTHER, FAR))
    everybody = {"x": 600, "y": 600, "k": 2_400, "sb:z": 1_200, "sb:w": "k", "sb:p": 3_900, "sb:q": "sb:p"}
    assert everybody == named(asker.lines("incentives", "/exports/standings"))


def test_a_source_that_nobody_is_registered_by_is_given_nothing(asker: Asker) -> None:
    """By no export."""
    given = {
        f"{one.service}{one.path}": asker.lines(
            one.service, one.path.removeprefix("/v1") + ASKED.get(one.path, ""), "sc"
        )
        for one in EXPORTS
    }
    assert [] == [path for path, lines in given.items() if lines]


def test_the_feed_tells_a_source_of_its_own_people(asker: Asker) -> None:
    """By number, of all that they earned; the network's readers of everybody. Who was merged had earned nothing yet."""

    def fed(source: str) -> set[str]:
        found, path = set(), "/feeds/recognition?limit=1000"
        while (answer := asker.send("incentives", path, source=source)).json:
            found |= {one["data"]["volunteer"] for one in answer.json}
            path = f"/feeds/recognition?limit=1000&after={answer.headers['Kapok-Cursor']}"
        return found

    known = numbers(asker, LOCAL)
    assert {known[one] for one in ("x", "sb:z", "sb:p")} == fed(OTHER)
    assert {known[one] for one in ("x", "y", "k", "sb:z", "sb:p")} == fed(LOCAL)


def test_of_a_stranger_into_whom_somebody_is_merged_a_source_is_told_nothing(asker: Asker) -> None:
    """Asked for one volunteer, too."""
    path = f"/volunteers/{numbers(asker, OTHER)['sb:w']}"
    assert "k" == asker.send("incentives", path).json["merged_into"]
    shown = asker.send("incentives", path, source=OTHER).json
    assert ("merged_into" in shown, shown["stars"]["minutes"]) == (False, 2_400)
