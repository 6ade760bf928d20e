"""What projects takes of sites, as a CSV row or as a JSON body."""

from __future__ import annotations

from services.projects.sites import domain
from shared.intake.fields import Row, latitude, longitude, name, one_of, optional_whole, reference, region

WIDEST = 1_000_000
"""Metres of a fence: more is no place of Guangdong."""


class Site(Row):
    """A row of sites.csv."""

    site_ref = reference()
    name = name()
    kind = one_of(*domain.SITE_KINDS)
    region_code = region()
    latitude = latitude()
    longitude = longitude()
    fence_metres = optional_whole(WIDEST)
