"""What projects takes of attendance, as a CSV row or as a JSON body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.projects.attendance import domain
from shared.intake.fields import Row, moment, one_of, optional_reference, reference
from shared.rules.faults import Fault
from shared.sources import is_of_visit


class Attendance(Row):
    """A row of attendance.csv: one presence of one person."""

    attendance_ref = reference()
    shift_ref = reference()
    volunteer_ref = reference()
    checked_in_at = moment(past=True, required=True)
    checked_out_at = moment(past=True, load_default=None, allow_none=True)
    method = one_of(*domain.METHODS)
    recorded_by = optional_reference()
    approved_by = optional_reference()

    def faults(self, loaded: Mapping[str, Any]) -> Iterable[Fault]:
        """A visit is a shift with one presence, which its pairing tells."""
        return [Fault("shift_ref", "of_a_visit")] if is_of_visit(loaded.get("shift_ref") or "") else []
