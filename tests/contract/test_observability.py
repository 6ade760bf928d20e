"""What is said of metrics holds: the table, the alert rules and the dashboard name what there is, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from prometheus_client.metrics import MetricWrapperBase

from shared.messaging import flow
from shared.observability import metrics
from tests.markdown import ROOT, text

GUIDE = "docs/observability.md"
SUFFIXES = {"counter": ("",), "gauge": ("",), "histogram": ("_bucket", "_count", "_sum")}
DECLARED = [one for one in vars(metrics).values() if isinstance(one, MetricWrapperBase)]
WORD = re.compile(r"\b(?:messaging|kapok|http)_[a-z_]+\b")


def name(metric: MetricWrapperBase) -> str:
    """How Prometheus knows it."""
    described = metric.describe()[0]
    return described.name + ("_total" if described.type == "counter" else "")


def labels(metric: MetricWrapperBase) -> tuple[str, ...]:
    """The names of its labels."""
    return tuple(metric._labelnames)


def rows() -> Iterator[list[str]]:
    """The cells of the table of metrics."""
    table = text(GUIDE).partition("| metric |")[2].partition("\n\n")[0]
    yield from ([cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:])


def queries() -> list[str]:
    """Every query of the alert rules and the dashboard."""
    rules = [rule["expr"] for group in alerts()["groups"] for rule in group["rules"]]
    return rules + [target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]]


def alerts() -> Any:
    """The alert rules."""
    return yaml.safe_load((ROOT / "deploy" / "prometheus" / "alerts.yaml").read_text(encoding="utf-8"))


def dashboard() -> Any:
    """The dashboard."""
    return json.loads((ROOT / "deploy" / "dashboards" / "flow.json").read_text(encoding="utf-8"))


def test_every_metric_is_in_the_table_with_its_labels() -> None:
    """And no other is; `the same` are the labels of the row before."""
    shown: dict[str, tuple[str, ...]] = {}
    before: tuple[str, ...] = ()
    for cells in rows():
        before = before if cells[2] == "the same" else tuple(re.findall(r"`(\w+)`", cells[2]))
        shown[cells[0].strip("`")] = before
        assert all(cells), f"a cell is empty beside {cells[0]}"

    assert shown == {name(one): labels(one) for one in DECLARED}


def test_the_reasons_of_retries_are_explained() -> None:
    """Each of them, in the row of the metric."""
    (row,) = (cells for cells in rows() if cells[0] == "`kapok_retries_total`")

    assert all(f"`{reason}`" in row[3] for reason in (flow.STORE_OUTAGE, flow.TOO_MUCH, flow.SEARCH))


@pytest.mark.parametrize("query", queries())
def test_a_query_names_what_there_is(query: str) -> None:
    """A metric by one of its series, and labels that it has."""
    series = {name(one) + suffix: one for one in DECLARED for suffix in SUFFIXES[one.describe()[0].type]}
    known = {label for one in DECLARED for label in labels(one)}
    words = set(WORD.findall(query))
    selected = re.findall(r"(\w+)\{([a-z_]+)(?:=|=~)\"", query)
    grouped = [label.strip() for part in re.findall(r"by \(([^)]*)\)", query) for label in part.split(",")]

    assert words - known <= set(series)
    assert words & set(series)
    assert all(label in labels(series[metric]) for metric, label in selected)
    for metric in words & set(series):
        assert {label for label in grouped if label != "le"} <= set(labels(series[metric]))
        assert "le" not in grouped or metric.endswith("_bucket")


def test_an_alert_says_what_to_do() -> None:
    """In the form that Prometheus reads, under a name of its own."""
    rules = [rule for group in alerts()["groups"] for rule in group["rules"]]

    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert set(rule["annotations"]) == {"summary", "action"}
        assert re.fullmatch(r"\d+[smhd]", rule.get("for", "1m"))
        assert all(rule["expr"].count(one) == rule["expr"].count(other) for one, other in ("()", "[]", "{}"))
