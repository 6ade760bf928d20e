"""What the rules make of sign-ups and cancels, in the order of their instants, and who did not come."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from tests.reference_year.network import Network, age
from tests.reference_year.rows import CHINA, Row
from tests.reference_year.training import Training

LATE, TOO_SHORT = dt.timedelta(hours=24), dt.timedelta(hours=2)
ACTIVE = ("confirmed", "waiting")


class SignUps:
    """Every action's outcome as of the end of the year's files."""

    def __init__(self, network: Network, training: Training) -> None:
        self.network, self.training, self.rows = network, training, network.rows["sign_up_actions"]
        self.outcomes: dict[str, str] = {}
        self.of_shift: dict[str, list[str]] = defaultdict(list)
        self.of_person: dict[str, list[str]] = defaultdict(list)
        self.held_by = {file: self._by_person(file) for file in ("licences", "insurance", "enrolments")}
        for reference, row in sorted(self.rows.items(), key=lambda item: (item[1]["at"], item[0])):
            if row["action"] == "cancel":
                self.outcomes[reference] = self._cancel(row)
            else:
                self.outcomes[reference] = self._sign_up(reference, row)

    def report(self) -> dict[str, dict[str, str]]:
        invalid = self.network.rows.invalid["sign_up_actions"] - self.outcomes.keys()
        return {"sign_up_actions": self.outcomes | dict.fromkeys(invalid, "invalid")}

    def no_shows(self) -> int:
        """Confirmed ones to shifts that have ended, whose person was recorded there by no presence at all."""
        came = {(row["shift_ref"], self._person(row)) for row in self.network.rows["attendance"].values()}
        return sum(
            outcome == "confirmed"
            and self.network.over(self._shift(reference)["ends_at"])
            and (self.rows[reference]["shift_ref"], self._person(self.rows[reference])) not in came
            for reference, outcome in self.outcomes.items()
        )

    def _sign_up(self, reference: str, row: Row) -> str:
        for column, word in (("shift_ref", "shift"), ("volunteer_ref", "volunteer")):
            if row[column] not in self.network.known[word]:
                return f"held:unknown_{word}"
        person, shift = self._person(row), self._shift(reference)
        if reason := self._hindrance(row, person, shift) or self._clash(row, person, shift):
            return f"refused:{reason}"
        self.of_person[person].append(reference)
        self.of_shift[row["shift_ref"]].append(reference)
        taken = sum(self.outcomes.get(one) == "confirmed" for one in self.of_shift[row["shift_ref"]])
        return "confirmed" if taken < shift["capacity"] else "waiting"

    def _hindrance(self, row: Row, person: str, shift: Row) -> str | None:
        volunteer, post = self.network.rows["volunteers"][person], self.network.rows["posts"][shift["post_ref"]]
        day = shift["starts_at"].astimezone(CHINA).date()
        years = age(volunteer["birth_date"], day)
        consent = volunteer["guardian_consent_on"]
        if row["at"] >= shift["starts_at"]:
            return "too_late"
        if volunteer["identity_status"] != "verified":
            return "unverified_volunteer"
        if years < post["minimum_age"]:
            return "too_young"
        if years < 18 and not (consent and consent <= day):
            return "guardian_consent_missing"
        if post["skill_required"] and post["skill_required"] not in (volunteer["skills"] or "").split("|"):
            return "skill_missing"
        if post["licence_required"] and not self._has_licence(person, post["licence_required"], day):
            return "licence_missing"
        if post["qualification_required"] and not self._is_qualified(person, post["qualification_required"], day):
            return "qualification_missing"
        project = post["project_ref"]
        risky = project in self.network.known["project"] and self.network.rows["projects"][project]["risk"] == "risky"
        return "not_insured" if risky and not self._is_insured(person, day) else None

    def _clash(self, row: Row, person: str, shift: Row) -> str | None:
        active = [one for one in self.of_person[person] if self.outcomes[one] in ACTIVE]
        if any(self.rows[one]["shift_ref"] == row["shift_ref"] for one in active):
            return "already_signed_up"
        others = (self._shift(one) for one in active)
        overlaps = any(one["starts_at"] < shift["ends_at"] and shift["starts_at"] < one["ends_at"] for one in others)
        return "overlap" if overlaps else None

    def _cancel(self, row: Row) -> str:
        sign_up = row["sign_up_ref"]
        before = self.outcomes.get(sign_up, "held:")
        if before.startswith("held:") or self.rows[sign_up]["action"] != "sign_up":
            return "held:unknown_sign_up"
        if before not in ACTIVE:
            return "refused:not_active"
        left = self._shift(sign_up)["starts_at"] - row["at"]
        if left <= dt.timedelta(0):
            return "refused:too_late"
        self.outcomes[sign_up] = "cancelled_late" if before == "confirmed" and left < LATE else "cancelled"
        if before == "confirmed" and left >= TOO_SHORT:
            self._move_up(self.rows[sign_up]["shift_ref"])
        return "accepted"

    def _move_up(self, shift: str) -> None:
        waiting = [one for one in self.of_shift[shift] if self.outcomes[one] == "waiting"]
        if waiting:
            self.outcomes[min(waiting, key=lambda one: (self.rows[one]["at"], one))] = "confirmed"

    def _has_licence(self, person: str, kind: str, day: dt.date) -> bool:
        return any(
            one["kind"] == kind and one["verified"] == "yes" and within(day, one["valid_from"], one["valid_to"])
            for one in self.held_by["licences"][person]
        )

    def _is_insured(self, person: str, day: dt.date) -> bool:
        return any(within(day, one["from"], one["to"]) for one in self.held_by["insurance"][person])

    def _is_qualified(self, person: str, qualification: str, day: dt.date) -> bool:
        courses = (
            self.training.courses[one["course_ref"]]
            for one in self.held_by["enrolments"][person]
            if self.training.outcomes[one["enrolment_ref"]] == "passed"
        )
        return any(
            one["qualification"] == qualification
            and within(day, one["ends_on"], months_later(one["ends_on"], one["valid_months"]))
            for one in courses
        )

    def _by_person(self, file: str) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.network.accepted(file):
            found[self._person(row)].append(row)
        return found

    def _person(self, row: Row) -> str:
        return self.network.person(row["volunteer_ref"])

    def _shift(self, reference: str) -> Row:
        return self.network.rows["shifts"][self.rows[reference]["shift_ref"]]


def within(day: dt.date, first: dt.date, last: dt.date | None) -> bool:
    """Whether a day lies between two others, both included; None for no end."""
    return first <= day and (last is None or day <= last)


def months_later(day: dt.date, months: Any) -> dt.date | None:
    """The same day of a later month, or its last day where it has no such day; None for no months."""
    if months is None:
        return None
    count = day.year * 12 + day.month - 1 + months
    for number in range(day.day, 0, -1):
        try:
            return dt.date(count // 12, count % 12 + 1, number)
        except ValueError:
            continue
    raise AssertionError("a month has a first day")
