"""The kinds of rows that projects takes in as declared."""

from __future__ import annotations

from services.projects.attendance.kind import ATTENDANCE
from services.projects.availability.kind import AVAILABILITY
from services.projects.posts.kind import POSTS
from services.projects.shifts.kind import SHIFTS
from services.projects.sites.kind import SITES

KINDS = (SITES, POSTS, SHIFTS, AVAILABILITY, ATTENDANCE)
