"""Use cases of training: decide on enrolments once their course is known, and take results in."""

from __future__ import annotations

from collections.abc import Sequence

from services.projects.merges.oneself import must_not_be_oneself
from services.projects.training import repository
from services.projects.training.kind import COURSES, ENROLMENTS
from services.projects.training.settling import decide_together
from shared import lives
from shared.deciding import release
from shared.events.envelope import Event
from shared.lives import Record
from shared.rules.faults import Fault, Refused, check_version
from shared.store.transaction import Transaction
from shared.waiting import ACCEPTED, OUTCOME


def release_enrolments(transaction: Transaction, events: Sequence[Event]) -> None:
    """Courses were opened: decide on the enrolments that waited for them."""
    release(transaction, [ENROLMENTS], COURSES.name, {event.subject: event for event in events})


def record_result(
    transaction: Transaction,
    reference: str,
    *,
    sessions_attended: int,
    sessions: int,
    score: int | None,
    seen: str | None = None,
) -> Record:
    """Say what somebody else reached in a course; a later one takes the place of an earlier one.

    Args:
        seen: the version that the caller saw; None for whatever it is now.

    Raises:
        Unknown, Stale: see shared.rules.faults.
        Refused: the enrolment is held or refused, or the caller's own.
    """
    found = lives.find_in(transaction, ENROLMENTS, reference)
    check_version(ENROLMENTS.thing, found.version, seen)
    must_not_be_oneself(transaction, found.document["volunteer_ref"], found.document.get("volunteer"))
    if found.document[OUTCOME] != ACCEPTED:
        raise Refused(Fault(OUTCOME, found.document[OUTCOME].partition(":")[2]))
    result = {"sessions_attended": sessions_attended, "sessions": sessions, "score": score}
    repository.change(transaction, {reference: result})
    decide_together(transaction, [found.document["course_ref"]])
    return lives.find_in(transaction, ENROLMENTS, reference)
