"""Rules of shifts: what makes one sensible, and what it inherits from its post. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from services.projects.posts.domain import NO_PROJECT, POST_FACTS

LONGEST_SHIFT = dt.timedelta(hours=24)
SHIFT_FACTS = ("shift_ref", "starts_at", "ends_at", "capacity")


def shift_problem(starts_at: dt.datetime, ends_at: dt.datetime) -> str | None:
    """Why a time slot makes no sense, or None."""
    if ends_at < starts_at:
        return "ends before its start"
    if ends_at - starts_at > LONGEST_SHIFT:
        return "is longer than 24 hours"
    return None


def schedule_shift(shift: Mapping[str, Any], post: Mapping[str, Any]) -> dict[str, Any]:
    """A shift with what its open post says, so that who hears of it needs to know nothing else."""
    inherited = {name: post[name] for name in (*POST_FACTS, "organisation_ref")} | {
        "project_ref": post["project_ref"] or NO_PROJECT
    }
    return {**{name: shift[name] for name in SHIFT_FACTS}, **inherited}
