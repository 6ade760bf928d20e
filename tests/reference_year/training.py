"""What the rules make of courses and enrolments: places, results, and who is a backbone volunteer."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from tests.reference_year.network import Network
from tests.reference_year.rows import Row


class Training:
    """The enrolments' outcomes."""

    def __init__(self, network: Network) -> None:
        self.network, self.courses = network, network.rows["courses"]
        self.outcomes = dict(network.outcomes["enrolments"])
        rows = network.rows["enrolments"]
        taken: Counter[str] = Counter()
        seen: dict[str, set[str]] = defaultdict(set)
        for reference, row in sorted(rows.items(), key=lambda item: (item[1]["at"], item[0])):
            if self.outcomes[reference] == "accepted":
                course, volunteer = row["course_ref"], row["volunteer_ref"]
                if volunteer in seen[course]:
                    self.outcomes[reference] = "refused:already_enrolled"
                    continue
                seen[course].add(volunteer)
                taken[course] += 1
                waits = taken[course] > self.courses[course]["places"]
                self.outcomes[reference] = "waiting" if waits else result(row, self.courses[course])

    def report(self) -> dict[str, str]:
        invalid = self.network.rows.invalid["enrolments"]
        return self.outcomes | dict.fromkeys(invalid - self.outcomes.keys(), "invalid")

    def backbone(self) -> dict[str, Any]:
        """How many persons passed a course of the backbone that ended by the day: in each category, and in all."""
        people: dict[str, set[str]] = defaultdict(set)
        for reference, outcome in self.outcomes.items():
            row = self.network.rows["enrolments"][reference]
            course = self.courses.get(row["course_ref"])
            if outcome == "passed" and course and course["backbone"] == "yes" and course["ends_on"] <= self.network.day:
                people[course["category"]].add(self.network.person(row["volunteer_ref"]))
        everyone = set().union(*people.values())
        return {category: len(some) for category, some in people.items()} | {"all": len(everyone)}


def result(row: Row, course: Row) -> str:
    """What somebody with a place reached: four fifths of the sessions, and the mark where there is one."""
    if row["sessions"] is None or row["sessions_attended"] is None:
        return "enrolled"
    enough = row["sessions"] > 0 and row["sessions_attended"] * 5 >= row["sessions"] * 4
    mark = course["pass_mark"]
    good = mark is None or (row["score"] is not None and row["score"] >= mark)
    return "passed" if enough and good else "failed"
