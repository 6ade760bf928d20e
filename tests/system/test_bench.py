"""The bench with too few events to mean anything: everybody takes part, nothing is lost, nothing is left."""

from __future__ import annotations

from cli.stack.stack import Stack
from tests.bench import intake, pipeline
from tests.bench.arena import Arena

NAMES = {"nameko", "faststream", "floor", "kapok"}


def test_the_pipeline_is_measured(stack: Stack) -> None:
    """Each contestant handles every presence, which the bench checks, and every figure of the file is there."""
    said: list[str] = []
    found = pipeline.measure(Arena(stack), 100, 1, said.append, skip=("latency",), ledgers=(300,))

    assert NAMES == found["rates"].keys()
    assert {"kapok/nameko", "kapok/faststream", "kapok/floor"} == found["ratios"].keys()
    assert {*NAMES, "broker", "store"} == found["rss_mb"].keys()
    assert {"300"} == found["by_ledger_size"].keys()
    assert all(
        figure > 0 for part in ("rates", "ratios", "rss_mb", "by_ledger_size") for figure in found[part].values()
    )
    assert "kapok-300 is ready" in " ".join(said)


def test_intake_over_http_is_measured(stack: Stack) -> None:
    """Both servers take single rows and batches."""
    found = intake.measure(Arena(stack), 8, 2, 1, lambda _: None)

    assert {"single", "batch"} == found["rates"].keys() == found["ratios"].keys()
    assert all({"floor", "kapok"} == rates.keys() for rates in found["rates"].values())
