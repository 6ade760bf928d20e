"""The figures of a month as one HTML page that stands alone: no script, charts as SVG within it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.incentives.files.months import FEWEST, Figure, Month
from shared.languages import CHINESE, say
from shared.regions import regions

ROW_HEIGHT, LABEL_WIDTH, BAR_WIDTH, CHART_WIDTH = 20, 150, 500, 720
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
HEADINGS = {
    "types": "By type of event",
    "type": "type",
    "events": "events",
    "people": "people",
    "whole": "in all",
    "cities": "By the city that events name: people",
    "city": "city",
    "no_city": "No event names a city, or the contract does not have it.",
    "days": "By day: people",
    "few": f"Counts of fewer than {FEWEST} people are left out, and the next smallest where it would tell them.",
}
OVER, NOT_OVER = "The month is over; nothing is added.", "The month is not over; more may be added."


def page(month: Month, partner: str, language: str, *, is_over: bool) -> str:
    """The page in a language; what is not ours in it, such as the partner's name, is escaped."""

    def city(code: str) -> str:
        region = regions().get(code)
        return code if region is None else region.name_zh if language == CHINESE else region.name_en

    return TEMPLATES.get_template("month.html").render(
        language=language,
        title=say(f"What {partner} was told in {month.first:%Y-%m}", language),
        is_over=say(OVER if is_over else NOT_OVER, language),
        headings={name: say(text, language) for name, text in HEADINGS.items()},
        few=f"< {FEWEST}",
        month=month,
        city=city,
        plain=_plain,
        width=_width,
        row_height=ROW_HEIGHT,
        label_width=LABEL_WIDTH,
        chart_width=CHART_WIDTH,
    )


def _plain(name: str) -> str:
    return name


def _width(people: int | None, figures: Sequence[Figure]) -> int:
    """Of a bar: the longest takes all the width there is."""
    most = max((one.people or 0 for one in figures), default=0)
    return BAR_WIDTH * (people or 0) // most if most else 0
