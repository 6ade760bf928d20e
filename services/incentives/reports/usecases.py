"""Use cases of reports: who has an unresolved breach; taking a report back, and objecting to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from services.incentives.reports import steps
from services.incentives.reports.domain import in_breach
from services.incentives.reports.kind import REPORTS, asking_partner
from services.incentives.reports.repository import reports_in
from services.incentives.standing import repository as standing
from services.incentives.standing.names import names_of_person
from services.incentives.standing.persons import Persons
from shared import clock
from shared.lives import Facts, Record, take_step
from shared.rules.faults import Fault, Refused
from shared.speaking import name_beside
from shared.store.transaction import Transaction


def is_in_breach(transaction: Transaction, number: str, day: dt.date) -> bool:
    """Whether a person has a breach as of a day that is unresolved, whichever registration it was reported of.

    Args:
        number: of any of the person's registrations.
    """
    persons = Persons(standing.standings(transaction, [number]), day)
    registrations = persons.registrations(persons.person(number))
    found = reports_in(transaction, registrations)
    return bool(in_breach((one for some in found.values() for one in some), day))


def take_back(transaction: Transaction, reference: str, *, why: str, seen: str | None = None) -> Record:
    """A partner takes a report back: from today on it counts no more, also one that waits for what it names.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """

    def change(report: Facts) -> Facts:
        _check(steps.taking_back_fault(report, asking_partner(transaction), speaks=transaction.speaks))
        return {} if report.get("taken_back_at") else {"taken_back_at": _now(), "why": why}

    return take_step(
        transaction,
        REPORTS,
        reference,
        seen,
        change,
        tell=steps.told_taken_back,
        event=steps.TOLD_BACK,
        while_held=True,
    )


def object_to(transaction: Transaction, reference: str, *, statement: str, seen: str | None = None) -> Record:
    """The volunteer objects to a report, or somebody for the whole province does in the volunteer's name; once.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """

    def change(report: Facts) -> Facts:
        _check(steps.objection_fault(report))
        if report.get("objected_at") and report["statement"] != statement:
            raise Refused(Fault("statement", "already_objected"))
        who = name_beside(transaction, ())
        first = {"objected_at": _now(), "objected_by": who, "statement": statement}
        return {} if report.get("objected_at") else first

    tell = _telling("objected_at")
    return take_step(transaction, REPORTS, reference, seen, change, tell=tell, event="report.objected.v1", own=True)


def decide_objection(transaction: Transaction, reference: str, *, decision: str, seen: str | None = None) -> Record:
    """Another person than who reported or objected decides on an objection; an upheld one voids the report from today.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """

    def change(report: Facts) -> Facts:
        who = name_beside(transaction, steps.had_a_say(report))
        _check(steps.decision_fault(report, decision, who, names_of_person(transaction, report["volunteer"])))
        return {} if report.get("decision") else {"decision": decision, "decided_at": _now(), "decided_by": who}

    tell = _telling("decision", "decided_at")
    return take_step(transaction, REPORTS, reference, seen, change, tell=tell, event="objection.decided.v1")


def _telling(*names: str) -> Callable[[Facts], Facts]:
    return lambda report: {**steps.told(report), **{name: report[name] for name in names}}


def _check(fault: Fault | None) -> None:
    if fault:
        raise Refused(fault)


def _now() -> str:
    return clock.to_text(clock.now())
