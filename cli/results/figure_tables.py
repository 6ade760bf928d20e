"""Figures of the plan as tables, with what their columns mean and what to do where they are empty."""

from __future__ import annotations

from fractions import Fraction

from rich.console import Console

from cli.results.figures import Figures, Found, knows_populations, percent, targets
from cli.results.plan import paragraphs
from cli.terminal.language import say
from cli.terminal.tables import table
from shared.regions import city_codes, regions
from shared.rules.places import PROVINCE

BAR = 20
TARGETS = ("target", "goal:", "now:", "")
PARAGRAPHS = ("paragraph:", "about", "on this day")
CITIES = (
    "city",
    "federation",
    "stations:",
    "active\n30 days:",
    "active\n90 days:",
    "stickiness:",
    "volunteers:",
    "organi-\nsations:",
    "colleges:",
    "schools:",
)
MEANINGS = (
    "active: volunteers who served on one of the last 30 or 90 days",
    "stickiness: of those active in the 90 days before the last 90, the share active in these",
    "volunteers, organisations: the share registered of all there are, as populations.csv has it",
    "colleges, schools: the share of the universities with an association, of the middle schools with a corps",
    "-: unknown",
)
NO_POPULATIONS = "Nothing says of how many: import a populations.csv"


def show(figures: Figures, console: Console) -> None:
    """The targets, every paragraph, every city, what the columns mean, and a next step where there is nothing."""
    _show_targets(figures, console)
    _show_plan(figures, console)
    _show_cities(figures, console)
    for line in (*MEANINGS, *next_steps(figures)):
        console.print(say(line), soft_wrap=True, highlight=False)


def next_steps(figures: Figures) -> list[str]:
    """What to do where figures are empty that others would fill."""
    steps = []
    if not figures.found["active_90"]:
        steps.append(f"Nobody served in the 90 days to {figures.day}: `--as-of DATE` shows another day")
    if not knows_populations(figures.found):
        steps.append(NO_POPULATIONS)
    return steps


def bar(reached: Fraction | None) -> str:
    """How far a target is reached, in blocks; more than all of it is all of it."""
    if reached is None:
        return ""
    full = min(BAR, int(reached * BAR))
    return f"{'█' * full}{'░' * (BAR - full)}"


def _show_targets(figures: Figures, console: Console) -> None:
    shown = table(say(f"The plan's targets as of {figures.day}"), *map(_heading, TARGETS))
    for one in targets(figures.found):
        shown.add_row(say(one.name), one.goal, say(one.now), bar(one.reached))
    console.print(shown)


def _show_plan(figures: Figures, console: Console) -> None:
    shown = table(say(f"The plan's paragraphs as of {figures.day}"), *map(_heading, PARAGRAPHS))
    for one in paragraphs(figures.found):
        now = "; ".join(f"{say(name)} {count}".rstrip() for name, count in one.now) or say("not kept yet")
        shown.add_row(str(one.number), say(one.about), now)
    console.print(shown)


def _show_cities(figures: Figures, console: Console) -> None:
    shown = table(say(f"By city as of {figures.day}"), *map(_heading, CITIES))
    for city in (*city_codes(), PROVINCE):
        if city == PROVINCE:
            shown.add_section()
        shown.add_row(f"{city} {regions()[city].name_zh}", *_cells(figures.found, city))
    console.print(shown)


def _heading(column: str) -> str:
    """In the reader's language; a colon at its end says that the column holds numbers."""
    name = column.removesuffix(":")
    return f"{say(name)}{column[len(name) :]}"


def _cells(found: Found, city: str) -> list[str]:
    """A city's row; for the province what has a figure of its own, and sums of what is counted."""
    whole = city == PROVINCE
    stations, active_30, active_90 = (
        sum(found[name].values()) if whole else found[name].get(city, 0)
        for name in ("stations_open", "active_30", "active_90")
    )
    shares = (
        found["coverage"]["volunteers"],
        found["coverage"]["organisations"],
        found["schools"]["school_association"],
        found["schools"]["school_corps"],
    )
    return [
        "" if whole else say(found["federations"][city].replace("_", " ")),
        f"{stations:,}",
        f"{active_30:,}",
        f"{active_90:,}",
        percent(found["stickiness_90"].get(city)),
        *(percent(one[city][2] if city in one else None) for one in shares),
    ]
