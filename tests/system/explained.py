"""What explained entries give by the numbers that the explanation's rule says, recomputed from its pages alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import httpx

Entries = Sequence[dict[str, Any]]
PAGE = 20


def pages(client: httpx.Client, number: str, of: str, day: str) -> Iterator[dict[str, Any]]:
    """All entries that count for one standing, page by page."""
    query: dict[str, Any] = {"of": of, "as_of": day, "limit": PAGE}
    while True:
        page = client.get(f"/volunteers/{number}/explanation/entries", params=query).raise_for_status().json()
        yield from page["entries"]
        if page["next"] is None:
            return
        query["after"] = page["next"]


def wrong(standing: dict[str, Any], entries: Entries, has: int) -> list[str]:
    """What of a standing does not follow from its entries.

    Args:
        has: the stars that the person's entries give.
    """
    window, of = standing["window"], standing["of"]
    found = [
        f"{of}: the entry {one['id']} lies outside of the window"
        for one in entries
        if window and not window["first"] <= one["day"] <= window["last"]
    ]
    if minutes(entries) != standing["minutes"] or len(entries) != standing["entries"]:
        found.append(f"{of}: its entries give {minutes(entries)} minutes and not {standing['minutes']}")
    given = _given(standing, entries, has)
    if given not in (standing["value"], standing["state"]):
        found.append(f"{of}: its entries give {given}")
    return found


def wrongly_nominated(client: httpx.Client, nomination: str) -> list[str]:
    """What of a nomination's figures does not follow from its presences."""
    query: dict[str, Any] = {"limit": PAGE}
    presences: list[dict[str, Any]] = []
    while True:
        page = client.get(f"/nominations/{nomination}/presences", params=query).raise_for_status().json()
        presences += page["presences"]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    given = {
        "in_period": minutes(presences),
        "measured": minutes([one for one in presences if one["measured"]]),
        "volunteers": len({one["person"] for one in presences}),
    }
    said = {name: page["figures"][name] for name in given}
    return [] if given == said else [f"{nomination}: {given} and not {said}"]


def minutes(entries: Entries) -> int:
    """Minutes in all."""
    return sum(one["minutes"] for one in entries)


def _given(standing: dict[str, Any], entries: Entries, has: int) -> int | str:
    kind, rule = standing["of"].partition("/")[0], standing["rule"]
    if kind == "points":
        return points(rule, entries)
    if kind == "award":
        inside = [one for one in entries if rule["period_from"] <= one["day"] <= rule["period_to"]]
        is_enough = minutes(entries) >= rule["minutes"] and minutes(inside) >= rule["period_minutes"]
        return "eligible" if is_enough else "not_eligible"
    if kind == "nomination":
        return _nominated(standing, entries)
    if kind == "benefit":
        return _state(standing, entries, has)
    return stars(rule, entries)


def _nominated(standing: dict[str, Any], entries: Entries) -> str:
    """What it is, if it lacks minutes just where its entries are too few."""
    rule, said = standing["rule"], {one["what"] for one in standing["lacking"]}
    served = [one for one in entries if one["kind"] != "opening_balance"]
    inside = [one for one in served if rule["period_from"] <= one["day"] <= rule["period_to"]]
    lacks = {"minutes"} if minutes(entries) < rule["min_minutes"] else set()
    lacks |= {"minutes_in_period"} if minutes(inside) < rule["min_minutes_in_period"] else set()
    return str(standing["state"]) if lacks == said & {"minutes", "minutes_in_period"} else "something else"


def stars(rule: dict[str, Any], entries: Entries) -> int:
    """By thresholds."""
    return sum(minutes(entries) >= one for one in rule["thresholds"])


def points(rule: dict[str, Any], entries: Entries) -> int:
    """For each full portion, or each calendar year with one."""
    by_year = Counter[str]()
    for one in entries:
        by_year[one["day"][:4]] += one["minutes"]
    portions = (
        sum(one >= rule["minutes"] for one in by_year.values())
        if rule["by_calendar_year"]
        else minutes(entries) // rule["minutes"]
    )
    return int(min(portions * rule["points"], rule["at_most"]))


def _state(standing: dict[str, Any], entries: Entries, has: int) -> str:
    """Its numbers by the entries; what is no number, by what is said to lack."""
    rule, said = standing["rule"], [one["what"] for one in standing["lacking"]]
    lacking = [one for one in said if one not in ("minutes", "stars", "breach")]
    if minutes(entries) < (rule["min_minutes"] or 0) or has < (rule["min_stars"] or 0) or lacking:
        return "none"
    if "breach" in said:
        return "suspended"
    return "redeemed" if standing["next"] is None and standing["state"] == "redeemed" else "granted"
