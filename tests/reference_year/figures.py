"""The figures of the plan that these files can fill."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from tests.reference_year.hours import Hours
from tests.reference_year.network import ONE_DAY, PROVINCE, Network, city_of, level
from tests.reference_year.rows import REGION_CODES, Row

CITIES = [code for code in REGION_CODES if level(code) == 1]
SCHOOLS = {"school_association": "universities", "school_corps": "middle_schools"}


class Figures:
    """The figures as of the network's day."""

    def __init__(self, network: Network, hours: Hours) -> None:
        self.network, self.hours, self.day = network, hours, network.day
        self.organisations = {
            row["organisation_ref"]: row
            for row in network.accepted("organisations")
            if network.is_active(row["organisation_ref"])
        }

    def report(self) -> dict[str, Any]:
        return {
            "federations": {city: self._federation(city) for city in CITIES},
            "stations_open": self._stations_open(),
            "coverage": self._coverage(),
            "members": {kind: self._members(kind) for kind in ("league_members", "party_members")},
            "schools": {kind: self._schools(kind) for kind in SCHOOLS},
            "active_30": by_city(self._homes(self._active(29, 0))),
            "active_90": by_city(self._homes(self._active(89, 0))),
            "stickiness_90": self._stickiness(),
        }

    def _federation(self, city: str) -> str:
        chairs = [
            row
            for row in self.network.accepted("terms")
            if row["office"] == "chair" and row["elected_on"] <= self.day
            if self._is_federation_of(city, row["organisation_ref"])
        ]
        running = any(self.day <= self._last_day(row, chairs) for row in chairs)
        return "in_term" if running else "out_of_term" if chairs else "none"

    def _is_federation_of(self, city: str, reference: str) -> bool:
        row = self.organisations.get(reference, {})
        return row.get("kind") == "federation" and row["region_code"] == city

    def _last_day(self, term: Row, chairs: list[Row]) -> dt.date:
        """A later election to the same office of the same organisation ends a term, even if its own is over, too."""
        same = [row["elected_on"] for row in chairs if row["organisation_ref"] == term["organisation_ref"]]
        days: list[dt.date] = [term["ends_on"], *(day - ONE_DAY for day in same if day > term["elected_on"])]
        return min(days)

    def _stations_open(self) -> dict[str, int]:
        sites = self.network.rows["sites"]
        return by_city(
            sites[row["station_ref"]]["region_code"]
            for row in self.network.accepted("stations")
            if row["opened_on"] <= self.day and not (row["closed_on"] and row["closed_on"] <= self.day)
            if row["organisation_ref"] in self.organisations
        )

    def _coverage(self) -> dict[str, Any]:
        people = [self.network.home(reference) for reference, row in self.network.people() if self._is_registered(row)]
        organisations = [row["region_code"] for row in self.organisations.values()]
        projects = [row["region_code"] for row in self.network.accepted("projects") if row["from"] <= self.day]
        return {
            kind: self._by_place(regions, kind)
            for kind, regions in (("volunteers", people), ("organisations", organisations), ("projects", projects))
            if regions or kind != "projects"
        }

    def _by_place(self, regions: list[str], population: str) -> dict[str, Any]:
        """What is registered in each city and in the province, over what is known to be there."""
        known = self._known(population)
        found = by_city(regions)
        whole = {PROVINCE: (len(regions), sum(known.values()))}
        return shares({city: (found.get(city, 0), known.get(city, 0)) for city in CITIES} | whole)

    def _schools(self, kind: str) -> dict[str, Any]:
        regions = [row["region_code"] for row in self.organisations.values() if row["kind"] == kind]
        found = self._by_place(regions, SCHOOLS[kind])
        return {city: share for city, share in found.items() if city != PROVINCE}

    def _members(self, kind: str) -> dict[str, Any]:
        known = self._known(kind)
        members: dict[str, set[str]] = defaultdict(set)
        for row in self.network.accepted("affiliations"):
            person = self.network.person(row["volunteer_ref"])
            registration = self.network.rows["volunteers"][person]
            counts = registration["identity_status"] == "verified" and self._is_registered(registration)
            if f"{row['kind']}s" == kind and counts and self.network.in_force(row):
                for organisation in self._and_above(row["organisation_ref"]):
                    members[organisation].add(person)
        everyone = set().union(*(members[organisation] for organisation in known))
        each = {organisation: (len(members[organisation]), known[organisation]) for organisation in known}
        return shares(each | {PROVINCE: (len(everyone), sum(known.values()))})

    def _is_registered(self, registration: Row) -> bool:
        """Whoever registers later is nobody's volunteer on the day, and so nobody's member."""
        return not registration["registered_on"] or bool(registration["registered_on"] <= self.day)

    def _and_above(self, organisation: str | None) -> Iterable[str]:
        while organisation:
            yield organisation
            organisation = self.network.rows["organisations"][organisation]["parent_ref"]

    def _known(self, kind: str) -> dict[str, int]:
        """By place, or by organisation where there are members: the latest population of the day."""
        rows = [row for row in self.network.accepted("populations") if row["kind"] == kind and row["as_of"] <= self.day]
        by_members = kind.endswith("_members")
        return {
            row["organisation_ref"] if by_members else row["region_code"]: row["count"]
            for row in sorted(rows, key=lambda row: row["as_of"])
        }

    def _active(self, first: int, last: int) -> set[str]:
        """Who served on a day from `first` to `last` days before the day."""
        days = self.day - first * ONE_DAY, self.day - last * ONE_DAY
        return {
            person
            for person, entries in self.hours.entries.items()
            if any(entry.served and days[0] <= entry.day <= days[1] for entry in entries)
        }

    def _homes(self, people: Iterable[str]) -> list[str]:
        return [self.network.home(person) for person in people]

    def _stickiness(self) -> dict[str, str | None]:
        earlier = self._active(179, 90)
        before, again = self._homes(earlier), self._homes(earlier & self._active(89, 0))
        places = {city: (by_city(again).get(city, 0), by_city(before).get(city, 0)) for city in CITIES}
        return {place: share(*pair) for place, pair in (places | {PROVINCE: (len(again), len(before))}).items()}


def by_city(regions: Iterable[str]) -> dict[str, int]:
    """How many lie in each city; what lies at the level of the province is in none."""
    return {city: n for city, n in Counter(map(city_of, regions)).items() if city != PROVINCE}


def share(part: int, whole: int) -> str | None:
    """Four decimals, half up; none of nothing."""
    return f"{(part * 20000 + whole) // (2 * whole) / 10000:.4f}" if whole else None


def shares(places: dict[str, tuple[int, int]]) -> dict[str, list[Any]]:
    """What is registered, what is known, and the share, wherever something is known."""
    return {place: [part, whole, share(part, whole)] for place, (part, whole) in places.items() if whole}
