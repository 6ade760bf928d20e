"""Rules of projects: what makes a shift sensible, and what a post and a shift inherit. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

LONGEST_SHIFT = dt.timedelta(hours=24)
SERVICES = ("guidance", "order", "priority_help", "convenience", "emergency")
SITE_KINDS = ("rail_station", "airport", "coach_station", "port", "service_area", "petrol_station")
PARTS_OF_DAY = ("morning", "afternoon", "evening")
METHODS = ("qr", "gps", "attested", "backfilled")

Facts = Mapping[str, Any]
SITE_FACTS = ("region_code", "latitude", "longitude")
POST_FACTS = ("post_ref", "project_ref", "site_ref", "service", "skill_required", "minimum_age", *SITE_FACTS)
SHIFT_FACTS = ("shift_ref", "starts_at", "ends_at", "capacity")


def shift_problem(starts_at: dt.datetime, ends_at: dt.datetime) -> str | None:
    """Why a time slot makes no sense, or None."""
    if ends_at <= starts_at:
        return "ends at or before its start"
    if ends_at - starts_at > LONGEST_SHIFT:
        return "is longer than 24 hours"
    return None


def open_post(post: Facts, site: Facts) -> dict[str, Any]:
    """A post with what its site says: the region of service comes from the site."""
    return {**post, **{name: site[name] for name in SITE_FACTS}}


def schedule_shift(shift: Facts, post: Facts) -> dict[str, Any]:
    """A shift with what its open post says, so that who hears of it needs to know nothing else."""
    return {**{name: shift[name] for name in SHIFT_FACTS}, **{name: post[name] for name in POST_FACTS}}
