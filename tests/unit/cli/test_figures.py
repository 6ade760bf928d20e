"""Figures beside the plan's targets, and the table by city."""

from __future__ import annotations

import io
import re
from fractions import Fraction
from typing import Any

import pytest
from rich.console import Console

from cli.results.figure_tables import NO_POPULATIONS, bar, next_steps, show
from cli.results.figures import Figures, fetch, targets
from cli.results.plan import UNKNOWN, paragraphs
from shared.regions import city_codes

REGISTRY = {
    "as_of": "2018-12-31",
    "federations": {**dict.fromkeys(city_codes(), "in_term"), "445200": "none", "445100": "out_of_term"},
    "stations_open": {"440100": 18},
    "coverage": {"volunteers": {"440100": [671, 778, "0.8625"], "440000": [2950, 3533, "0.8350"]}, "organisations": {}},
    "members": {"league_members": {"440000": [60, 100, "0.6000"], "org-1": [60, 100, "0.6000"]}, "party_members": {}},
    "schools": {"school_association": {}, "school_corps": {"440100": [4, 5, "0.8000"]}},
}
PROJECTS = {
    "as_of": "2018-12-31",
    "backbone": {"skill": 374, "all": 374},
    "pairing_coverage": {
        "disabled_youth": {"440000": [20, 28, "0.7143"], "440100": [3, 3, "1.0000"]},
        "disability_institution": {"440000": [10, 12, "0.8333"], "440100": [1, 2, "0.5000"]},
        "elder": {"440000": [1, 60, "0.0167"], "440100": [0, 3, "0.0000"]},
    },
    "visits_overdue": {"440100": 7},
    "no_shows": 481,
    "lessons": {"tutoring": 189, "balance": "0.5565"},
}
HOURS = {
    "as_of": "2018-12-31",
    "programmes": {
        "hk_macao": {"minutes": 11733, "volunteers": 53, "organisations": 2, "by_target_group": {"residents": 11733}},
        "mountain_plan": {"minutes": 3744, "volunteers": 16, "organisations": 2, "by_target_group": {}},
        "western_plan": {"minutes": 4661, "volunteers": 19, "organisations": 2, "by_target_group": {}},
    },
    "joint_shifts": 17,
    "active_30": {"440100": 1160},
    "active_90": {"440100": 1213},
    "stickiness_90": {**dict.fromkeys(city_codes()), "440100": "0.3318", "440000": "0.4528"},
}


class Services:
    """An API that answers with the figures of the services that have any."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def get(self, path: str) -> Any:
        """The figures of a service."""
        self.asked.append(path)
        return dict({"registry": REGISTRY, "projects": PROJECTS, "hours": HOURS}[path.split("/")[1]])


def figures(**others: Any) -> Figures:
    """What they say, or others in its place."""
    day, found = fetch(Services(), "2018-12-31")  # type: ignore[arg-type]
    return Figures(day, {**found, **others})


def shown(of: Figures) -> str:
    """What is printed of figures."""
    console = Console(file=io.StringIO(), width=120)
    show(of, console)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the locale of who runs the tests."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def test_every_service_with_figures_is_asked_for_one_day() -> None:
    """Together with what nobody keeps yet, they are all that the plan asks for."""
    services = Services()
    day, found = fetch(services, "2018-12-31")  # type: ignore[arg-type]

    assert [f"/{one}/v1/figures?as_of=2018-12-31" for one in ("registry", "projects", "hours")] == services.asked
    assert {**REGISTRY, **PROJECTS, **HOURS}.keys() - {"as_of"} == found.keys()
    assert "2018-12-31" == day


def test_without_a_day_it_is_the_services_today() -> None:
    """They know which day it is in China."""
    services = Services()
    fetch(services, None)  # type: ignore[arg-type]

    assert ["/registry/v1/figures", "/projects/v1/figures", "/hours/v1/figures"] == services.asked


def test_targets_stand_beside_what_is() -> None:
    """How far one is reached is the part of the goal; what is not known is not guessed."""
    found = {one.name: (one.goal, one.now, one.reached) for one in targets(figures().found)}

    assert {
        "federations in term": ("21 / 21", "19 / 21", Fraction(19, 21)),
        "volunteers registered": ("90 %", "2,950 / 3,533: 84 %", Fraction(2950, 3533) / Fraction(9, 10)),
        "organisations registered": ("90 %", "of how many is unknown", None),
        "league members who are volunteers": ("40 %", "60 / 100: 60 %", Fraction(3, 2)),
        "pairings": ("100 %", "30 / 40: 75 %", Fraction(3, 4)),
        "pairings without a visit in so long": ("0", "7", None),
        "balance of lessons": ("1", "0.5565", Fraction(5565, 10000)),
        "backbone volunteers trained": ("1,000", "374", Fraction(374, 1000)),
    } == found


def test_a_bar_ends_at_its_goal() -> None:
    """More than the goal fills no more than all of it; nothing is drawn of what is unknown."""
    assert ["░" * 20, "█" * 9 + "░" * 11, "█" * 20, "█" * 20, ""] == [
        bar(one) for one in (Fraction(0), Fraction(499, 1000), Fraction(1), Fraction(3, 2), None)
    ]


def test_every_city_has_a_row() -> None:
    """With its Chinese name beside the code, and nothing where nothing is known."""
    rows = [line for line in shown(figures()).splitlines() if line[2:6].isdigit()]

    assert [*city_codes(), "440000"] == [row[2:8] for row in rows]
    assert ["440100 广州市", "in term", "18", "1,160", "1,213", "33 %", "86 %", "-", "-", "80 %"] == _cells(rows[0])
    assert ["445100 潮州市", "out of term", "0", "0", "0", "-", "-", "-", "-", "-"] == _cells(rows[18])
    assert ["440000 广东省", "", "18", "1,160", "1,213", "45 %", "84 %", "-", "-", "-"] == _cells(rows[-1])


def test_the_day_and_what_the_columns_mean_are_told() -> None:
    """Each column of the table by city that is not plain, in as many columns as a file is wide."""
    printed = shown(figures())

    assert "The plan's targets as of 2018-12-31" in printed
    assert "By city as of 2018-12-31" in printed
    for column in ("active", "stickiness", "volunteers", "organisations", "colleges", "schools"):
        assert re.search(rf"^(\w+, )?{column}(, \w+)?: ", printed, re.MULTILINE), column
    assert re.search("city +┃ federation +┃ stations ┃ 30 days ┃ 90 days ┃ stickiness ┃ volunteers ┃", printed)


def test_a_next_step_is_told_where_nothing_is_to_be_seen() -> None:
    """Another day where nobody served lately, populations where none is known; else nothing."""
    assert [] == next_steps(figures())
    assert ["Nobody served in the 90 days to 2018-12-31: `--as-of DATE` shows another day"] == next_steps(
        figures(active_90={})
    )
    assert [NO_POPULATIONS] == next_steps(figures(coverage={"volunteers": {}, "organisations": {}}))


def test_in_chinese_nothing_is_left_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """But for what is typed and the names of files."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    printed = shown(figures(active_90={}, coverage={"volunteers": {}, "organisations": {}}))

    assert {"--as-of DATE", "populations.csv"} == set(re.findall(r"[A-Za-z.-]+[a-z][A-Za-z. -]*", printed))


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("│").split("│")]


def test_every_paragraph_of_the_plan_has_a_line() -> None:
    """Of those that nobody keeps figures of yet that is said; people of two programmes are not added up."""
    lines = {one.number: dict(one.now) for one in paragraphs(figures().found)}

    assert list(range(1, 18)) == list(lines)
    assert [3, 5] == [number for number, now in lines.items() if not now]
    assert {"joint shifts": "17", "volunteers": "53", "minutes": "11,733"} == lines[13]
    assert {"minutes": "8,405"} == lines[16]
    assert {"federations in term": "19", "stations": "18"} == lines[1]
    assert "not kept yet" in shown(figures())
    nothing = {
        **figures().found,
        "coverage": {"volunteers": {}},
        "members": {"league_members": {}, "party_members": {}},
    }
    assert [one.now for one in paragraphs(nothing) if one.number in (4, 7)] == [UNKNOWN, UNKNOWN]


def test_overdue_pairings_are_counted_or_named() -> None:
    """By city in figures, one by one in a report."""
    named = figures(visits_overdue=["pairing-1", "pairing-2"])
    assert "2" == next(one.now for one in targets(named.found) if "without a visit" in one.name)
