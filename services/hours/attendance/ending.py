"""The end of a presence of which nobody signed out, and whose record came without one: said by a person.

One that was signed in over HTTP is ended where it was (services/projects/presence). A row of a file has no second step:
its sender says all that is known of it at once. So who runs the shift says when somebody left, or confirms the rule's
end, that of the shift; until then it waits, and is shown for review.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from services.hours.attendance import repository
from services.hours.attendance.deciders import expect_reached, names_of_caller, whose
from services.hours.attendance.domain import OPEN, Attendance
from services.hours.attendance.records import FLAGS, waited
from services.hours.attendance.settlement import settle
from services.hours.shifts import repository as shifts
from services.hours.shifts.domain import Shift
from shared import clock
from shared.rules.faults import Fault, Refused
from shared.store.transaction import Transaction

CLOSED_BY_RULE, CLOSED_BY_PERSON = "closed_by_rule", "closed_by_person"
FIELD = "checked_out_at"


def end(transaction: Transaction, reference: str, said: dt.datetime | None, by: str) -> bool:
    """Give a held presence its end, and decide on it again; False when it waits for none, or is the caller's own.

    Args:
        said: when the person left; None confirms the end that the rule gives it, the shift's.

    Raises:
        Unknown: it was not served where the caller acts.
        Refused: it cannot have ended then, or is ended at projects, where it was signed in.
    """
    expect_reached(transaction, reference)
    names = names_of_caller(transaction, by)
    held = repository.one_held(transaction, reference)
    if held is None or held["reason"] != OPEN:
        return False
    if FLAGS in held["facts"]:
        raise Refused(Fault("attendance_ref", "ended_at_projects"))
    person, presence = whose(transaction, held), waited(held).attendance
    if person is None or person.is_one_of(names):
        return False
    shift = shifts.known(transaction, [presence.shift_ref])[presence.shift_ref]
    left = _left(presence, shift, said)
    facts: dict[str, Any] = {
        **held["facts"],
        FIELD: clock.to_text(left),
        "ended_by": names[0],
        FLAGS: [CLOSED_BY_PERSON if said else CLOSED_BY_RULE],
    }
    settle(transaction, [waited({**held, "facts": facts})])
    return True


def _left(presence: Attendance, shift: Shift, said: dt.datetime | None) -> dt.datetime:
    last = shift.window.end
    left = said or last
    if left <= presence.checked_in_at:
        raise Refused(Fault(FIELD, "before_signing_in"))
    if left > last:
        raise Refused(Fault(FIELD, "after_shift"))
    if left > clock.now():
        raise Refused(Fault(FIELD, "shift_not_over"))
    return left
