"""Use cases of hours: decide what was logged, credit it, and decide again what waits, when that comes."""

from services.hours.usecases.attendance import learn_shifts, learn_volunteers, record_attendance
from services.hours.usecases.balances import take_balances
from services.hours.usecases.restoring import read_data
from services.hours.usecases.verdicts import approve, end_public_notices, object_to

__all__ = [
    "approve",
    "end_public_notices",
    "learn_shifts",
    "learn_volunteers",
    "object_to",
    "read_data",
    "record_attendance",
    "take_balances",
]
