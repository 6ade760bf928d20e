"""Funds on a real store: entries in the order of their instants, four eyes, double entry, and never below zero."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.projects.api import blueprints
from services.projects.funds.repository import note_latest
from services.projects.funds.usecases import balances
from services.projects.worker import Worker
from shared import clock
from shared.config import Settings
from shared.events.envelope import Event
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.projects.definitions import DONATION, FUND, ORGANISATION, PROJECT, published, take

SPEAKS = ("projects:write", "projects:speak", "projects:read", "projects:approve", "projects:export")
OWN = {"project.published.v1": Worker.release_for_projects, "fund.opened.v1": Worker.release_for_funds}


def entry(reference: str, kind: str, hour: int = 0, **changes: Any) -> dict[str, Any]:
    """A row of fund_entries.csv, so many hours after the first of them; a grant is approved by two."""
    day, hour = divmod(hour, 24)
    usual = {"grant": {"project_ref": "project-1", "first_approver": "d-1", "second_approver": "d-2"}}
    at = f"2018-02-{5 + day:02}T{hour:02}:00:00+08:00"
    row = {**DONATION, "entry_ref": reference, "kind": kind, "at": at}
    return {**row, **({"amount_fen": ""} if kind == "refund" else {}), **usual.get(kind, {}), **changes}


def learn(store: Store) -> None:
    """Projects hears of the organisation."""
    store.transact(lambda transaction: Worker().note_organisations(transaction, [ORGANISATION]))


def hear_own(store: Store) -> None:
    """Projects hears what it has told itself."""
    for event_type, handler in OWN.items():
        if events := published(store, event_type):
            store.transact(lambda transaction: handler(Worker(), transaction, events))  # noqa: B023


@pytest.fixture
def fund(store: Store) -> Store:
    """A fund and a project of the team, and nothing in it."""
    learn(store)
    assert 1 == take(store, "project", PROJECT).accepted
    assert 1 == take(store, "fund", FUND).accepted
    return store


def outcomes(store: Store) -> dict[str, str]:
    """What became of each entry."""
    return {one["_id"]: one["outcome"] for one in store.database["fund_entries"].find() if "outcome" in one}


def accounts(store: Store, reference: str = "fund-1") -> tuple[int, int, int]:
    """Balance, donors and projects of a fund, of which nothing is lost: their sum is zero, and so is each posting's."""
    found = store.database["funds"].find_one({"_id": reference})
    assert found is not None
    by_account = dict.fromkeys(("balance", "donors", "projects"), 0)
    by_entry: dict[str, int] = {}
    for one in store.database["fund_postings"].find({"fund_ref": reference}):
        by_account[one["account"]] += one["amount_fen"]
        by_entry[one["entry_ref"]] = by_entry.get(one["entry_ref"], 0) + one["amount_fen"]
    balance, donors, projects = (found[f"{name}_fen"] for name in by_account)
    assert {"balance": balance, "donors": donors, "projects": projects} == by_account
    assert 0 == balance + donors + projects
    assert set(by_entry.values()) <= {0}
    return (balance, donors, projects)


def test_entries_are_decided_in_the_order_of_their_instants(fund: Store) -> None:
    """Whatever the order of a batch; at one instant by reference. To the last fen, and not one beyond."""
    rows = [
        entry("g-3", "grant", 9, amount_fen="200"),
        entry("g-2", "grant", 9, amount_fen="300"),
        entry("g-1", "grant", 9, amount_fen="300"),
        entry("d-1", "donation", 9, amount_fen="500"),
        entry("g-0", "grant", 8, amount_fen="1"),
    ]
    take(fund, "entry", *rows)
    refused = "refused:insufficient_balance"
    assert {"d-1": "accepted", "g-0": refused, "g-1": "accepted", "g-2": refused, "g-3": "accepted"} == outcomes(fund)
    assert (0, -500, 500) == accounts(fund)


def test_what_is_refused_first(fund: Store) -> None:
    """An unknown project, then the persons, then the balance; of refunds a second one, a late one, then the balance."""
    late = entry("r-late", "refund", of_ref="d-2", at="2018-03-08T01:00:01+08:00")
    exact = entry("r-exact", "refund", of_ref="d-3", at="2018-03-08T02:00:00+08:00")
    again = entry("r-again", "refund", of_ref="d-3", at="2018-05-07T11:00:00+08:00")
    take(
        fund,
        "entry",
        entry("d-1", "donation"),
        entry("g-unknown", "grant", 1, project_ref="nowhere", second_approver="d-1", amount_fen="99999"),
        entry("g-same", "grant", 1, second_approver="D-1", amount_fen="99999"),
        entry("g-alone", "grant", 1, first_approver="", amount_fen="5"),
        entry("g-much", "grant", 1, amount_fen="10001"),
        entry("r-1", "refund", 2, of_ref="d-1"),
        entry("r-2", "refund", 3, of_ref="d-1"),
        entry("d-2", "donation", 25),
        entry("d-3", "donation", 26),
        late,
        exact,
        again,
        entry("r-grant", "refund", 30, of_ref="g-much"),
        entry("r-none", "refund", 30, of_ref="none"),
        entry("x", "donation", 1, fund_ref="nowhere"),
    )
    found = outcomes(fund)
    assert {
        "d-1": "accepted",
        "d-2": "accepted",
        "d-3": "accepted",
        "g-unknown": "held:unknown_project",
        "g-same": "refused:second_person_required",
        "g-alone": "refused:second_person_required",
        "g-much": "refused:insufficient_balance",
        "r-1": "accepted",
        "r-2": "refused:already_refunded",
        "r-late": "refused:too_late",
        "r-exact": "accepted",
        "r-again": "refused:already_refunded",
        "r-grant": "held:unknown_entry",
        "r-none": "held:unknown_entry",
        "x": "held:unknown_fund",
    } == found
    assert (10000, -10000, 0) == accounts(fund)


def test_a_refund_is_of_its_own_fund(fund: Store) -> None:
    """Another fund's donation is not known to it; what was spent cannot be given back."""
    take(fund, "fund", {**FUND, "fund_ref": "fund-2"})
    take(fund, "entry", entry("d-1", "donation"), entry("d-2", "donation", fund_ref="fund-2"))
    take(fund, "entry", entry("r-2", "refund", 1, of_ref="d-2"), entry("g-1", "grant", 2, amount_fen="10000"))
    take(fund, "entry", entry("r-1", "refund", 3, of_ref="d-1"))
    assert ("held:unknown_entry", "refused:insufficient_balance") == (outcomes(fund)["r-2"], outcomes(fund)["r-1"])
    assert [(0, -10000, 10000), (10000, -10000, 0)] == [accounts(fund, name) for name in ("fund-1", "fund-2")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "donation", "amount_fen": ""}, "amount_fen"),
        ({"kind": "donation", "amount_fen": "0"}, "amount_fen"),
        ({"kind": "donation", "amount_fen": "-1"}, "amount_fen"),
        ({"kind": "donation", "of_ref": "d-1"}, "of_ref"),
        ({"kind": "donation", "first_approver": "d-1"}, "first_approver"),
        ({"kind": "grant", "amount_fen": "0"}, "amount_fen"),
        ({"kind": "grant", "project_ref": ""}, "project_ref"),
        ({"kind": "refund", "of_ref": ""}, "of_ref"),
        ({"kind": "refund", "of_ref": "d-1", "amount_fen": "5"}, "amount_fen"),
    ],
)
def test_an_entry_has_what_its_kind_needs(fund: Store, changes: dict[str, str], field: str) -> None:
    """And nothing that has no place in it: part of a donation cannot be given back."""
    receipt = take(fund, "entry", entry("e-1", changes["kind"]) | changes)
    assert [field] == [one.field for one in receipt.refusals]


ARRIVALS: dict[str, Callable[[Store], Any]] = {
    "organisation": learn,
    "project": lambda store: take(store, "project", PROJECT),
    "fund": lambda store: take(store, "fund", FUND),
    "entries": lambda store: take(
        store,
        "entry",
        entry("r-1", "refund", 3, of_ref="d-1"),
        entry("g-1", "grant", 2, amount_fen="4000"),
        entry("d-2", "donation", 1, amount_fen="4000"),
        entry("d-1", "donation", amount_fen="700"),
    ),
}


@pytest.mark.parametrize("order", list(itertools.permutations(ARRIVALS)), ids="-".join)
def test_what_waits_is_decided_by_itself(store: Store, order: Sequence[str]) -> None:
    """In any order of arrival; all that waits for a fund in the order of the instants."""
    for name in order:
        ARRIVALS[name](store)
        hear_own(store)
    assert {"d-1": "accepted", "d-2": "accepted", "g-1": "accepted", "r-1": "accepted"} == outcomes(store)
    assert (0, -4000, 4000) == accounts(store)
    assert {"d-1", "d-2", "g-1", "r-1"} == {event.subject for event in published(store, "fund.booked.v1")}


def test_a_refund_waits_for_its_donation(fund: Store) -> None:
    """In another batch, and told with all of the donation's amount."""
    take(fund, "entry", entry("r-1", "refund", 3, of_ref="d-1"))
    take(fund, "entry", entry("d-1", "donation", amount_fen="700"))
    assert [("d-1", 700), ("r-1", 700)] == [
        (event.subject, event.data["amount_fen"]) for event in published(fund, "fund.booked.v1")
    ]
    assert (0, 0, 0) == accounts(fund)


def test_two_hundred_grants_at_one_moment(fund: Store) -> None:
    """Of 200 for a fund that has enough for 50 exactly 50 are paid, and it never has less than nothing."""
    take(fund, "entry", entry("d-1", "donation", amount_fen="50000"))
    ready, workers = threading.Barrier(20), 20

    def grants(worker: int) -> None:
        ready.wait()
        for number in range(10):
            take(fund, "entry", entry(f"g-{worker}-{number}", "grant", 1 + number, amount_fen="1000"))

    threads = [threading.Thread(target=grants, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [outcome for name, outcome in outcomes(fund).items() if name != "d-1"]
    assert (50, 150) == (found.count("accepted"), found.count("refused:insufficient_balance"))
    assert (0, -50000, 50000) == accounts(fund)


def test_grants_at_one_moment_over_http(client: FlaskClient, settings: Settings, fund: Store) -> None:
    """Commands that come together share a transaction, and still none of them spends what another one has spent."""
    take(fund, "entry", entry("d-1", "donation", amount_fen="5000"))

    def grant(number: int) -> int:
        row = entry(f"g-{number}", "grant", 1, amount_fen="1000")
        own = client.application.test_client()
        return int(ask(own, settings, "POST", "/fund-entries", row, scopes=SPEAKS).status_code)

    with ThreadPoolExecutor(24) as threads:
        assert {202} == set(threads.map(grant, range(24)))
    found = [outcome for name, outcome in outcomes(fund).items() if name != "d-1"]
    assert (5, 19) == (found.count("accepted"), found.count("refused:insufficient_balance"))
    assert (0, -5000, 5000) == accounts(fund)


def test_balances_of_a_day(fund: Store) -> None:
    """Of what was booked by its end; a small donation counts when it is refunded, too."""
    take(
        fund,
        "entry",
        entry("d-1", "donation", amount_fen="10000"),
        entry("d-2", "donation", 24, amount_fen="10001"),
        entry("r-1", "refund", 48, of_ref="d-1"),
    )
    found = [next(balances(fund, clock.from_text(f"{day}T00:00:00Z").date())) for day in ("2018-02-05", "2018-12-31")]
    small = {"small_donations": 1, "small_donations_fen": 10000}
    expected = [{"fund_ref": "fund-1", "balance_fen": fen, **small} for fen in (10000, 10001)]
    assert expected == found


def test_a_fund_has_less_than_nothing_on_no_day(fund: Store) -> None:
    """Neither what is granted nor what is given back for a day before there was money; late donations keep theirs."""
    take(fund, "entry", entry("d-1", "donation", 48, amount_fen="10000"))
    rows = (entry("g-1", "grant", 2, amount_fen="9000"), entry("r-1", "refund", 1, of_ref="d-2"))
    take(fund, "entry", rows[0])
    take(fund, "entry", entry("d-2", "donation", 24, amount_fen="500"))
    take(fund, "entry", rows[1])
    days = [clock.from_text(f"2018-02-{day:02}T09:00:00+08:00").date() for day in (5, 6, 7)]
    assert [0, 500, 1000] == [next(balances(fund, day))["balance_fen"] for day in days]
    posted = {one["_id"]: one.get("posted_at") for one in fund.database["fund_entries"].find()}
    later = "2018-02-07T00:00:00+08:00"
    assert {"d-1": later, "d-2": "2018-02-06T00:00:00+08:00", "g-1": later, "r-1": later} == posted


def test_of_funds_of_before_it_is_known_until_when_they_are_posted_to(fund: Store) -> None:
    """What was posted says it."""
    take(fund, "entry", entry("d-1", "donation", 48), entry("d-2", "donation", 24))
    fund.database["funds"].update_one({"_id": "fund-1"}, {"$unset": {"posted_until": ""}})
    note_latest(fund.database)
    found = fund.database["funds"].find_one({"_id": "fund-1"})
    assert found is not None
    assert "2018-02-07T00:00:00+08:00" == found["posted_until"]


@pytest.fixture
def client(settings: Settings, fund: Store) -> FlaskClient:
    """The API."""
    return make_application(settings, fund, blueprints).test_client()


def ask(client: FlaskClient, settings: Settings, method: str, path: str, body: Any = None, **who: Any) -> Any:
    """A request of somebody, who speaks for nobody else if no scopes are given."""
    scopes = who.get("scopes", ("projects:write", "projects:read", "projects:approve", "projects:export"))
    token = make_token(settings, who.get("subject", "director-1"), scopes)
    json = {} if body is None else {"json": body}
    return client.open(f"/v1{path}", method=method, headers={"Authorization": f"Bearer {token}"}, **json)


def test_a_second_person_approves(client: FlaskClient, settings: Settings, fund: Store) -> None:
    """Who asks is the first, names nobody else, and does not approve twice; decided on when the second agrees."""
    take(fund, "entry", entry("d-1", "donation"))
    grant = entry("g-1", "grant", 1, amount_fen="4000", first_approver="", second_approver="")
    for field in ("first_approver", "second_approver"):
        answer = ask(client, settings, "POST", "/fund-entries", grant | {field: "director-9"})
        assert [(field, "not_who_asks")] == [(one["field"], one["reason"]) for one in answer.json["errors"]]
    assert 202 == ask(client, settings, "POST", "/fund-entries", grant).status_code
    one = ask(client, settings, "GET", "/fund-entries/g-1")
    assert ("held:second_approver", "director-1") == (one.json["outcome"], one.json["first_approver"])
    assert ["unknown_entry"] != [event.data["reason"] for event in published(fund, "definition.held.v1")]
    own = ask(client, settings, "PUT", "/fund-entries/g-1/approval", {}, subject="Director-1")
    assert 422 == own.status_code
    approved = ask(client, settings, "PUT", "/fund-entries/g-1/approval", {}, subject="director-2")
    assert (200, "accepted", "director-2") == (
        approved.status_code,
        approved.json["outcome"],
        approved.json["second_approver"],
    )
    assert 422 == ask(client, settings, "PUT", "/fund-entries/g-1/approval", {}, subject="director-3").status_code
    assert (6000, -10000, 4000) == accounts(fund)
    now = [approved.json[name] for name in ("approved_at", "posted_at")]
    assert (now[0], clock.today()) == (now[1], clock.china_day(clock.from_text(now[0])))
    replayed = ask(client, settings, "POST", "/fund-entries/batch", {"rows": [{"row": 2, "values": grant}]})
    assert (0, 1) == (replayed.json["accepted"], replayed.json["replayed"])


def test_who_speaks_for_others_names_them(client: FlaskClient, settings: Settings, fund: Store) -> None:
    """A system's two directors; without a second one it is refused for good."""
    take(fund, "entry", entry("d-1", "donation"))
    for row in (entry("g-1", "grant", 1, amount_fen="1"), entry("g-2", "grant", 1, amount_fen="1", second_approver="")):
        assert 202 == ask(client, settings, "POST", "/fund-entries", row, scopes=SPEAKS).status_code
    assert ("accepted", "refused:second_person_required") == (outcomes(fund)["g-1"], outcomes(fund)["g-2"])


def test_funds_entries_and_postings_are_listed(client: FlaskClient, settings: Settings, fund: Store) -> None:
    """Limited by place, with balances; the export has the balance of a day."""
    take(fund, "entry", entry("d-1", "donation"), entry("g-1", "grant", 1, amount_fen="4000"))
    listed = ask(client, settings, "GET", "/funds?region=440100&kind=city").json["funds"]
    assert [("fund-1", 6000, -10000, 4000)] == [
        tuple(one[name] for name in ("fund_ref", "balance_fen", "donors_fen", "projects_fen")) for one in listed
    ]
    assert 6000 == ask(client, settings, "GET", "/funds/fund-1").json["balance_fen"]
    for question, found in (
        ("kind=grant", 1),
        ("fund_ref=fund-1", 2),
        ("project_ref=project-1", 1),
        ("kind=refund", 0),
    ):
        assert found == len(ask(client, settings, "GET", f"/fund-entries?{question}").json["fund_entries"])
    postings = ask(client, settings, "GET", "/fund-postings?account=balance").json["fund_postings"]
    assert [("d-1", 10000), ("g-1", -4000)] == [(one["entry_ref"], one["amount_fen"]) for one in postings]
    line = b'{"fund_ref":"fund-1","balance_fen":6000,"small_donations":1,"small_donations_fen":10000}\n'
    assert line == ask(client, settings, "GET", "/exports/funds?as_of=2018-12-31").data


def test_who_is_erased_is_a_pseudonym_in_what_they_approved(fund: Store) -> None:
    """The books stay, and so do the two persons; under the reference nothing more is taken."""
    take(fund, "entry", entry("d-1", "donation"), entry("g-1", "grant", 1), entry("g-2", "grant", 1))
    data = {"volunteer": "KV0", "volunteer_ref": "d-1", "other_refs": []}
    event = Event("volunteer.erased.v1", "registry", "KV0", data, sequence=9)
    fund.transact(lambda transaction: Worker().forget_volunteers(transaction, [event]))
    found = fund.database["fund_entries"].find_one({"_id": "g-1"})
    assert found is not None
    assert ("d-2", True) == (found["second_approver"], found["first_approver"].startswith("erased-"))
    assert (0, -10000, 10000) == accounts(fund)
    receipt = take(fund, "entry", entry("g-3", "grant", 2))
    assert [("first_approver", "erased_reference")] == [(one.field, one.reason) for one in receipt.refusals]
