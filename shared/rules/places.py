"""Places: which region lies in which (rules-network.md 1). Pure."""

from __future__ import annotations

import functools
from collections.abc import Collection

from shared.regions import city_of, regions

PROVINCE, NATION = "440000", "000000"


def contains(region: str, other: str) -> bool:
    """Whether a region contains another one: itself and those below it; county > its city > the province."""
    return region in around(other)


@functools.cache
def around(region: str) -> tuple[str, ...]:
    """The regions that contain one, the narrowest first: itself, its city, the province, the nation (000000)."""
    if region == NATION:
        return (NATION,)
    return tuple(dict.fromkeys((region, city_of(region), PROVINCE, NATION)))


def around_all(some: Collection[str]) -> str:
    """The narrowest region that contains all of some regions of the province; of none the province."""
    first, *others = map(around, some or (PROVINCE,))
    return next(one for one in first if all(one in other for other in others))


def level_of(region: str) -> str:
    """province, city or county."""
    return regions()[region].level
