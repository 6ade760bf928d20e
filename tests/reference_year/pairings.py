"""What the rules make of beneficiaries, pairings and visits, and the figures of these."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from fractions import Fraction
from typing import Any

from tests.reference_year.network import ONE_DAY, PROVINCE, Network, age, city_of
from tests.reference_year.rows import Row

CHILDREN = {"migrant_child", "left_behind_child"}
WITHOUT_GUARDIAN = {"disability_institution", "elder"}
LESSONS = ("care_gift", "city", "companionship", "self_protection", "tutoring")


class Pairings:
    """The outcomes of all three files, and which visits are presences."""

    def __init__(self, network: Network) -> None:
        self.network, self.rows, self.day = network, network.rows, network.day
        self.whom = self.rows["beneficiaries"]
        self.refused = {ref: self._pairing(row) for ref, row in self.rows["pairings"].items()}
        self.paired = {ref: self.rows["pairings"][ref] for ref, why in self.refused.items() if not why}
        self.refused_visits = {ref: self._visit(row) for ref, row in self.rows["visits"].items()}
        self.visits = [self.rows["visits"][ref] for ref, why in self.refused_visits.items() if not why]

    def report(self) -> dict[str, dict[str, str]]:
        found = {
            "beneficiaries": dict.fromkeys(self.whom, "accepted"),
            "pairings": {
                ref: why or self._state(self.rows["pairings"][ref], self.day) for ref, why in self.refused.items()
            },
            "visits": {ref: why or "accepted" for ref, why in self.refused_visits.items()},
        }
        invalid = self.rows.invalid
        return {
            file: outcomes | dict.fromkeys(invalid[file] - outcomes.keys(), "invalid")
            for file, outcomes in found.items()
        }

    def region(self, visit: Row) -> str:
        """Where a visit counts."""
        return city_of(self.whom[self.paired[visit["pairing_ref"]]["beneficiary_ref"]]["region_code"])

    def figures(self) -> dict[str, Any]:
        taught = Counter(row["lesson_kind"] for row in self._until_now() if row["kind"] == "lesson")
        smallest, total = min(taught[lesson] for lesson in LESSONS), sum(taught.values())
        balance = Fraction(5 * smallest, total) if total else Fraction(0)
        return {
            "pairing_coverage": self._coverage(),
            "visits_overdue": sorted(ref for ref, row in self.paired.items() if self._is_overdue(ref, row)),
            "lessons": dict(taught) | {"balance": f"{int(balance * 10000 + Fraction(1, 2)) / 10000:.4f}"},
        }

    def _until_now(self) -> list[Row]:
        return [row for row in self.visits if row["starts_at"].date() <= self.day]

    def _coverage(self) -> dict[str, Any]:
        helped = {row["beneficiary_ref"] for row in self.paired.values() if self._state(row, self.day) == "active"}
        counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        for reference, row in self.whom.items():
            if row["registered_on"] <= self.day:
                for place in {PROVINCE, city_of(row["region_code"])}:
                    counts[row["kind"]][place][0] += reference in helped
                    counts[row["kind"]][place][1] += 1
        return {
            kind: {
                place: [part, whole, f"{(part * 20000 + whole) // (2 * whole) / 10000:.4f}"]
                for place, (part, whole) in places.items()
            }
            for kind, places in counts.items()
        }

    def _is_overdue(self, reference: str, row: Row) -> bool:
        fence = 14 if row["programme"] == "sunrise" else 30
        days = [self.day - n * ONE_DAY for n in range(fence)]
        visited = {one["starts_at"].date() for one in self.visits if one["pairing_ref"] == reference}
        return all(self._state(row, day) == "active" for day in days) and not visited & set(days)

    def _state(self, row: Row, day: dt.date) -> str:
        if row["ended_on"] and row["ended_on"] <= day:
            return "ended"
        asks_guardian = self.whom[row["beneficiary_ref"]]["kind"] not in WITHOUT_GUARDIAN
        needed = [row["agreed_on"]] + [row["guardian_agreed_on"]] * asks_guardian
        return "active" if all(one and one <= day for one in needed) else "proposed"

    def _pairing(self, row: Row) -> str:
        if row["beneficiary_ref"] not in self.whom:
            return "held:unknown_beneficiary"
        if row["organisation_ref"] not in self.network.known["organisation"]:
            return "held:unknown_organisation"
        team = members(row)
        if any(name not in self.network.known["volunteer"] for _, name in team):
            return "held:unknown_volunteer"
        kind = self.whom[row["beneficiary_ref"]]["kind"]
        if {"volunteer", *(("social_worker", "officer") if kind == "youth_at_risk" else ())} - {
            role for role, _ in team
        }:
            return "refused:role_missing"
        people = [self.rows["volunteers"][self.network.person(name)] for _, name in team]
        if any(one["identity_status"] != "verified" for one in people):
            return "refused:unverified_volunteer"
        least = 14 if kind in CHILDREN else 18
        if any(age(one["birth_date"], row["proposed_on"]) < least for one in people):
            return "refused:too_young"
        workers = {self.network.person(name) for role, name in team if role == "social_worker"}
        return "refused:licence_missing" if workers - self._licensed(row["proposed_on"]) else ""

    def _licensed(self, day: dt.date) -> set[str]:
        return {
            self.network.person(row["volunteer_ref"])
            for row in self.network.accepted("licences")
            if row["kind"] == "social_worker" and row["verified"] == "yes"
            if row["valid_from"] <= day and not (row["valid_to"] and row["valid_to"] < day)
        }

    def _visit(self, row: Row) -> str:
        if row["pairing_ref"] not in self.paired:
            return "held:unknown_pairing"
        if row["volunteer_ref"] not in self.network.known["volunteer"]:
            return "held:unknown_volunteer"
        pairing, person = self.paired[row["pairing_ref"]], self.network.person
        if person(row["volunteer_ref"]) not in {person(name) for _, name in members(pairing)}:
            return "refused:not_in_pairing"
        active = self._state(pairing, row["starts_at"].date()) == "active"
        return "" if active else "refused:pairing_not_active"


def members(row: Row) -> list[tuple[str, str]]:
    """Who belongs to a team, and as what."""
    return [tuple(one.split(":", 1)) for one in row["team"].split("|")]
