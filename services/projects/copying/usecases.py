"""Use cases of copies: a shift on other days, a project with all that belongs to it, and a table of shifts to fill."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.projects.copying import domain, repository
from services.projects.posts.kind import POSTS
from services.projects.programmes.kind import PROJECTS
from services.projects.publication.domain import CANCELLED
from services.projects.shifts.kind import SHIFTS
from shared import lives
from shared.deciding import take
from shared.intake.rows import MOST_ROWS, Line, Receipt
from shared.kinds import Kind
from shared.lives import Facts
from shared.rules.faults import Fault, Refused
from shared.sources import as_written, theirs
from shared.store.client import Document
from shared.store.transaction import Store, Transaction
from shared.where import EVERYWHERE, Where

SHIFT_COLUMNS = ("shift_ref", "post_ref", "starts_at", "ends_at", "capacity", "draft")


def copy_shift(transaction: Transaction, reference: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Take a shift in on other days, too; the same again changes nothing.

    Args:
        asked: `days`, or `weekdays` of every so many weeks from a day to a day; and whether they are drafts.

    Raises:
        Unknown: there is no such shift where the caller may act.
    """
    shift = lives.find_in(transaction, SHIFTS, reference).document
    weekdays = asked["weekdays"]
    recurring = (
        domain.recurring(weekdays, asked["first_day"], asked["last_day"], asked["every_weeks"]) if weekdays else []
    )
    days = sorted({*asked["days"], *recurring} - {domain.start_of(shift).date()})
    rows = [domain.shift_on(_written(transaction, shift), day, draft=asked["draft"]) for day in days]
    return _made(transaction, [(SHIFTS, rows)])


def copy_post(transaction: Transaction, reference: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Take a post in again, here or at another site, with its shifts some days later as drafts.

    Raises:
        Unknown: there is no such post where the caller may act.
        Refused: more belongs to it than one request may bring.
    """
    post = lives.find_in(transaction, POSTS, reference).document
    shifts = _not_cancelled(repository.shifts_of(transaction, reference))
    copy, by = asked["post_ref"], dt.timedelta(days=asked["days_later"])
    stands = [domain.post_at(_written(transaction, post), POSTS.reading.fields, copy, asked["site_ref"])]
    times = [domain.shift_of(_written(transaction, one), copy, by) for one in shifts]
    return _made(transaction, [(POSTS, stands), (SHIFTS, times)])


def copy_project(transaction: Transaction, reference: str, copy: str, first: dt.date) -> dict[str, Any]:
    """Take a project in again with its posts and shifts, so that it begins on another day: all but posts as drafts.

    Raises:
        Unknown: there is no such project where the caller may act.
        Refused: more belongs to it than one request may bring.
    """
    project = lives.find_in(transaction, PROJECTS, reference).document
    posts, shifts = repository.parts(transaction, reference)
    shifts = _not_cancelled(shifts)
    by = first - dt.date.fromisoformat(project["from"])
    projects = [domain.project_from(_written(transaction, project), PROJECTS.reading.fields, copy, first)]
    stands = [domain.post_in(_written(transaction, one), POSTS.reading.fields, copy) for one in posts]
    times = [domain.shift_in(_written(transaction, one), copy, by) for one in shifts]
    return _made(transaction, [(PROJECTS, projects), (POSTS, stands), (SHIFTS, times)])


def template(store: Store, reference: str, where: Where = EVERYWHERE) -> list[dict[str, Any]]:
    """A row of shifts.csv for each open post of a project, to be filled and imported.

    Raises:
        Unknown: there is no such project where the caller may act.
    """
    lives.find(store, PROJECTS, reference, where)
    posts, _ = store.transact(lambda transaction: repository.parts(transaction, reference))
    return [{"shift_ref": f"{domain.own(one['post_ref'])}-1", "post_ref": one["post_ref"]} for one in posts]


def _not_cancelled(shifts: Iterable[Document]) -> list[Document]:
    return [one for one in shifts if one["state"] != CANCELLED]


def _written(transaction: Transaction, facts: Facts) -> dict[str, Any]:
    """Facts as the caller would write them, so that they are taken in as the caller's rows are."""
    return as_written(transaction.source, facts)


def _made(transaction: Transaction, batches: Sequence[tuple[Kind, list[dict[str, Any]]]]) -> dict[str, Any]:
    if sum(len(rows) for _, rows in batches) > MOST_ROWS:
        raise Refused(Fault("", "too_much_to_copy"))
    made: list[str] = []
    refused: list[dict[str, str]] = []
    for kind, rows in batches:
        receipt = take(transaction, kind, [Line(number, row) for number, row in enumerate(rows, 1)])
        faults = list(_faults(transaction, receipt))
        gone = {one["reference"] for one in faults}
        made += [row[str(kind.key)] for row in rows if row[str(kind.key)] not in gone]
        refused += faults
    return {"made": made, "refused": refused}


def _faults(transaction: Transaction, receipt: Receipt) -> Iterable[dict[str, str]]:
    for one in receipt.refusals:
        yield {"reference": theirs(transaction.source, one.reference), "field": one.field, "reason": one.reason}
