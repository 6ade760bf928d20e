"""Figures of the plan as of a day: what the services keep of them, together, and beside the targets."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from rich.console import Console

from cli.talking.api import Api
from cli.terminal.tables import table
from shared.regions import city_codes, regions
from shared.rules.places import PROVINCE

SCOPES = ("registry:figures", "hours:figures")
SERVICES = ("registry", "hours")
NOT_KEPT_YET: dict[str, Any] = {
    "programmes": {},
    "joint_shifts": 0,
    "no_shows": 0,
    "pairing_coverage": {},
    "visits_overdue": [],
    "lessons": {"balance": "0.0000"},
    "backbone": {"all": 0},
}
"""What the plan asks for besides, and no service has anything of yet."""
BAR = 20
Figures = Mapping[str, Any]


class Target(NamedTuple):
    """A target of the plan, and where the network stands; None where nothing is known of it."""

    name: str
    goal: str
    now: str
    reached: Fraction | None


def fetch(api: Api, as_of: str | None) -> dict[str, Any]:
    """All figures as of a day in China, by default today."""
    asked = f"?as_of={as_of}" if as_of else ""
    told = {name: found for one in SERVICES for name, found in api.get(f"/{one}/v1/figures{asked}").items()}
    told.pop("as_of")
    return {**NOT_KEPT_YET, **told}


def targets(figures: Figures) -> list[Target]:
    """The plan's targets beside what is."""
    in_term = sum(state == "in_term" for state in figures["federations"].values())
    whole = len(city_codes())
    coverage, members = figures["coverage"], figures["members"]
    return [
        Target(
            "federations in term 联合会在任", f"{whole} of {whole}", f"{in_term} of {whole}", Fraction(in_term, whole)
        ),
        _share("volunteers registered 志愿者注册", Fraction(9, 10), coverage["volunteers"].get(PROVINCE)),
        _share("organisations registered 组织注册", Fraction(9, 10), coverage["organisations"].get(PROVINCE)),
        _share("league members who are volunteers 团员", Fraction(4, 10), members["league_members"].get(PROVINCE)),
        Target("pairings 结对", "100 %", "not kept yet", None),
        Target("backbone trained 骨干培训", "1,000", "not kept yet", None),
    ]


def show(figures: Figures, console: Console) -> None:
    """The targets, then every city."""
    shown = table("The plan's targets", "target", "goal:", "now:", "")
    for one in targets(figures):
        shown.add_row(one.name, one.goal, one.now, bar(one.reached))
    console.print(shown)
    counted = ("stations:", "active 30:", "active 90:")
    cities = table(
        "By city", "city", "federation", *counted, "stay:", "volunteers:", "groups:", "colleges:", "schools:"
    )
    for city in (*city_codes(), PROVINCE):
        if city == PROVINCE:
            cities.add_section()
        cities.add_row(f"{city} {regions()[city].name_zh}", *_cells(figures, city))
    console.print(cities)


def bar(reached: Fraction | None) -> str:
    """How far a target is reached, in blocks; more than all of it is all of it."""
    if reached is None:
        return ""
    full = min(BAR, int(reached * BAR))
    return f"{'█' * full}{'░' * (BAR - full)}"


def _share(name: str, goal: Fraction, found: list[Any] | None) -> Target:
    if not found:
        return Target(name, _percent(goal), "of how many is unknown", None)
    registered, known, share = found
    now = f"{registered:,} of {known:,}: {_percent(share)}"
    return Target(name, _percent(goal), now, Fraction(registered, known) / goal)


def _cells(figures: Figures, city: str) -> list[str]:
    """A city's row; for the province what has a figure of its own, and sums of what is counted."""
    whole = city == PROVINCE
    stations, active_30, active_90 = (
        sum(figures[name].values()) if whole else figures[name].get(city, 0)
        for name in ("stations_open", "active_30", "active_90")
    )
    shares = (
        figures["coverage"]["volunteers"],
        figures["coverage"]["organisations"],
        figures["schools"]["school_association"],
        figures["schools"]["school_corps"],
    )
    stays = figures["stickiness_90"].get(city)
    return [
        "" if whole else figures["federations"][city].replace("_", " "),
        f"{stations:,}",
        f"{active_30:,}",
        f"{active_90:,}",
        _percent(stays),
        *(_percent(one[city][2] if city in one else None) for one in shares),
    ]


def _percent(share: Fraction | str | None) -> str:
    return "-" if share is None else f"{float(Fraction(share)):.0%}".replace("%", " %")
