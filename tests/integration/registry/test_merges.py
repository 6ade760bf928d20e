"""Merges on a real store: rows in any order, undone over HTTP, and what others hear of them."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from typing import Any

import orjson
import pytest

from shared import clock
from shared.sources import LOCAL
from shared.store.transaction import Store
from tests.integration.registry.calling import Caller
from tests.integration.registry.test_transfers import arrive, told
from tests.integration.registry.test_volunteers_events import row as volunteer

DAY = "2018-03-{:02}T12:00:00+08:00"
UNDOING = "/merges/{}/undoing"


def row(which: str, kept: int, merged: int, day: int = 1, undone: int | None = None) -> dict[str, str]:
    """A row of merges.csv, by numbers of volunteers and days of March."""
    undone_at = DAY.format(undone) if undone else ""
    people = {"kept_ref": f"v-{kept}", "merged_ref": f"v-{merged}"}
    return {"merge_ref": which, **people, "merged_at": DAY.format(day), "undone_at": undone_at}


def outcomes(caller: Caller, *references: str) -> dict[str, str]:
    """What became of each."""
    return {one: caller.send("GET", f"/merges/{one}").json["outcome"] for one in references}


def heard(store: Store) -> dict[str, list[tuple[str, int, Any]]]:
    """What others hear of each merge: joined or apart, with its sequence and end."""
    found: dict[str, list[tuple[str, int, Any]]] = {}
    for one in told(store, "volunteer.merged.v1", "volunteer.separated.v1"):
        step = (one.type.split(".")[1], one.sequence or 0, one.data.get("undone_at"))
        found.setdefault(one.subject, []).append(step)
    return found


def stand_for(caller: Caller, day: str = "", source: str = LOCAL) -> dict[str, str | None]:
    """Into whom each registration is merged, as the export says to a source."""
    asked = f"?as_of={day}" if day else ""
    lines = caller.send("GET", f"/exports/volunteers{asked}", source=source).data.splitlines()
    return {one["volunteer_ref"]: one.get("merged_into") for one in map(orjson.loads, lines)}


def test_a_merge_is_told_and_shown(caller: Caller, store: Store) -> None:
    """Of one that was undone already, both are told in order; the registry says who stands for whom, as of any day."""
    caller.batch(*map(volunteer, (0, 1, 2)))
    caller.batch(row("m-1", 0, 1), row("m-2", 0, 2, 1, 5), kind="merges")
    assert heard(store) == {
        "m-1": [("merged", 1, None)],
        "m-2": [("merged", 1, None), ("separated", 2, "2018-03-05T04:00:00Z")],
    }
    assert stand_for(caller) == {"v-0": None, "v-1": "v-0", "v-2": None}
    assert stand_for(caller, "2018-03-04") == {"v-0": None, "v-1": "v-0", "v-2": "v-0"}
    assert stand_for(caller, "2018-02-28") == {"v-0": None, "v-1": None, "v-2": None}
    assert caller.send("GET", "/volunteers/v-1").json["merged_into"] == "v-0"
    assert "merged_into" not in caller.send("GET", "/volunteers/v-2").json
    plain = [orjson.loads(line) for line in caller.send("GET", "/exports/volunteers").data.splitlines()]
    assert ["merged_into" in one for one in plain] == [False, True, False]


def test_a_merge_waits_for_both(caller: Caller, store: Store) -> None:
    """Held until both are known, in whichever order they come; a person cannot be merged with himself."""
    caller.batch(row("m-1", 0, 1), row("m-2", 0, 0), kind="merges")
    assert outcomes(caller, "m-1", "m-2") == dict.fromkeys(("m-1", "m-2"), "held:unknown_volunteer")
    for number in (1, 0):
        caller.batch(volunteer(number))
        arrive(store, f"v-{number}")
    assert outcomes(caller, "m-1", "m-2") == {"m-1": "accepted", "m-2": "refused:same_person"}


CHAIN = (row("m-1", 0, 1, 1, 9), row("m-2", 1, 2, 2), row("m-3", 2, 3, 3), row("m-4", 4, 1, 10))


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_chains_are_refused_in_any_order(caller: Caller, store: Store, order: tuple[int, ...]) -> None:
    """The one that begins later is refused, whichever comes first; who listens knows in the end which merges hold."""
    caller.batch(*map(volunteer, range(5)))
    for number in order:
        caller.batch(CHAIN[number], kind="merges")
    expected = {"m-1": "accepted", "m-2": "refused:into_merged", "m-3": "accepted", "m-4": "accepted"}
    assert outcomes(caller, *expected) == expected
    assert stand_for(caller) == {"v-0": None, "v-1": "v-4", "v-2": None, "v-3": "v-2", "v-4": None}
    for reference, steps in heard(store).items():
        assert [sequence for _, sequence, _ in steps] == list(range(1, len(steps) + 1))
        ends = {"m-1": "2018-03-09T04:00:00Z", "m-2": "2018-03-02T04:00:00Z"}
        assert steps[-1][::2] == (("separated", ends[reference]) if reference in ends else ("merged", None))


def test_a_merge_is_undone(caller: Caller, store: Store) -> None:
    """Once, from a moment on; the same again changes nothing, and If-Match is obeyed."""
    caller.batch(*map(volunteer, (0, 1)))
    assert caller.send("POST", "/merges", row("m-1", 0, 1, 2)).status_code == 202
    seen = caller.send("GET", "/merges/m-1").headers["ETag"]
    early = caller.send("PUT", UNDOING.format("m-1"), {"undone_at": DAY.format(1)})
    assert (early.status_code, early.json["errors"][0]["reason"]) == (422, "before_merge")
    done = caller.send("PUT", UNDOING.format("m-1"), {"undone_at": DAY.format(4)}, If_Match=seen)
    assert (done.status_code, stand_for(caller)) == (200, {"v-0": None, "v-1": None})
    again = caller.send("PUT", UNDOING.format("m-1"), {"undone_at": DAY.format(4)})
    assert again.headers["ETag"] == done.headers["ETag"]
    assert caller.send("PUT", UNDOING.format("m-1"), {"undone_at": DAY.format(5)}).status_code == 422
    assert caller.send("PUT", UNDOING.format("m-1"), {"undone_at": DAY.format(5)}, If_Match=seen).status_code == 412
    assert [step[:2] for step in heard(store)["m-1"]] == [("merged", 1), ("separated", 2)]
    assert caller.send("PUT", UNDOING.format("m-9"), {"undone_at": DAY.format(4)}).status_code == 404


@pytest.mark.parametrize("ahead", [dt.timedelta(minutes=10), dt.timedelta(hours=23, minutes=50)])
def test_nobody_has_decided_ahead_of_the_clock(caller: Caller, store: Store, ahead: dt.timedelta) -> None:
    """Neither a merge nor its undoing: who is told at once and who asks as of today would differ."""
    caller.batch(*map(volunteer, (0, 1)))
    soon = clock.to_text(clock.now() + ahead)
    (refused,) = caller.batch({**row("m-1", 0, 1), "merged_at": soon}, kind="merges")["refused"]
    assert (refused["field"], refused["reason"]) == ("merged_at", "lies in the future")
    caller.batch(row("m-2", 0, 1), kind="merges")
    undone = caller.send("PUT", UNDOING.format("m-2"), {"undone_at": soon})
    assert (undone.status_code, undone.json["errors"][0]["reason"]) == (422, "lies in the future")
    assert heard(store) == {"m-2": [("merged", 1, None)]}


def test_what_is_refused_is_not_undone(caller: Caller) -> None:
    """The problem says why it was refused, or what it waits for."""
    caller.batch(*map(volunteer, (0, 1)))
    caller.batch(row("m-1", 0, 0), row("m-2", 0, 9), kind="merges")
    reasons = [
        caller.send("PUT", UNDOING.format(one), {"undone_at": DAY.format(4)}).json["errors"][0]["reason"]
        for one in ("m-1", "m-2")
    ]
    assert reasons == ["same_person", "unknown_volunteer"]


def test_merges_at_one_moment_make_no_chain(caller: Caller, store: Store) -> None:
    """A ring of four, each merged into the next: whoever is run again sees the others; the later ones are refused."""
    caller.batch(*map(volunteer, range(4)))
    ring = [row(f"m-{n}", (n + 1) % 4, n, n + 1) for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda one: caller.send("POST", "/merges", one).status_code, ring))
    assert answers == [202] * 4
    expected = {
        "m-0": "accepted",
        "m-1": "refused:keeps_others",
        "m-2": "accepted",
        "m-3": "refused:into_merged",
    }
    assert outcomes(caller, *expected) == expected
    assert stand_for(caller) == {"v-0": "v-1", "v-1": None, "v-2": "v-3", "v-3": None}


def test_two_names_of_one_person_are_not_merged(caller: Caller) -> None:
    """They are one registration already."""
    caller.batch(volunteer(1), source="gz")
    caller.batch(volunteer(1), source="sz")
    caller.batch({**row("m-1", 0, 0), "kept_ref": "gz:v-1", "merged_ref": "sz:v-1"}, kind="merges")
    assert outcomes(caller, "m-1") == {"m-1": "refused:same_person"}


def test_a_source_sees_the_merges_of_its_own_people(caller: Caller) -> None:
    """Both sides by its own references, whoever registered them first; of a side that it does not know nothing."""
    caller.batch(volunteer(0), source="sz")
    caller.batch(*map(volunteer, (0, 1, 2)), source="gz")
    caller.batch(volunteer(3), source="sz")
    caller.batch(row("m-1", 0, 1), source="gz", kind="merges")
    caller.batch({**row("m-2", 0, 0), "kept_ref": "sz:v-3", "merged_ref": "gz:v-2"}, kind="merges")
    for day in ("", "2018-03-04"):
        assert stand_for(caller, day, "gz") == {"gz:v-0": None, "gz:v-1": "gz:v-0", "gz:v-2": None}
        assert stand_for(caller, day, "sz") == {"sz:v-0": None, "sz:v-3": None}
    assert stand_for(caller)["gz:v-1"] == "sz:v-0"
    assert stand_for(caller, "2018-02-28", "gz") == dict.fromkeys(("gz:v-0", "gz:v-1", "gz:v-2"))


def test_a_person_who_is_merged_is_so_under_each_name(caller: Caller) -> None:
    """A source is told so under its own, if it knows who stands for the person."""
    for source in ("sz", "gz"):
        caller.batch(volunteer(1), source=source)
    caller.batch(volunteer(0), source="gz")
    caller.batch(row("m-1", 0, 1), source="gz", kind="merges")
    assert stand_for(caller, "", "gz") == {"gz:v-0": None, "gz:v-1": "gz:v-0"}
    assert stand_for(caller, "", "sz") == {"sz:v-1": None}
    caller.batch(volunteer(0), source="sz")
    assert stand_for(caller, "", "sz") == {"sz:v-0": None, "sz:v-1": "sz:v-0"}
