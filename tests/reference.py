"""A second, separate program for the same rules: it reads a season's files in one go and gives the report they lead to.

It shares no code with the services, keeps everything in memory and knows no events, so that the two can be compared on
seasons of any size. On the sample it is itself compared with `expected.json`.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

HALF_HOUR = dt.timedelta(minutes=30)
THRESHOLDS = (100, 300, 600, 1000, 1500)


def report(folder: Path) -> dict[str, Any]:
    """What `./kapok report --json` must say of the season in `folder`."""
    return report_of(Season(folder))


def report_of(season: Season) -> dict[str, Any]:
    """The same of files that were read before."""
    for row in season.rows("attendance"):
        season.take(row)
    return {"attendance": season.outcomes, "volunteers": season.volunteers(), "rows": dict(season.counts)}


class Season:
    """A season's files, and what has become of the attendance rows so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        sites = {row["site_ref"]: row for row in self.rows("sites")}
        posts = {row["post_ref"]: row for row in self.rows("posts")}
        self.shifts = {row["shift_ref"]: row for row in self.rows("shifts")}
        self.city = {ref: sites[posts[row["post_ref"]]["site_ref"]]["region_code"] for ref, row in self.shifts.items()}
        self.people = {row["volunteer_ref"]: row for row in self.rows("volunteers")}
        self.entries: dict[str, list[tuple[dt.date, str, int]]] = defaultdict(list)
        for row in self.rows("opening_balances"):
            day = dt.date.fromisoformat(row["as_of"])
            self.entries[row["volunteer_ref"]].append((day, row["region_code"], int(row["minutes"])))
        self.credited: dict[str, list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
        self.outcomes: dict[str, str] = {}
        self.seen: dict[str, list[dict[str, str]]] = defaultdict(list)
        self.counts = Counter({"invalid": 0, "replayed": 0, "conflicting": 0})
        self.last_day = dt.date.min

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    def take(self, row: dict[str, str]) -> None:
        reference = row["attendance_ref"]
        try:
            start = dt.datetime.fromisoformat(row["checked_in_at"])
        except ValueError:
            self.counts["invalid"] += 1
            self.outcomes.setdefault(reference, "invalid")
            return
        if self.seen[reference]:
            self.counts["replayed" if row in self.seen[reference] else "conflicting"] += 1
            self.seen[reference].append(row)
            return
        self.seen[reference].append(row)
        self.outcomes[reference] = self.decide(row, start)

    def decide(self, row: dict[str, str], start: dt.datetime) -> str:
        shift, person = self.shifts.get(row["shift_ref"]), self.people.get(row["volunteer_ref"])
        if not shift:
            return "held:unknown_shift"
        if not person:
            return "held:unknown_volunteer"
        if not row["checked_out_at"]:
            return "held:open_attendance"
        end = dt.datetime.fromisoformat(row["checked_out_at"])
        if end <= start:
            return "rejected:negative_duration"
        start = max(start, dt.datetime.fromisoformat(shift["starts_at"]) - HALF_HOUR)
        end = min(end, dt.datetime.fromisoformat(shift["ends_at"]) + HALF_HOUR)
        if end <= start:
            return "rejected:outside_window"
        if end - start < dt.timedelta(minutes=1):
            return "rejected:too_short"
        if person["identity_status"] != "verified":
            return "held:unverified_volunteer"
        born, consent = dt.date.fromisoformat(person["birth_date"]), person["guardian_consent_on"]
        minor = start.date() < born.replace(year=born.year + 18)
        if minor and not (consent and consent <= start.date().isoformat()):
            return "held:guardian_consent_missing"
        if row["method"] == "backfilled":
            names = {row[name].casefold() for name in ("recorded_by", "approved_by", "volunteer_ref")}
            second = row["recorded_by"] and row["approved_by"] and len(names) == 3
            return "held:public_notice" if second else "held:second_person_required"
        if any(
            start < other_end and other_start < end for other_start, other_end in self.credited[row["volunteer_ref"]]
        ):
            return "held:overlap"
        minutes = int((end - start).total_seconds() // 60)
        if minutes > 480:
            return "held:provincial_approval" if minutes > 720 else "held:parent_approval"
        self.credited[row["volunteer_ref"]].append((start, end))
        self.entries[row["volunteer_ref"]].append((start.date(), self.city[row["shift_ref"]], minutes))
        self.last_day = max(self.last_day, start.date())
        return "credited"

    def volunteers(self) -> dict[str, dict[str, Any]]:
        return {reference: self.standing(self.entries[reference]) for reference in self.people}

    def standing(self, entries: list[tuple[dt.date, str, int]]) -> dict[str, Any]:
        minutes = sum(entry[2] for entry in entries)
        points = {
            "440100": self.guangzhou(entries),
            "440300": min(6, 2 * (self.five_years("440300", entries) // 3000)),
            "440600": min(60, self.five_years("440600", entries) // 300),
        }
        stars = sum(minutes >= hours * 60 for hours in THRESHOLDS)
        return {"minutes": minutes, "stars": stars, "points": {city: n for city, n in points.items() if n}}

    def guangzhou(self, entries: list[tuple[dt.date, str, int]]) -> int:
        years: Counter[int] = Counter()
        for day, city, minutes in entries:
            if city == "440100" and self.last_day.year - 4 <= day.year <= self.last_day.year:
                years[day.year] += minutes
        return min(10, 2 * sum(minutes >= 3000 for minutes in years.values()))

    def five_years(self, city: str, entries: list[tuple[dt.date, str, int]]) -> int:
        since = self.last_day.replace(year=self.last_day.year - 5)
        return sum(minutes for day, where, minutes in entries if where == city and since < day <= self.last_day)
