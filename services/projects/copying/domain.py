"""Copies of shifts, posts and projects on other days: which rows they are. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from shared.clock import CHINA, from_text
from shared.sources import SEPARATOR

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST = 366
"""Copies of one request, and days over which they may recur. (no source)"""

Facts = Mapping[str, Any]


def recurring(weekdays: Iterable[str], first: dt.date, last: dt.date, every_weeks: int) -> list[dt.date]:
    """The days from one to another, both inside, that fall on some weekdays of every so many weeks from the first."""
    wanted = {WEEKDAYS.index(one) for one in weekdays}
    days = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    monday = first - dt.timedelta(days=first.weekday())
    return [day for day in days if day.weekday() in wanted and (day - monday).days // 7 % every_weeks == 0]


def shift_on(shift: Facts, day: dt.date, *, draft: bool) -> dict[str, Any]:
    """A shift's row at the same time of another day in China, named after both."""
    moved = moved_shift(shift, day - start_of(shift).date())
    return {**moved, "shift_ref": f"{own(shift['shift_ref'])}-{day:%Y%m%d}", "draft": draft or None}


def moved_shift(shift: Facts, by: dt.timedelta) -> dict[str, Any]:
    """What a shift's row says of its times and places some days later."""
    times = {name: (_china(shift[name]) + by).isoformat() for name in ("starts_at", "ends_at")}
    return {"post_ref": shift["post_ref"], "capacity": shift["capacity"], **times}


def start_of(shift: Facts) -> dt.datetime:
    """When a shift starts, in China."""
    return _china(shift["starts_at"])


def project_from(project: Facts, columns: Iterable[str], reference: str, first: dt.date) -> dict[str, Any]:
    """A project's row that begins on another day and is as long; a draft, to be published when it is ready."""
    by = first - dt.date.fromisoformat(project["from"])
    last = dt.date.fromisoformat(project["to"]) + by
    facts = {name: project.get(name) for name in columns}
    return {**facts, "project_ref": reference, "from": first.isoformat(), "to": last.isoformat(), "draft": True}


def post_in(post: Facts, columns: Iterable[str], reference: str) -> dict[str, Any]:
    """A post's row in the copy of its project, named after both."""
    facts = {name: post.get(name) for name in columns}
    return {**facts, "post_ref": named_after(reference, post["post_ref"]), "project_ref": reference}


def post_at(post: Facts, columns: Iterable[str], reference: str, site: str | None) -> dict[str, Any]:
    """A post's row under another reference, at its site or another one."""
    facts = {name: post.get(name) for name in columns}
    return {**facts, "post_ref": reference, "site_ref": site or post["site_ref"]}


def shift_of(shift: Facts, post: str, by: dt.timedelta) -> dict[str, Any]:
    """A shift's row of the copy of its post some days later: a draft."""
    return {
        **moved_shift(shift, by),
        "shift_ref": named_after(post, shift["shift_ref"]),
        "post_ref": post,
        "draft": True,
    }


def shift_in(shift: Facts, reference: str, by: dt.timedelta) -> dict[str, Any]:
    """A shift's row in the copy of its project some days later: a draft, too."""
    post = named_after(reference, shift["post_ref"])
    moved = moved_shift(shift, by)
    return {**moved, "shift_ref": named_after(reference, shift["shift_ref"]), "post_ref": post, "draft": True}


def named_after(copy: str, original: str) -> str:
    """The reference of what is copied with a project: the copy's, and its own."""
    return f"{own(copy)}.{own(original)}"


def own(reference: str) -> str:
    """A reference without its source: a copy belongs to who makes it."""
    return reference.rpartition(SEPARATOR)[2]


def _china(moment: str) -> dt.datetime:
    return from_text(moment).astimezone(CHINA)
