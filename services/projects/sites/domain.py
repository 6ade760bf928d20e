"""Rules of sites: their kinds, and what they say of every post on them. Pure."""

from __future__ import annotations

TRAVEL = ("rail_station", "airport", "coach_station", "port", "service_area", "petrol_station")
SITE_KINDS = (*TRAVEL, "community_station", "school", "institution")
SITE_FACTS = ("region_code", "latitude", "longitude")
TOLD = ("site_ref", "name", "kind", *SITE_FACTS)
"""What others hear of a site."""
