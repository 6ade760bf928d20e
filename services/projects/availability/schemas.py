"""What projects takes of availability, as a CSV row or as a JSON body."""

from __future__ import annotations

from services.projects.availability import domain
from shared.intake.fields import Row, day, one_of, reference


class Availability(Row):
    """A row of availability.csv."""

    volunteer_ref = reference()
    date = day(required=True)
    part_of_day = one_of(*domain.PARTS_OF_DAY)
