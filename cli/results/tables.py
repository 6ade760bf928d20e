"""A report and a roster as tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from rich.console import Console

from cli.results.network import Network, counts
from cli.results.report import Report, Volunteer
from cli.terminal.tables import table
from shared.regions import city_of, is_region, regions

MOST_STARS = 5
MINUTES = 60
FILLED = ("places filled:", "fill rate:", "shifts covered:", "coverage:")


def show_report(report: Report, console: Console) -> None:
    """Outcomes by reason, minutes and stars by city, points by city."""
    outcomes = table("Attendance", "outcome", "attendances:")
    for outcome, count in sorted(Counter(report.outcomes.values()).items()):
        outcomes.add_row(outcome, f"{count:,}")
    outcomes.add_section()
    for kind, count in report.attendance_rows().items():
        outcomes.add_row(f"rows {kind}", f"{count:,}")
    console.print(outcomes)
    if report.network is not None:
        _show_files(report.network, report.rows, console)
    _show_cities(report, console)
    _show_points(report, console)


def show_roster(roster: Mapping[str, Any], console: Console) -> None:
    """The roster's figures beside the greedy and the random one's."""
    figures = table("Roster", "assignment", *FILLED, "cost:", "Gini of minutes:")
    for name, one in (("optimal", roster), ("greedy", roster["greedy"]), ("random", roster["random"])):
        spread = one.get("gini_of_minutes")
        figures.add_row(
            name,
            *_filled(one),
            f"{one['total_cost']:,}" if "total_cost" in one else "-",
            "-" if spread is None else f"{spread:.2f}",
        )
    console.print(figures)


def show_city_rosters(run: Mapping[str, Any], console: Console) -> None:
    """How far the roster of each city is, with its figures where it is solved, and those of all that are."""
    cities = table("Rosters by city", "city", "state", *FILLED, "roster or reason")
    for one in run["cities"]:
        figures = _filled(one) if one["filled"] is not None else ["-"] * len(FILLED)
        cities.add_row(_name(one["city_code"]), one["state"], *figures, one["roster"] or one["reason"] or "")
    cities.add_section()
    cities.add_row("all", f"{run['states']['solved']} of {len(run['cities'])} solved", *_filled(run), "")
    console.print(cities)


def _filled(one: Mapping[str, Any]) -> list[str]:
    return [
        f"{one['filled']:,} of {one['places']:,}",
        _share(one["filled"], one["places"]),
        f"{one['covered_shifts']:,} of {one['shifts']:,}",
        _share(one["covered_shifts"], one["shifts"]),
    ]


def _show_files(network: Network, in_all: Mapping[str, int], console: Console) -> None:
    shown = table("Rows by file", "file", "outcome", "rows:")
    for file, outcome, count in counts(network.outcomes):
        shown.add_row(file, outcome, f"{count:,}")
    shown.add_section()
    for file, kinds in sorted(network.rows.items()):
        for kind, count in kinds.items():
            if count:
                shown.add_row(file, f"rows {kind}", f"{count:,}")
    shown.add_section()
    for kind, count in in_all.items():
        shown.add_row("all", f"rows {kind}", f"{count:,}")
    console.print(shown)


def _show_cities(report: Report, console: Console) -> None:
    people = [one for one in report.volunteers.values() if not one.merged_into]
    cities: dict[str, list[Volunteer]] = defaultdict(list)
    for volunteer in people:
        cities[_city(volunteer.region_code)].append(volunteer)
    stars = [f"{'★' * number}:" for number in range(1, MOST_STARS + 1)]
    shown = table("Volunteers by home city", "city", "volunteers:", "hours:", *stars)
    for city, volunteers in sorted(cities.items()):
        shown.add_row(_name(city), *_cells(volunteers))
    shown.add_section()
    shown.add_row("all", *_cells(people))
    console.print(shown)


def _show_points(report: Report, console: Console) -> None:
    holders: Counter[str] = Counter()
    points: Counter[str] = Counter()
    for volunteer in report.volunteers.values():
        for city, count in volunteer.points.items():
            holders[city] += 1
            points[city] += count
    shown = table("Points by city", "city", "volunteers:", "points:")
    for city in sorted(points):
        shown.add_row(_name(city), f"{holders[city]:,}", f"{points[city]:,}")
    if shown.row_count:
        console.print(shown)


def _cells(volunteers: list[Volunteer]) -> list[str]:
    stars = Counter(volunteer.stars for volunteer in volunteers)
    hours = sum(volunteer.minutes for volunteer in volunteers) / MINUTES
    return [f"{len(volunteers):,}", f"{hours:,.1f}", *(f"{stars[number]:,}" for number in range(1, MOST_STARS + 1))]


def _city(code: str) -> str:
    return city_of(code) if is_region(code) else code


def _name(code: str) -> str:
    return f"{code} {regions()[code].name_zh} {regions()[code].name_en}" if is_region(code) else code


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"
