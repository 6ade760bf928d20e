"""Deciding on the enrolments of a course together: each is written and told where it is another than before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.projects.training import domain, repository
from services.projects.training.domain import PASSED, WAITING, Queue
from services.projects.undecided import UNDECIDED
from shared import clock, undecided
from shared.kinds import Case
from shared.rules.conditions import Conditions
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.waiting import ACCEPTED, OUTCOME

PLACED, COMPLETED = "enrolment.placed.v1", "training.completed.v1"
_, REFUSED = UNDECIDED


def settle(transaction: Transaction, cases: Sequence[Case]) -> None:
    """Rows whose course and volunteer are known were taken in: decide on them beside the others of these courses."""
    decide_together(transaction, {case["course_ref"] for case in cases})


def decide_together(transaction: Transaction, references: Iterable[str]) -> None:
    """Decide anew on all enrolments of courses."""
    courses = repository.in_turn(transaction, references)
    changes: dict[str, dict[str, Any]] = {}
    for reference, documents in repository.of_courses(transaction, courses).items():
        course = courses[reference]
        policy = domain.policy_of(course, clock.today())
        asked = map(repository.asked, documents)
        queue = domain.queue(course["places"], asked, repository.gone(course), policy)
        for document in documents:
            after = _after(course, queue, policy, document)
            if not after.items() <= document.items():
                after["sequence"] = document.get("sequence", 0) + 1
                changes[document["_id"]] = after
                _tell(transaction, course, document, {**document, **after})
    repository.change(transaction, changes)


def _after(course: Document, queue: Queue, policy: Conditions, document: Document) -> dict[str, Any]:
    """What an enrolment's document says now; the policy that first decided on it stays."""
    kept = {"policy": document.get("policy") or policy.kept}
    reason = queue.refused.get(document["_id"])
    if reason:
        return {OUTCOME: f"refused:{reason}", "state": None, **kept}
    has_place = document["_id"] in queue.enrolled
    return {OUTCOME: ACCEPTED, "state": domain.state(document, course, has_place=has_place), **kept}


def _tell(transaction: Transaction, course: Document, before: Document, after: Document) -> None:
    reference, sequence = after["enrolment_ref"], after["sequence"]
    if after[OUTCOME] != ACCEPTED and before[OUTCOME] != after[OUTCOME]:
        refused = undecided.told(repository.ENROLMENTS, reference, after[OUTCOME], after["policy"])
        transaction.publish(REFUSED, reference, refused)
    of = {name: after[name] for name in ("enrolment_ref", "course_ref", "volunteer")}
    place = _place(after)
    if place not in (None, _place(before)):
        transaction.publish(PLACED, reference, {**of, "place": place}, sequence=sequence)
    if (before.get("state") == PASSED) != (after["state"] == PASSED):
        transaction.publish(COMPLETED, reference, {**of, **_completed(course, after)}, sequence=sequence)


def _place(document: Mapping[str, Any]) -> str | None:
    """enrolled or waiting; None while nothing was decided, and of who was refused."""
    state = document.get("state")
    return state if state in (None, WAITING) else domain.ENROLLED


def _completed(course: Document, enrolment: Document) -> dict[str, Any]:
    last = domain.valid_to(course)
    return {
        **{name: course[name] for name in ("category", "backbone", "qualification")},
        "valid_from": course["ends_on"],
        "valid_to": last.isoformat() if last else None,
        "passed": enrolment["state"] == PASSED,
    }
