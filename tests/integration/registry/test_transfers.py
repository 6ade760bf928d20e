"""Transfers on a real store: files in any order, two-sided over HTTP, and what others hear of them."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from typing import Any

import orjson
import pytest

from services.registry.kinds import KINDS
from services.registry.volunteers.repository import VOLUNTEERS
from shared import clock
from shared.deciding import release
from shared.store import outbox
from shared.store.transaction import Store
from tests.integration.registry.calling import ALL, Caller
from tests.integration.registry.test_volunteers import row as volunteer

DAY = "2018-03-{:02}T12:00:00+08:00"
DECISION = "/transfers/{}/decision"


def row(which: str, to: str, requested: int, decided: int | None = None, word: str = "accepted") -> dict[str, str]:
    """A row of transfers.csv, by days of March."""
    answer = {"decided_at": DAY.format(decided), "decision": word} if decided else {}
    asked = {"transfer_ref": which, "volunteer_ref": "v-0", "to_region_code": to, "requested_at": DAY.format(requested)}
    return {**asked, "decided_at": "", "decision": "", "reason": "搬家", **answer}


def told(store: Store, *types: str) -> list[Any]:
    """The events of some types, in order."""
    commits = store.database["outbox"].find().sort("pending", 1)
    return [event for commit in commits for event in outbox.events_of(commit) if event.type in types]


def homes(store: Store) -> list[tuple[str, int | None]]:
    """Where others hear that the volunteer belongs, in order, with the sequence."""
    states = told(store, "volunteer.registered.v1", "volunteer.verified.v1", "volunteer.changed.v1")
    return [(one.data["home_region_code"], one.sequence) for one in states]


def arrive(store: Store, *references: str) -> None:
    """Let what waited for volunteers hear that they are known, as the worker does."""
    store.transact(lambda transaction: release(transaction, KINDS, VOLUNTEERS, dict.fromkeys(references)))


ROWS = (
    row("t-1", "440300", 1, 5),
    row("t-2", "440300", 6, 9),
    row("t-3", "440600", 7, 8),
    row("t-4", "440600", 7, 20, "declined"),
    row("t-5", "440105", 10),
)
OUTCOMES = {"t-1": "accepted", "t-2": "refused:same_region", "t-3": "accepted", "t-4": "declined", "t-5": "open"}


@pytest.mark.parametrize("missing", ["decided_at", "decision"])
def test_a_decision_comes_with_its_moment(caller: Caller, missing: str) -> None:
    """One alone is malformed: the request would stay open, and nobody would know why."""
    (refused,) = caller.batch({**row("t-1", "440300", 1, 5), missing: ""}, kind="transfers")["refused"]
    assert (refused["field"], refused["reason"]) == (missing, "must be given with the other of decision and decided_at")


@pytest.mark.parametrize("field", ["requested_at", "decided_at"])
def test_nobody_has_moved_ahead_of_the_clock(caller: Caller, field: str) -> None:
    """Such a transfer would be open still, while the volunteer belongs to the new region at once."""
    caller.batch(volunteer())
    soon = clock.to_text(clock.now() + dt.timedelta(hours=23))
    (refused,) = caller.batch({**row("t-1", "440300", 1, 5), "decided_at": soon, field: soon}, kind="transfers")[
        "refused"
    ]
    assert "lies in the future" in refused["reason"]
    assert caller.send("GET", "/volunteers/v-0").json["home_region_code"] == "440100"


@pytest.mark.parametrize("order", [*list(permutations(range(3)))[1:], (0, 1, 2, 3, 4), (4, 3, 2, 1, 0)])
def test_transfers_come_in_any_order(caller: Caller, store: Store, order: tuple[int, ...]) -> None:
    """One by one, before the volunteer or after: who moved where is the same, and who listens knows it in the end."""
    half = len(order) // 2
    for number in order[:half]:
        caller.batch(ROWS[number], kind="transfers")
    caller.batch(volunteer())
    arrive(store, "v-0")
    for number in order[half:]:
        caller.batch(ROWS[number], kind="transfers")
    states = {ROWS[n]["transfer_ref"]: caller.send("GET", f"/transfers/{ROWS[n]['transfer_ref']}").json for n in order}
    assert {name: one["state"] for name, one in states.items()} == {name: OUTCOMES[name] for name in states}
    assert caller.send("GET", "/volunteers/v-0").json["home_region_code"] == "440600"
    assert homes(store)[-1][0] == "440600"
    assert [sequence for _, sequence in homes(store)] == list(range(1, len(homes(store)) + 1))
    heard = {one.subject: one for one in sorted(told(store, "volunteer.transferred.v1"), key=lambda one: one.sequence)}
    ways = {name: (one.data["from_region_code"], one.data["to_region_code"]) for name, one in heard.items()}
    leading = {name: way for name, way in ways.items() if way[0] != way[1]}
    assert leading == {"t-1": ("440100", "440300"), "t-3": ("440300", "440600")}


def test_the_home_is_told_as_of_any_day(caller: Caller) -> None:
    """The export without a day has the last home, with one that day's, and says of everybody whom they stand for."""
    caller.batch(volunteer())
    caller.batch(*ROWS, kind="transfers")
    found = {
        day: orjson.loads(caller.send("GET", f"/exports/volunteers?as_of={day}").data)["home_region_code"]
        for day in ("2018-03-04", "2018-03-05", "2018-03-08")
    }
    assert found == {"2018-03-04": "440100", "2018-03-05": "440300", "2018-03-08": "440600"}
    now, then = (
        orjson.loads(caller.send("GET", f"/exports/volunteers{asked}").data) for asked in ("", "?as_of=2018-03-08")
    )
    assert {**now, "merged_into": None} == then
    assert caller.send("GET", "/exports/volunteers?as_of=soon").status_code == 422


def test_a_transfer_takes_two(caller: Caller, store: Store) -> None:
    """The volunteer asks, the receiving region accepts; then the volunteer belongs there, and a decision is final."""
    caller.batch(volunteer())
    assert caller.send("POST", "/transfers", row("t-1", "440300", 1)).status_code == 202
    asked = caller.send("GET", "/transfers/t-1")
    assert (asked.json["state"], homes(store)) == ("open", [("440100", 1)])
    answer = caller.send("PUT", DECISION.format("t-1"), {"decision": "accepted"}, If_Match=asked.headers["ETag"])
    assert (answer.status_code, answer.json["state"]) == (200, "accepted")
    assert homes(store) == [("440100", 1), ("440300", 2)]
    again = caller.send("PUT", DECISION.format("t-1"), {"decision": "accepted"})
    assert (again.status_code, again.headers["ETag"]) == (200, answer.headers["ETag"])
    declined = caller.send("PUT", DECISION.format("t-1"), {"decision": "declined"})
    assert (declined.status_code, declined.json["errors"][0]["reason"]) == (422, "already_decided")
    assert caller.send("PUT", DECISION.format("t-1"), {}, If_Match=asked.headers["ETag"]).status_code == 422
    stale = caller.send("PUT", DECISION.format("t-1"), {"decision": "declined"}, If_Match=asked.headers["ETag"])
    assert stale.status_code == 412
    assert len(told(store, "volunteer.transferred.v1")) == 1


def test_a_declined_transfer_moves_nobody(caller: Caller, store: Store) -> None:
    """It stays declined, with its reason, which only those see who see personal facts."""
    caller.batch(volunteer())
    caller.batch(row("t-1", "440300", 1), kind="transfers")
    caller.send("PUT", DECISION.format("t-1"), {"decision": "declined", "reason": "材料不全"})
    assert (homes(store), told(store, "volunteer.transferred.v1")) == ([("440100", 1)], [])
    seen = caller.send("GET", "/transfers/t-1").json
    opened = caller.send("GET", "/transfers/t-1", scopes=(*ALL, "registry:personal")).json
    assert (seen["state"], "reason" in seen) == ("declined", False)
    assert (opened["reason"], opened["decision_reason"]) == ("搬家", "材料不全")
    assert "材料不全" not in str(store.database["transfers"].find_one({"_id": "t-1"}))


def test_an_unknown_transfer_is_not_decided(caller: Caller) -> None:
    """404 for none, and a reason for one that is held or refused."""
    assert caller.send("PUT", DECISION.format("t-9"), {"decision": "accepted"}).status_code == 404
    caller.batch(row("t-1", "440300", 1), kind="transfers")
    held = caller.send("PUT", DECISION.format("t-1"), {"decision": "accepted"})
    assert (held.status_code, held.json["errors"][0]["reason"]) == (422, "unknown_volunteer")


def test_two_decisions_at_one_moment_are_two_moves(caller: Caller, store: Store) -> None:
    """Each sees the other's: the home is where the later one led, and the sequence has no gap."""
    caller.batch(volunteer())
    regions = [f"4403{number:02}" for number in (3, 4, 5, 6)]
    caller.batch(*(row(f"t-{code}", code, 1) for code in regions), kind="transfers")

    def accept(code: str) -> int:
        return int(caller.send("PUT", DECISION.format(f"t-{code}"), {"decision": "accepted"}).status_code)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(accept, regions)) == [200] * 4
    life = store.database["volunteers"].find_one({"_id": "v-0"})["life"]  # type: ignore[index]
    assert len(life["moves"]) == 4
    assert homes(store)[-1][0] == life["moves"][-1]["region_code"]
    assert [sequence for _, sequence in homes(store)] == list(range(1, len(homes(store)) + 1))


def test_transfers_are_listed_by_outcome(caller: Caller) -> None:
    """And told of: a refused one and a held one with their reasons."""
    caller.batch(volunteer())
    caller.batch(*ROWS, {**row("t-6", "440300", 1), "volunteer_ref": "v-7"}, kind="transfers")
    listed = {
        outcome: [one["transfer_ref"] for one in caller.send("GET", f"/transfers?outcome={outcome}").json["transfers"]]
        for outcome in ("refused:same_region", "held:unknown_volunteer")
    }
    assert listed == {"refused:same_region": ["t-2"], "held:unknown_volunteer": ["t-6"]}


@pytest.mark.parametrize("first", ["gz", "sz"])
def test_a_source_is_answered_as_if_it_alone_knew_the_person(caller: Caller, store: Store, first: str) -> None:
    """Whoever registered first: each source sees what became of its own requests, and the person follows all."""
    second = ({"gz", "sz"} - {first}).pop()
    homes = {"gz": "440100", "sz": "440300"}
    for source in (first, second):
        caller.batch(volunteer(home_region_code=homes[source]), source=source)
        caller.batch(*ROWS, kind="transfers", source=source)
    expected = {"gz": ["accepted", "refused:same_region", "accepted"], "sz": ["refused:same_region"] * 2 + ["accepted"]}
    for source in homes:
        states = [caller.send("GET", f"/transfers/t-{n}", source=source).json["state"] for n in (1, 2, 3)]
        assert states == expected[source]
    life = store.database["volunteers"].find_one({"_id": f"{first}:v-0"})["life"]  # type: ignore[index]
    assert [one["region_code"] for one in life["moves"]] == ["440300", "440600", "440600"]
