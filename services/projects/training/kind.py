"""Courses and enrolments as kinds of rows: an enrolment waits for its course, and is decided on beside the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from services.projects.organisations.copy import ORGANISATIONS
from services.projects.people.copy import volunteer
from services.projects.training import repository
from services.projects.training.results import judge
from services.projects.training.schemas import Course, Enrolment
from services.projects.training.settling import settle
from services.projects.undecided import UNDECIDED
from shared.kinds import Case, Kind, Need, Place
from shared.waiting import ACCEPTED, OUTCOME


def _place(enrolment: Case) -> Place:
    """Its course's."""
    course = enrolment.known["course_ref"]
    return Place(course["region_code"], course["organisation_ref"])


def _state(document: Mapping[str, Any], day: dt.date) -> str:
    """enrolled, waiting, passed or failed; a result has no day of its own. Of one that is held or refused, that."""
    outcome = str(document[OUTCOME])
    return str(document["state"]) if outcome == ACCEPTED else outcome


COURSES = Kind(
    repository.COURSES,
    Course,
    "course_ref",
    "projects:write",
    place=lambda course: Place(course["region_code"], course["organisation_ref"]),
    needs=(Need("organisation_ref", ORGANISATIONS.collection),),
    undecided=UNDECIDED,
    event="course.opened.v1",
)
ENROLMENTS = Kind(
    repository.ENROLMENTS,
    Enrolment,
    "enrolment_ref",
    "projects:write",
    place=_place,
    needs=(Need("course_ref", COURSES.name), volunteer()),
    judged=judge,
    undecided=UNDECIDED,
    keep=lambda enrolment: {"volunteer": enrolment.known["volunteer_ref"]["volunteer"]},
    then=settle,
    state=_state,
)
