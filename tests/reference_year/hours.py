"""What the attendance policy makes of the presences, and what that and the opening balances are worth to a person."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import Any, NamedTuple

from tests.reference_year.network import Network, age, city_of
from tests.reference_year.pairings import Pairings
from tests.reference_year.rows import Row

HALF_HOUR = dt.timedelta(minutes=30)
MINUTE = dt.timedelta(minutes=1)
THRESHOLDS = (100, 300, 600, 1000, 1500)


class Entry(NamedTuple):
    """Credited minutes on a day in a city; `served` in a presence, not stated by an earlier system."""

    day: dt.date
    city: str
    minutes: int
    served: bool


class Hours:
    """The presences' outcomes, and every person's entries."""

    def __init__(self, network: Network, pairings: Pairings) -> None:
        self.network, self.rows, self.pairings = network, network.rows, pairings
        self.entries: dict[str, list[Entry]] = defaultdict(list)
        self.served: list[tuple[Row, dt.date, int]] = []
        self.credited: dict[str, list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
        for row in network.accepted("opening_balances"):
            entry = Entry(row["as_of"], city_of(row["region_code"]), row["minutes"], served=False)
            self.entries[network.person(row["volunteer_ref"])].append(entry)
        self.stages = self._stages()
        self.outcomes = {reference: self._decide(row) for reference, row in self.rows["attendance"].items()}
        self.outcomes |= {f"visit:{row['visit_ref']}": self._decide_visit(row) for row in pairings.visits}
        self.outcomes |= dict.fromkeys(self.rows.invalid["attendance"] - self.outcomes.keys(), "invalid")

    def of(self, person: str) -> list[Entry]:
        """A person's entries up to the day."""
        return [entry for entry in self.entries[person] if entry.day <= self.network.day]

    def volunteers(self) -> dict[str, dict[str, Any]]:
        merged = {reference: {"merged_into": kept} for reference, kept in self.network.kept.items()}
        return merged | {reference: self._standing(reference) for reference, _ in self.network.people()}

    def _decide(self, row: Row) -> str:
        if row["shift_ref"] not in self.network.known["shift"]:
            return "held:unknown_shift"
        if row["volunteer_ref"] not in self.network.known["volunteer"]:
            return "held:unknown_volunteer"
        shift = self.rows["shifts"][row["shift_ref"]]
        site = self.rows["sites"][self.rows["posts"][shift["post_ref"]]["site_ref"]]
        return self._at(row, shift, site["region_code"])

    def _decide_visit(self, visit: Row) -> str:
        """A visit is a presence over exactly its time, at a shift of its own in the city."""
        times = {"checked_in_at": visit["starts_at"], "checked_out_at": visit["ends_at"], "method": "attested"}
        return self._at({**visit, **times}, visit, self.pairings.region(visit))

    def _at(self, row: Row, shift: Row, region: str) -> str:
        start, end = row["checked_in_at"], row["checked_out_at"]
        if not end:
            return "held:open_attendance"
        if end <= start:
            return "rejected:negative_duration"
        start, end = max(start, shift["starts_at"] - HALF_HOUR), min(end, shift["ends_at"] + HALF_HOUR)
        if end <= start:
            return "rejected:outside_window"
        if end - start < MINUTE:
            return "rejected:too_short"
        return self._hindrance(row, start, end) or self._credit(row, region, (start, end))

    def _hindrance(self, row: Row, start: dt.datetime, end: dt.datetime) -> str:
        reference = self.network.person(row["volunteer_ref"])
        person, consent = self.rows["volunteers"][reference], self.rows["volunteers"][reference]["guardian_consent_on"]
        if person["identity_status"] != "verified":
            return "held:unverified_volunteer"
        if age(person["birth_date"], start.date()) < 18 and not (consent and consent <= start.date()):
            return "held:guardian_consent_missing"
        if row["method"] == "backfilled":
            return "held:public_notice" if by_two(row, reference) else "held:second_person_required"
        if any(start < other_end and other_start < end for other_start, other_end in self.credited[reference]):
            return "held:overlap"
        if end - start >= 481 * MINUTE:
            return "held:provincial_approval" if end - start >= 721 * MINUTE else "held:parent_approval"
        return ""

    def _credit(self, row: Row, region: str, times: tuple[dt.datetime, dt.datetime]) -> str:
        (start, end), person = times, self.network.person(row["volunteer_ref"])
        self.credited[person].append((start, end))
        entry = Entry(start.date(), city_of(region), (end - start) // MINUTE, served=True)
        self.entries[person].append(entry)
        self.served.append((row, entry.day, entry.minutes))
        return "credited"

    def _standing(self, person: str) -> dict[str, Any]:
        entries, stage = self.of(person), self.stages.get(person)
        minutes = sum(entry.minutes for entry in entries)
        as_student = sum(entry.minutes for entry in entries if entry.served and stage and entry.day >= stage)
        return {
            "minutes": minutes,
            "stars": stars(minutes),
            "points": points(entries, self.network.day),
            "home_region": self.network.home(person),
            "student_minutes": as_student,
            "student_stars": stars(as_student),
        }

    def _stages(self) -> dict[str, dt.date]:
        """The first day of the stage of university that a person is in on the day; of several, the latest."""
        stages: dict[str, dt.date] = {}
        for row in self.network.accepted("affiliations"):
            if row["stage"] == "university" and row["kind"] == "student" and self.network.in_force(row):
                person = self.network.person(row["volunteer_ref"])
                stages[person] = max(row["from"], stages.get(person, row["from"]))
        return stages


def by_two(row: Row, person: str) -> bool:
    """Whether two different persons, neither of them the volunteer, recorded and approved a backfilled presence."""
    names = [(row[column] or "").casefold() for column in ("recorded_by", "approved_by")]
    own = {row["volunteer_ref"].casefold(), person.casefold()}
    return all(names) and names[0] != names[1] and not own & set(names)


def stars(minutes: int) -> int:
    """One for each threshold that the minutes reach."""
    return sum(minutes >= hours * 60 for hours in THRESHOLDS)


def points(entries: list[Entry], day: dt.date) -> dict[str, int]:
    """By city, as of a day: Guangzhou looks at its year and the four before it, others at five years to date."""
    since = years_before(day, 5)
    years: Counter[int] = Counter()
    cities: Counter[str] = Counter()
    for entry in entries:
        if entry.city == "440100" and entry.day.year >= day.year - 4:
            years[entry.day.year] += entry.minutes
        if entry.day > since:
            cities[entry.city] += entry.minutes
    found = {
        "440100": min(10, 2 * sum(minutes >= 50 * 60 for minutes in years.values())),
        "440300": min(6, 2 * (cities["440300"] // (50 * 60))),
        "440600": min(60, cities["440600"] // (5 * 60)),
    }
    return {city: n for city, n in found.items() if n}


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day so many years earlier."""
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - years, day=28 if leap_day else day.day)
