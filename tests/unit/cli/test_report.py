"""The report: folded from the services' exports."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console

from cli.results.network import Network
from cli.results.report import Report, Volunteer, fetch
from cli.results.tables import show_report
from cli.systems import home
from cli.talking.api import Api
from tests.reference_year.small import year

EXPORTS: dict[str, list[dict[str, Any]]] = {
    "/hours/v1/exports/outcomes": [
        {"attendance_ref": "a-2", "outcome": "held:overlap", "region_code": "440100"},
        {"attendance_ref": "a-1", "outcome": "credited", "region_code": "440100"},
    ],
    "/projects/v1/exports/refusals": [
        {"resource": "attendance", "kind": "invalid", "reference": "a-1"},
        {"resource": "attendance", "kind": "invalid", "reference": "a-3"},
        {"resource": "attendance", "kind": "invalid", "reference": ""},
        {"resource": "attendance", "kind": "replayed", "reference": "a-1"},
        {"resource": "attendance", "kind": "conflicting", "reference": "a-2"},
        {"resource": "shifts", "kind": "invalid", "reference": "shift-1"},
    ],
    "/registry/v1/exports/volunteers": [
        {"volunteer": "n2", "volunteer_ref": "v-2", "home_region_code": "440300", "verified": False},
        {"volunteer": "n1", "volunteer_ref": "v-1", "home_region_code": "440100", "verified": True},
    ],
    "/incentives/v1/exports/standings": [
        {"volunteer": "n1", "volunteer_ref": "v-1", "minutes": 6000, "stars": 1, "points": {"440600": 20}},
    ],
}


def test_exports_are_folded(tmp_path: Path) -> None:
    """Every attendance has one outcome and every volunteer a line, those without entries too.

    A malformed row is an attendance's outcome only where no good row came under its reference.
    """
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url.query, "ascii"))
        return httpx.Response(
            200, content="".join(json.dumps(line) + "\n" for line in EXPORTS.get(request.url.path, ()))
        )

    made = home.settle(home.prepare(tmp_path / "home"))
    with Api(made, "test", (), transport=httpx.MockTransport(answer)) as api:
        report = fetch(api, "2018-03-12")
    assert report.to_json() == {
        "attendance": {"a-1": "credited", "a-2": "held:overlap", "a-3": "invalid"},
        "volunteers": {
            "v-1": {"minutes": 6000, "stars": 1, "points": {"440600": 20}},
            "v-2": {"minutes": 0, "stars": 0, "points": {}},
        },
        "rows": {"invalid": 3, "replayed": 1, "conflicting": 1},
    }
    assert "as_of=2018-03-12" in asked
    assert report.came


def test_a_source_from_which_nothing_came_is_told(tmp_path: Path) -> None:
    """By one that never imported anything; a misspelt name looks the same, and tables of zeros as if all were well."""
    made = home.settle(home.prepare(tmp_path / "home"))
    lines = {path: "".join(json.dumps(line) + "\n" for line in some) for path, some in EXPORTS.items()}
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=lines.get(request.url.path, "")))
    with Api(made, "test", (), transport=transport) as api:
        assert not fetch(api, source="city-c").came


def test_the_network_shows_stars_as_a_student() -> None:
    """Of one who is not merged; a season's report stays as it was."""
    one = Volunteer("440100", 12_000, 1, {}, student_minutes=6_000, student_stars=1)
    assert one.in_network() == {"home_region": "440100", **one.to_json(), "student_minutes": 6_000, "student_stars": 1}
    assert one.to_json() == {"minutes": 12_000, "stars": 1, "points": {}}
    merged = Volunteer("440100", merged_into="v-1", student_minutes=6_000)
    assert merged.in_network() == {"merged_into": "v-1"}


def test_what_no_file_can_fill_is_left_out(tmp_path: Path) -> None:
    """Of a year without works there is no rank of any, by the second program neither; with some there may be none."""
    assert "works_ranked" not in Report({}, {}, {}, network=Network({}, {})).to_json()
    assert Report({}, {}, {}, network=Network({"works": {"w-1": "invalid"}}, {})).to_json()["works_ranked"] == {}
    assert "works_ranked" not in year(tmp_path, volunteers=[{}])


def test_every_table_counts_the_rows_that_it_names() -> None:
    """That of the attendances those of their file, that of the files each and all; a season has but the first."""
    attendance = {"invalid": 10, "replayed": 27, "conflicting": 28}
    stations = {"invalid": 5, "replayed": 0, "conflicting": 1}
    network = Network({}, {"attendance": attendance, "stations": stations})
    in_all = {"invalid": 15, "replayed": 27, "conflicting": 29}

    assert _rows(Report({}, {}, attendance)) == ["rows invalid 10", "rows replayed 27", "rows conflicting 28"]
    assert _rows(Report({}, {}, in_all, network=network)) == [
        *("rows invalid 10", "rows replayed 27", "rows conflicting 28"),
        *("attendance rows invalid 10", "attendance rows replayed 27", "attendance rows conflicting 28"),
        *("stations rows invalid 5", "stations rows conflicting 1"),
        *("all rows invalid 15", "all rows replayed 27", "all rows conflicting 29"),
    ]
    without = Network({}, {"stations": stations})
    assert _rows(Report({}, {}, stations, network=without))[:3] == [
        "rows invalid 0",
        "rows replayed 0",
        "rows conflicting 0",
    ]


def _rows(report: Report) -> list[str]:
    """What the tables say of rows that were not taken in."""
    console = Console(file=io.StringIO(), width=120)
    show_report(report, console)
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    return [" ".join(line.replace("│", " ").split()) for line in lines if "rows " in line and "┃" not in line]
