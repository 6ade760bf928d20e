"""The collections of courses and enrolments, and their queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from pymongo import UpdateOne

from services.projects.training.domain import CATEGORIES, PASSED, Asked
from shared import clock
from shared.lists import Listing
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.waiting import ACCEPTED, OUTCOME

COURSES, ENROLMENTS = "courses", "enrolments"
COURSE_LIST = Listing(
    COURSES, "course_ref", ("category", "organisation_ref", "outcome"), words={"category": CATEGORIES}
)
ENROLMENT_LIST = Listing(ENROLMENTS, "enrolment_ref", ("course_ref", "volunteer", "outcome"))
TURN, GONE = "turn", "gone"
"""Of a course how often it was decided on, and when those asked for a place who were erased since."""


def in_turn(transaction: Transaction, references: Iterable[str]) -> dict[str, Document]:
    """Courses, whose enrolments are decided on by one transaction after the other: each writes on its course."""
    wanted = sorted(references)
    transaction[COURSES].write([UpdateOne({"_id": one}, {"$inc": {TURN: 1}}) for one in wanted])
    return transaction[COURSES].by_id(wanted)


def of_courses(transaction: Transaction, references: Iterable[str]) -> dict[str, list[Document]]:
    """The enrolments of courses that their courses decide on, by course: those that are accepted, or once were."""
    found: dict[str, list[Document]] = defaultdict(list)
    for one in transaction[ENROLMENTS].where("course_ref", references):
        if "volunteer" in one:
            found[one["course_ref"]].append(one)
    return found


def asked(document: Mapping[str, Any]) -> Asked:
    """An enrolment as its course decides on it."""
    return Asked(clock.from_text(document["at"]), document["enrolment_ref"], document["volunteer"])


def gone(course: Mapping[str, Any]) -> list[dt.datetime]:
    """When those asked for a place who were erased since."""
    return [clock.from_text(one) for one in course.get(GONE, ())]


def change(transaction: Transaction, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Set fields of enrolments, by their references."""
    transaction[ENROLMENTS].write([UpdateOne({"_id": one}, {"$set": some}) for one, some in changes.items()])


def passed(transaction: Transaction, numbers: Iterable[str]) -> list[tuple[str, Document]]:
    """The courses that volunteers passed, each beside the volunteer's number."""
    found = [one for one in transaction[ENROLMENTS].where("volunteer", numbers) if one.get("state") == PASSED]
    courses = transaction[COURSES].by_id({one["course_ref"] for one in found})
    return [(one["volunteer"], courses[one["course_ref"]]) for one in found]


def keep_turns(transaction: Transaction, references: Iterable[str]) -> None:
    """Of enrolments of volunteers, who are about to be erased, keep in the courses that their places were asked for."""
    found = transaction[ENROLMENTS].where("volunteer_ref", references)
    counted = [one for one in found if one.get(OUTCOME) == ACCEPTED]
    transaction[COURSES].write(
        [UpdateOne({"_id": one["course_ref"]}, {"$push": {GONE: one["at"]}, "$inc": {TURN: 1}}) for one in counted]
    )
