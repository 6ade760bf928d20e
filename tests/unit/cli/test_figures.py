"""Figures beside the plan's targets, and the table by city."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

from rich.console import Console

from cli.results.figures import NOT_KEPT_YET, bar, fetch, show, targets
from shared.regions import city_codes

REGISTRY = {
    "as_of": "2018-12-31",
    "federations": {**dict.fromkeys(city_codes(), "in_term"), "445200": "none", "445100": "out_of_term"},
    "stations_open": {"440100": 18},
    "coverage": {"volunteers": {"440100": [671, 778, "0.8625"], "440000": [2950, 3533, "0.8350"]}, "organisations": {}},
    "members": {"league_members": {"440000": [60, 100, "0.6000"], "org-1": [60, 100, "0.6000"]}, "party_members": {}},
    "schools": {"school_association": {}, "school_corps": {"440100": [4, 5, "0.8000"]}},
}
HOURS = {
    "as_of": "2018-12-31",
    "active_30": {"440100": 1160},
    "active_90": {"440100": 1213},
    "stickiness_90": {**dict.fromkeys(city_codes()), "440100": "0.3318", "440000": "0.4528"},
}


class Services:
    """An API that answers with the figures of both services."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def get(self, path: str) -> Any:
        """The figures of a service."""
        self.asked.append(path)
        return dict(REGISTRY if path.startswith("/registry") else HOURS)


def figures() -> dict[str, Any]:
    """What both say."""
    return fetch(Services(), "2018-12-31")  # type: ignore[arg-type]


def test_both_services_are_asked_for_one_day() -> None:
    """Together with what nobody keeps yet, they are all that the plan asks for."""
    services = Services()
    found = fetch(services, "2018-12-31")  # type: ignore[arg-type]

    assert ["/registry/v1/figures?as_of=2018-12-31", "/hours/v1/figures?as_of=2018-12-31"] == services.asked
    assert {**NOT_KEPT_YET, **REGISTRY, **HOURS}.keys() - {"as_of"} == found.keys()


def test_without_a_day_it_is_the_services_today() -> None:
    """They know which day it is in China."""
    services = Services()
    fetch(services, None)  # type: ignore[arg-type]

    assert ["/registry/v1/figures", "/hours/v1/figures"] == services.asked


def test_targets_stand_beside_what_is() -> None:
    """How far one is reached is the part of the goal; what is not known is not guessed."""
    found = {one.name.rpartition(" ")[0]: (one.goal, one.now, one.reached) for one in targets(figures())}

    assert {
        "federations in term": ("21 of 21", "19 of 21", Fraction(19, 21)),
        "volunteers registered": ("90 %", "2,950 of 3,533: 84 %", Fraction(2950, 3533) / Fraction(9, 10)),
        "organisations registered": ("90 %", "of how many is unknown", None),
        "league members who are volunteers": ("40 %", "60 of 100: 60 %", Fraction(3, 2)),
        "pairings": ("100 %", "not kept yet", None),
        "backbone trained": ("1,000", "not kept yet", None),
    } == found


def test_a_bar_ends_at_its_goal() -> None:
    """More than the goal fills no more than all of it; nothing is drawn of what is unknown."""
    assert ["░" * 20, "█" * 9 + "░" * 11, "█" * 20, "█" * 20, ""] == [
        bar(one) for one in (Fraction(0), Fraction(499, 1000), Fraction(1), Fraction(3, 2), None)
    ]


def test_every_city_has_a_row() -> None:
    """With its Chinese name beside the code, and nothing where nothing is known."""
    console = Console(file=io.StringIO(), width=120)
    show(figures(), console)
    rows = [line for line in console.file.getvalue().splitlines() if line[2:6].isdigit()]  # type: ignore[attr-defined]

    assert [*city_codes(), "440000"] == [row[2:8] for row in rows]
    assert ["440100 广州市", "in term", "18", "1,160", "1,213", "33 %", "86 %", "-", "-", "80 %"] == _cells(rows[0])
    assert ["445100 潮州市", "out of term", "0", "0", "0", "-", "-", "-", "-", "-"] == _cells(rows[18])
    assert ["440000 广东省", "", "18", "1,160", "1,213", "45 %", "84 %", "-", "-", "-"] == _cells(rows[-1])


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("│").split("│")]
