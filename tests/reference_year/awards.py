"""What becomes of nominations for the award, of the jurors' scores, and of objections."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from fractions import Fraction

from tests.reference_year.benefits import Benefits
from tests.reference_year.hours import Hours
from tests.reference_year.network import ONE_DAY, Network
from tests.reference_year.rows import CHINA, Row

REVIEW, FEWEST = 30 * ONE_DAY, 3
SUBJECTS = {
    "volunteer": "volunteers",
    "project": "projects",
    "organisation": "organisations",
    "community": "stations",
}
FOR = {"project": "project_ref", "organisation": "organisation_ref", "community": "site_ref"}
"""The column of a post that says for which subject of a category is served there."""
Served = tuple[str, dt.date, int, bool]
"""By whom, when, how many minutes, and whether a device measured them."""


class Awards:
    """The outcomes of nominations and scores as of the network's day."""

    def __init__(self, network: Network, hours: Hours, benefits: Benefits) -> None:
        self.network, self.hours, self.benefits, self.rows = network, hours, benefits, network.rows
        self.known = {
            category: set(self.rows["volunteers"]) if category == "volunteer" else network.accepted_refs(file)
            for category, file in SUBJECTS.items()
        }
        self.cycles = {(row["cycle_ref"], row["category"]): row for row in self.rows["award_cycles"].values()}
        self.served = self._served()
        self.outcomes: dict[str, str] = {}
        self.scores: dict[str, str] = {}
        self.counting: dict[str, list[int]] = defaultdict(list)
        self._nominations()
        self._scores()
        self._results()

    def report(self) -> dict[str, dict[str, str]]:
        invalid = self.rows.invalid
        return {
            "nominations": self.outcomes | dict.fromkeys(invalid["nominations"] - self.outcomes.keys(), "invalid"),
            "award_scores": self.scores | dict.fromkeys(invalid["award_scores"] - self.scores.keys(), "invalid"),
        }

    def means(self) -> dict[str, str]:
        """By nomination the mean of its scores, where enough of them count."""
        found = {}
        for reference, some in self.counting.items():
            if len(some) >= FEWEST:
                mean = hundredths(some)
                found[reference] = f"{mean // 100}.{mean % 100:02}"
        return found

    def _served(self) -> dict[tuple[str, str], list[Served]]:
        found: dict[tuple[str, str], list[Served]] = defaultdict(list)
        for row, day, minutes in self.hours.served:
            one = (row["volunteer_ref"], day, minutes, row["method"] in ("qr", "gps"))
            found["volunteer", row["volunteer_ref"]].append(one)
            if "shift_ref" in row:
                post = self.rows["posts"][self.rows["shifts"][row["shift_ref"]]["post_ref"]]
                for category, column in FOR.items():
                    found[category, post[column]].append(one)
        return found

    def _person(self, volunteer: str, day: dt.date) -> str:
        """Whom a registration stands for at the end of a day."""
        end = dt.datetime.combine(day + ONE_DAY, dt.time(), CHINA)
        for row in self.network.accepted("merges"):
            undone = row["undone_at"] is not None and row["undone_at"] < end
            if row["merged_ref"] == volunteer and row["merged_at"] < end and not undone:
                return str(row["kept_ref"])
        return volunteer

    def _category(self, subject: str) -> str | None:
        return next((category for category, some in self.known.items() if subject in some), None)

    def _nominations(self) -> None:
        stands = set[tuple[str, str]]()
        for reference, row in sorted(self.rows["nominations"].items(), key=lambda item: (item[1]["at"], item[0])):
            category = self._category(row["subject_ref"])
            cycle = self.cycles.get((row["cycle_ref"], category or ""))
            if not any(row["cycle_ref"] == name for name, _ in self.cycles):
                outcome = "held:unknown_cycle"
            elif category is None:
                outcome = "held:unknown_subject"
            elif row["nominated_by"] not in self.known["volunteer"]:
                outcome = "held:unknown_volunteer"
            elif cycle is None:
                outcome = "held:unknown_category"
            else:
                last = cycle["period_to"]
                subject = row["subject_ref"] if category != "volunteer" else self._person(row["subject_ref"], last)
                outcome = self._outcome(row, cycle, subject, (row["cycle_ref"], subject) in stands)
                if outcome == "nominated":
                    stands.add((row["cycle_ref"], subject))
            self.outcomes[reference] = outcome

    def _outcome(self, row: Row, cycle: Row, subject: str, is_nominated: bool) -> str:
        if not cycle["nominations_from"] <= row["at"].date() <= cycle["nominations_to"]:
            return "refused:outside_nominations"
        if cycle["category"] == "volunteer" and self._person(row["nominated_by"], cycle["period_to"]) == subject:
            return "refused:self_nomination"
        if not self._is_eligible(subject, cycle):
            return "refused:not_eligible"
        return "refused:already_nominated" if is_nominated else "nominated"

    def _is_eligible(self, subject: str, cycle: Row) -> bool:
        last, category = cycle["period_to"], cycle["category"]
        if category == "volunteer":
            people = [one for one in self.rows["volunteers"] if self._person(one, last) == subject]
            some = [one for person in people for one in self.served["volunteer", person] if one[1] <= last]
        else:
            people, some = [], [one for one in self.served[category, subject] if one[1] <= last]
        inside = [one for one in some if one[1] >= cycle["period_from"]]
        minutes = sum(one[2] for one in inside)
        if minutes < (cycle["min_minutes_in_period"] or 0):
            return False
        if category == "volunteer":
            stated = (
                row["minutes"]
                for row in self.network.accepted("opening_balances")
                if row["volunteer_ref"] in people and row["as_of"] <= last
            )
            in_all = sum(one[2] for one in some) + sum(stated)
            return in_all >= (cycle["min_minutes"] or 0) and not self.benefits.is_in_breach(people, last)
        if len({self._person(one[0], last) for one in inside}) < (cycle["min_volunteers"] or 0):
            return False
        measured = sum(one[2] for one in inside if one[3])
        return category != "organisation" or 100 * measured >= (cycle["min_measured_share"] or 0) * minutes

    def _scores(self) -> None:
        judged = set[tuple[str, str]]()
        for reference, row in sorted(self.rows["award_scores"].items(), key=lambda item: (item[1]["at"], item[0])):
            by = row["nomination_ref"], row["juror_ref"]
            if self.outcomes.get(row["nomination_ref"]) != "nominated":
                outcome = "held:unknown_nomination"
            elif row["juror_organisation_ref"] in self._near(row):
                outcome = "refused:conflict"
            elif row["conflict_declared"] == "yes":
                outcome = "refused:declared"
            elif by in judged:
                outcome = "refused:second_score"
            else:
                outcome = "accepted"
                judged.add(by)
                if self.network.over(row["at"]):
                    self.counting[row["nomination_ref"]].append(row["score"])
            self.scores[reference] = outcome

    def _near(self, score: Row) -> set[str]:
        """The subject, its organisation, or those that a volunteer belongs to on the day of the score."""
        subject, day = self.rows["nominations"][score["nomination_ref"]]["subject_ref"], score["at"].date()
        category = self._category(subject)
        if category == "volunteer":
            person = self._person(subject, day)
            return {
                row["organisation_ref"]
                for row in self.network.accepted("affiliations")
                if self._person(row["volunteer_ref"], day) == person
                if row["from"] <= day and (row["to"] is None or day <= row["to"])
            }
        return {subject, self.rows[SUBJECTS[category or ""]][subject]["organisation_ref"]}

    def _results(self) -> None:
        groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        for reference, outcome in self.outcomes.items():
            if outcome == "nominated":
                row = self.rows["nominations"][reference]
                groups[row["cycle_ref"], self._category(row["subject_ref"]) or ""].append(reference)
        for key, some in groups.items():
            cycle, day = self.cycles[key], self.network.day
            first = cycle["nominations_to"] + REVIEW + ONE_DAY
            last = first + (cycle["notice_days"] - 1) * ONE_DAY
            for row in self.rows["award_objections"].values():
                dated = row["at"].date()
                if row["nomination_ref"] in some and row["upheld"] == "yes" and first <= dated <= min(last, day):
                    self.outcomes[row["nomination_ref"]] = "refused:objection_upheld"
            if day < first:
                continue
            left = [one for one in some if self.outcomes[one] == "nominated" and len(self.counting[one]) >= FEWEST]
            left.sort(key=lambda one: (-hundredths(self.counting[one]), self.rows["nominations"][one]["at"], one))
            for rank, reference in enumerate(left, 1):
                self.outcomes[reference] = "awarded" if day > last and rank <= cycle["quota"] else "shortlisted"


def hundredths(scores: list[int]) -> int:
    """The mean of what counts in hundredths, half up."""
    return int(Fraction(100 * sum(scores), len(scores)) + Fraction(1, 2))
