"""HTTP of training: courses and enrolments, and what somebody reached in a course."""

from __future__ import annotations

from services.projects.blueprint import blueprint
from services.projects.training import schemas, usecases
from services.projects.training.kind import COURSES, ENROLMENTS
from services.projects.training.repository import COURSE_LIST, ENROLMENT_LIST
from shared.web.kinds import add_kind
from shared.web.lists import add_list
from shared.web.lives import Records, by_fields

add_kind(blueprint, COURSES)
add_list(blueprint, COURSES.path, COURSE_LIST, schemas.CourseView, "projects:read")
Records(blueprint, COURSES, schemas.CourseView).add_one("projects:read")

add_kind(blueprint, ENROLMENTS)
add_list(blueprint, ENROLMENTS.path, ENROLMENT_LIST, schemas.EnrolmentView, "projects:read")
enrolments = Records(blueprint, ENROLMENTS, schemas.EnrolmentView)
enrolments.add_one("projects:read")
enrolments.add_step("result", schemas.Result, by_fields(usecases.record_result))
