"""Incentives on a real store: whatever order events come in, the same is stored and told; and what HTTP shows of it."""

from __future__ import annotations

import datetime as dt
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from services.incentives.standing import usecases
from shared.config import Settings
from shared.events.envelope import Event
from shared.store import outbox
from shared.store.transaction import Store
from shared.web.auth import make_token

POLICY = {"name": "attendance/guangdong", "version": 1}


def credited(entry: str, volunteer: str, hours: float, day: str = "2018-03-01", region: str = "440600") -> Event:
    """An entry of the ledger."""
    data = {
        "entry": entry,
        "attendance_ref": entry,
        "shift_ref": "s-1",
        "volunteer": volunteer,
        "minutes": round(hours * 60),
        "region_code": region,
        "day": day,
        "starts_at": f"{day}T00:00:00Z",
        "ends_at": f"{day}T04:00:00Z",
        "provenance": "measured",
        "late": False,
        "policy": POLICY,
    }
    return Event("hours.credited.v1", "hours", entry, data)


def registered(number: str, sequence: int = 1, home: str = "440100", kind: str = "registered") -> Event:
    """A volunteer's state."""
    data = {
        "volunteer": number,
        "volunteer_ref": f"v-{number[-1]}",
        "home_region_code": home,
        "skills": [],
        "verified": False,
        "guardian_consent_on": None,
        "personal": "k.xxx",
    }
    return Event(f"volunteer.{kind}.v1", "registry", number, data, sequence)


def hear(store: Store, *events: Event) -> None:
    """Handle a batch of one type."""
    use_case = usecases.credit_hours if events[0].source == "hours" else usecases.note_volunteers
    store.transact(lambda transaction: use_case(transaction, list(events)))


def told(store: Store) -> list[Event]:
    """What was published, in order."""
    commits = outbox.pending(store.database, 1_000)
    return [event for commit in commits for event in outbox.events_of(commit)]


def stored(store: Store) -> dict[str, Any]:
    """All standings; the version depends on the batches, nothing else may."""
    return {one.pop("_id"): one for one in store.database["standings"].find({}, {"version": 0})}


def ask(client: FlaskClient, settings: Settings, path: str, *scopes: str) -> Any:
    """GET with a token."""
    token = make_token(settings, "tester", scopes)
    return client.get(f"/v1{path}", headers={"Authorization": f"Bearer {token}"})


def lines(response: Any) -> dict[str, Any]:
    """An export's rows by volunteer."""
    assert response.status_code == 200, response.text
    return {row.pop("volunteer"): row for row in map(orjson.loads, response.data.splitlines())}


def test_a_credited_entry_is_told_with_what_it_earned(store: Store) -> None:
    """The event goes on in the trace of its cause, and carries the standing's version."""
    cause = credited("e-1", "KV1", 101)
    hear(store, cause)
    stars, points = told(store)
    assert ("stars.changed.v1", 1, "KV1", 1) == (stars.type, stars.data["stars"], stars.subject, stars.sequence)
    assert ("points.changed.v1", 20, ["e-1"]) == (points.type, points.data["points"], points.data["entries"])
    assert {cause.id} == {stars.correlationid, points.correlationid}


def test_the_same_entry_again_changes_and_tells_nothing(store: Store) -> None:
    """Neither in the same batch nor in a later one, under whatever event id."""
    hear(store, credited("e-1", "KV1", 101), credited("e-1", "KV1", 101))
    before, count = stored(store), len(told(store))
    hear(store, credited("e-1", "KV1", 101))
    assert (before, count) == (stored(store), len(told(store)))


def test_what_leaves_a_window_is_told_on_its_day_also_after_a_stop(store: Store) -> None:
    """Points of Foshan for five years; whoever looks later tells the same, once, and late news brings nothing back."""
    hear(store, credited("e-1", "KV1", 20, "2018-03-01"), credited("e-2", "KV1", 10, "2018-06-01"))
    (before,) = (one.data["points"] for one in told(store) if one.type == "points.changed.v1")
    for day, expected in (("2023-02-28", []), ("2023-03-01", [2]), ("2024-02-01", [2, 0]), ("2024-02-02", [2, 0])):
        usecases.expire(store, dt.date.fromisoformat(day))
        points = [one.data for one in told(store) if one.type == "points.changed.v1"][1:]
        assert expected == [one["points"] for one in points]
    assert [(before, "2023-03-01"), (2, "2024-02-01")] == [(one["before"], one["as_of"]) for one in points]
    hear(store, credited("e-3", "KV1", 5, "2018-03-02"))
    assert [2, 0] == [one.data["points"] for one in told(store) if one.type == "points.changed.v1"][1:]


def test_eligibility_moves_on_with_the_years_and_ends(store: Store) -> None:
    """Whoever has served enough last year is eligible in this one, too; in the next one no longer."""
    hear(store, credited("e-1", "KV1", 310, "2018-03-01"))
    for day in ("2018-12-31", "2019-01-01", "2020-01-01"):
        usecases.expire(store, dt.date.fromisoformat(day))
    award = [(one.type, one.data["period_from"]) for one in told(store) if one.type.startswith("award.")]
    assert award == [
        ("award.became_eligible.v1", "2017-01-01"),
        ("award.became_eligible.v1", "2018-01-01"),
        ("award.eligibility_ended.v1", "2019-01-01"),
    ]
    assert usecases.expire(store, dt.date(2020, 1, 1)) == 0


@pytest.mark.parametrize("seed", range(4))
def test_any_order_and_any_copies_end_in_the_same_state(store: Store, seed: int) -> None:
    """Entries before volunteers, old facts after new ones, everything twice."""
    days = ("2013-03-01", "2016-12-31", "2017-01-01", "2018-03-12")
    entries = [
        credited(f"e-{n}", f"KV{n % 3}", 20 + n, days[n % 4], ("440600", "440103", "440300")[n % 3]) for n in range(24)
    ]
    facts = [registered(f"KV{n}", k, f"4401{k:02d}", "changed") for n in range(4) for k in range(1, 4)]
    hear(store, *facts)
    hear(store, *entries)
    expected, news = stored(store), {one.subject: one.data for one in told(store) if one.type == "stars.changed.v1"}
    for name in ("standings", "credited_days", "outbox"):
        store.database[name].delete_many({})
    mixed = (entries + facts) * 2
    random.Random(seed).shuffle(mixed)
    for one in mixed:
        hear(store, one)
    assert expected == stored(store)
    latest = {one.subject: one.data for one in told(store) if one.type == "stars.changed.v1"}
    assert {number: data["stars"] for number, data in news.items()} == {n: data["stars"] for n, data in latest.items()}


def test_batches_at_the_same_time_lose_nothing(store: Store) -> None:
    """Entries and facts of the same volunteers from eight threads: each entry counts once."""
    batches = [[credited(f"e-{b}-{n}", f"KV{n}", 40) for n in range(5)] for b in range(8)]
    facts = [[registered(f"KV{n}", k) for n in range(5)] for k in range(1, 5)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda batch: hear(store, *batch), [*batches, *facts, *batches]))
    assert [(8, 4, 2)] * 5 == [
        (len(one["entries"]), one["sequence"], one["earned"]["stars"]["stars"]) for one in stored(store).values()
    ]


def test_the_export_has_everybody_as_of_the_last_credited_day(
    store: Store, client: FlaskClient, settings: Settings
) -> None:
    """Volunteers without entries too; cities without points are left out; an earlier day gives what held then."""
    hear(store, registered("KV1"), registered("KV2"))
    hear(store, credited("e-1", "KV1", 99, "2018-02-01"), credited("e-2", "KV1", 4, "2018-03-12", "441900"))
    hear(store, credited("e-3", "KV3", 5, "2013-03-12"))
    now = lines(ask(client, settings, "/exports/standings", "incentives:export"))
    student = {"student_minutes": 0, "student_stars": 0}
    assert {"volunteer_ref": "v-1", "minutes": 6_180, "stars": 1, "points": {"440600": 19}, **student} == now["KV1"]
    assert {"volunteer_ref": "v-2", "minutes": 0, "stars": 0, "points": {}, **student} == now["KV2"]
    assert {"volunteer_ref": None, "minutes": 300, "stars": 0, "points": {}, **student} == now["KV3"]
    then = lines(ask(client, settings, "/exports/standings?as_of=2018-02-28", "incentives:export"))
    assert (5_940, 0) == (then["KV1"]["minutes"], then["KV1"]["stars"])
    assert {"440600": 1} == then["KV3"]["points"]


def test_an_export_before_the_first_entry_has_zeros(store: Store, client: FlaskClient, settings: Settings) -> None:
    """There is no last day yet."""
    hear(store, registered("KV1"))
    assert 0 == lines(ask(client, settings, "/exports/standings", "incentives:export"))["KV1"]["minutes"]


def test_a_volunteers_standing_names_policies_and_entries(
    store: Store, client: FlaskClient, settings: Settings
) -> None:
    """Every figure with the rule's version and what it rests on."""
    hear(store, registered("KV1"))
    hear(store, credited("e-1", "KV1", 310))
    shown = ask(client, settings, "/volunteers/KV1", "incentives:read").json
    assert (2, 60, True) == (
        shown["stars"]["stars"],
        shown["points"]["440600"]["points"],
        shown["award"]["eligible"],
    )
    assert {"name": "stars/national", "version": 1} == {n: shown["stars"]["policy"][n] for n in ("name", "version")}
    assert ["e-1"] == shown["points"]["440600"]["entries"] == [one["id"] for one in shown["entries"]]
    assert {"first": "2017-01-01", "last": "2018-03-01"} == shown["award"]["period"]
    before = ask(client, settings, "/volunteers/KV1?as_of=2018-02-28", "incentives:read").json
    assert (0, []) == (before["stars"]["stars"], before["entries"])


@pytest.mark.parametrize(
    ("path", "scope", "status"),
    [
        ("/volunteers/KV404", "incentives:read", 404),
        ("/volunteers/KV1", "incentives:export", 403),
        ("/exports/standings", "incentives:read", 403),
        ("/feeds/recognition", "incentives:read", 403),
        ("/exports/standings?as_of=yesterday", "incentives:export", 422),
        ("/exports/standings?as_of=0001-01-01", "incentives:export", 422),
    ],
)
def test_what_is_not_there_or_not_allowed_is_said(
    client: FlaskClient, settings: Settings, path: str, scope: str, status: int
) -> None:
    """As problem details."""
    answer = ask(client, settings, path, scope)
    assert (status, "application/problem+json") == (answer.status_code, answer.content_type)
