"""Guangdong's regions by their GB/T 2260 code: the province, its 21 cities, 122 counties and districts."""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "guangdong_regions.csv"


@dataclass(frozen=True)
class Region:
    """One row of the table; `parent_code` is empty for the province."""

    code: str
    parent_code: str
    level: str
    name_zh: str
    name_en: str
    greater_bay_area: bool


@functools.cache
def regions() -> dict[str, Region]:
    """All regions by code, in the table's order."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        return {row["code"]: Region(**{**row, "greater_bay_area": row["greater_bay_area"] == "yes"}) for row in rows}  # type: ignore[arg-type]


def is_region(code: str) -> bool:
    """Whether `code` is one of the 144."""
    return code in regions()


@functools.cache
def city_codes() -> tuple[str, ...]:
    """The codes of the 21 cities."""
    return tuple(sorted(code for code, region in regions().items() if region.level == "city"))


def city_of(code: str) -> str:
    """The city that a county, or a city itself, belongs to; the province stands for itself."""
    region = regions()[code]
    return region.parent_code if region.level == "county" else code
