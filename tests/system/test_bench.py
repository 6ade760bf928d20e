"""The bench with too few events to mean anything: everybody takes part, nothing is lost, nothing is left."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from tests.bench import (
    arena,
    intake,
    matching,
    picture,
    pipeline,
    policies,
    pushes,
    reading,
    register,
    signing_up,
    whole_season,
)
from tests.bench.arena import Arena

NAMES = {"nameko", "faststream", "floor", "kapok"}


@pytest.fixture(scope="module")
def place() -> Iterator[Arena]:
    """An arena of these tests alone: what they start in it ends with it."""
    with arena.opened() as opened:
        yield opened


def test_the_pipeline_is_measured(place: Arena) -> None:
    """Each contestant handles every presence, which the bench checks, and every figure of the file is there."""
    said: list[str] = []
    found = pipeline.measure(place, 100, 1, said.append, skip=("latency",), ledgers=(300,))

    assert NAMES == found["rates"].keys()
    assert {"kapok/nameko", "kapok/faststream", "kapok/floor"} == found["ratios"].keys()
    assert {*NAMES, "broker", "store"} == found["rss_mb"].keys()
    assert {"300"} == found["by_ledger_size"].keys()
    assert all(
        figure > 0 for part in ("rates", "ratios", "rss_mb", "by_ledger_size") for figure in found[part].values()
    )
    assert "kapok-300 is ready" in " ".join(said)


def test_what_a_bench_has_measured_is_not_lost_with_the_rest() -> None:
    """Who ends in the middle drops out and is named; its rounds until then count, and the other parts are measured."""
    said: list[str] = []

    def end_after_a_round(text: str) -> None:
        said.append(text)
        if text.startswith("round 1 of 2"):
            os.kill(int(said[0].rpartition(" ")[2]), signal.SIGKILL)

    with arena.opened() as own:
        found = pipeline.measure(own, 100, 2, end_after_a_round, only=("floor",), skip=("latency",), ledgers=(300,))

    assert ["round 2 of 2: floor", "the memory of floor"] == [one.partition(" (")[0] for one in found["missing"]]
    assert 1 == len(found["rounds"]["floor"])
    assert {"300"} == found["by_ledger_size"].keys()
    assert {"broker", "store"} == found["rss_mb"].keys()
    assert "round 2 of 2: floor" in found["problem"]


def test_intake_over_http_is_measured(place: Arena) -> None:
    """Both servers take single rows from one, some and many clients, and batches; each has its rate and its costs."""
    found = intake.measure(place, 64, 4, 1, lambda _: None)

    assert {"single": {"1", "8", "64"}, "batch": {"4"}} == {form: found[form].keys() for form in ("single", "batch")}
    figures = [one for form in ("single", "batch") for one in found[form].values()]
    assert all({"kapok", "bare", "ratio", "cpu_ms_per_row"} == one.keys() for one in figures)
    assert all(one["kapok"] > 0 < one["bare"] for one in figures)
    assert all(abs(one["kapok"] / one["bare"] - one["ratio"]) < 0.01 for one in figures)
    assert {form: found[form].keys() for form in ("single", "batch")} == {
        form: some.keys() for form, some in found["access"].items()
    }
    beside = [one for form in found["access"].values() for one in form.values()]
    assert all({"province", "city", "ratio", "cpu_ms_per_row", "cost"} == one.keys() for one in beside)
    assert all(one["city"] > 0 < one["cost"] for one in beside)
    in_pairs = found["access_in_pairs"]
    assert {"single": 64, "batch": 4} == {form: one["pairs"] for form, one in in_pairs.items()}
    assert all(0 < one["least"] <= one["cost"] <= one["most"] for one in in_pairs.values())


def test_what_intake_has_measured_is_not_lost_with_the_rest() -> None:
    """A server that ends in the middle: what it could not do is named, and what was measured until then is there."""
    said: list[str] = []

    def end_after_a_turn(text: str) -> None:
        said.append(text)
        if text.startswith("single, clients 8: bare"):
            pid = next(one for one in said if one.startswith("kapok is ready")).rpartition(" ")[2]
            os.kill(int(pid), signal.SIGKILL)

    with arena.opened() as own:
        found = intake.measure(own, 64, 4, 1, end_after_a_turn)

    missing = [one.partition(" (")[0] for one in found["missing"]]
    rest = [f"{turn}: kapok" for turn in ("single, clients 8", "single, clients 64", "batch, clients 4")]
    in_pairs = [f"{form}, in pairs: city" for form in ("single", "batch")]
    assert [*rest, *in_pairs, "the memory of api"] == missing
    assert "single, clients 8: kapok" in found["problem"]
    assert {"kapok", "bare", "ratio", "cpu_ms_per_row"} == found["single"]["1"].keys()
    assert {"bare", "cpu_ms_per_row"} == found["single"]["8"].keys() == found["batch"]["4"].keys()
    assert {"bare handler"} == found["rss_mb"].keys()


def test_registering_by_file_is_measured(place: Arena) -> None:
    """Each tenth has a rate, and importer, api and worker have their memory at the start, in the middle, at the end."""
    said: list[str] = []
    found = register.measure(place, 1_000, said.append)

    assert ("", 2_000) == (found["problem"], found["registered"])
    assert 10 == len(found["rates"]) == len(said)
    assert round(found["rates"][-1] / found["rates"][0], 3) == found["ratios"]["last/first"]
    assert ["start", "middle", "end"] == list(found["rss_mb"])
    assert all({"import", "api", "worker", "store", "broker"} == sizes.keys() for sizes in found["rss_mb"].values())
    assert all(10 < size < 1_000 for sizes in found["rss_mb"].values() for size in sizes.values())


def test_a_season_by_file_is_measured(place: Arena) -> None:
    """What presences name comes first; then each tenth of them has a rate, and every process its memory."""
    found = whole_season.measure(place, 0.01, lambda _: None)

    assert ("", 702) == (found["problem"], found["presences"])
    assert {"volunteers.csv", "shifts.csv", "availability.csv"} <= found["before"].keys()
    assert (10, {"last/first"}) == (len(found["rates"]), found["ratios"].keys())
    processes = {"import", "api", "worker", "store", "broker"}
    assert all(processes == sizes.keys() for sizes in found["rss_mb"].values())
    assert found["seconds_to_rest"] > 0


def test_reading_the_feed_is_measured(place: Arena) -> None:
    """A short log, a long one, and one of short commits: each is read to its end, and what it costs is told."""
    said: list[str] = []
    found = reading.measure(place, 600, 1, said.append, short=300)

    assert ([], "") == (found["missing"], found["problem"])
    assert (["300", "600"], ["300"]) == (list(found["events_per_s"]), list(found["events_per_s_singly"]))
    assert {"short", "long", "singly"} == found["rounds"].keys() == found["bytes_per_event"].keys()
    assert {"long/short"} == found["ratios"].keys()
    assert all({"api", "store", "partner"} == spent.keys() for spent in found["cpu_ms_per_1000_events"].values())
    assert "600 events: 600 are read" in " ".join(said)


def test_pushing_is_measured() -> None:
    """Every presence of the timetable comes to the endpoint, and the whole log comes again."""
    with arena.opened() as own:
        found = pushes.measure(own, 60, 1, lambda _: None)

    assert ([], "") == (found["missing"], found["problem"])
    assert 60 == found["load"]["presences"]
    assert {"p50", "p95", "p99"} == found["latency_ms"].keys()
    assert all(figure > 0 for figure in found["latency_ms"].values())
    assert 1 == len(found["pushed_per_s"])


def test_a_new_version_of_a_policy_is_measured(place: Arena) -> None:
    """Who loses a star by the simulation is without one when all are decided on, and no hours are lost meanwhile."""
    found = policies.measure(place, 500, 20, lambda _: None)
    assert found["missing"] == []
    assert found["simulated"]["losing"] > 0
    assert found["followed"]["without_a_star"] >= found["simulated"]["losing"]
    assert found["hours_sent"] >= found["hours_heard"] > 0


def test_matching_is_measured() -> None:
    """The roster is the optimum, no other assignment is better, and a picture has a bar for each figure of each."""
    found = matching.measure(400, 30, 1, lambda _: None)

    assert ("", []) == (found["problem"], found["missing"])
    assert {"kapok", "bare solver", "greedy", "random"} == found["assignments"].keys() == found["rss_mb"].keys()
    kapok, best, *others = found["assignments"].values()
    assert kapok["filled"] == best["filled"] > 0
    assert kapok["total_cost"] == best["total_cost"]
    assert all(kapok["filled"] >= one["filled"] for one in others)
    assert 1 + 4 * 4 == picture.picture(found).count("<rect")


def test_what_matching_has_measured_is_not_lost_with_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A contestant that fails is named; all others are there."""
    monkeypatch.setitem(matching.CONTESTANTS, "nobody", lambda _: [])
    found = matching.measure(400, 30, 1, lambda _: None)

    assert {"kapok", "bare solver", "greedy", "random"} == found["assignments"].keys()
    assert ["round 1: nobody"] == [one.partition(" (")[0] for one in found["missing"]]
    assert "nobody" in found["problem"]


def test_sign_ups_are_measured(place: Arena) -> None:
    """Both servers take them from eight clients, and each is a place that somebody has; rates and costs are there."""
    found = signing_up.measure(place, 40, 2, lambda _: None)

    assert ([], 130) == (found["missing"], found["confirmed"])
    assert {"bare": 2, "kapok": 2} == {name: len(rates) for name, rates in found["rounds"].items()}
    assert 0 < found["clients"]["8"]["ratio"]
