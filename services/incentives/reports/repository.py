"""What is stored of partners' reports, found by the numbers of the volunteers whom they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pymongo import DeleteOne
from pymongo.database import Database

from services.incentives.reports.domain import Report
from services.incentives.reports.kind import LIST, REPORTS
from services.incentives.reports.steps import void_from
from shared import clock
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.waiting import is_known


def collections(database: Database[Document]) -> None:
    """Reports, by reference, by volunteer and by partner."""
    REPORTS.collections(database, *LIST.indexes)


def reports_in(transaction: Transaction, numbers: Iterable[str]) -> Mapping[str, list[Report]]:
    """The accepted reports about registrations, by number, inside a transaction."""
    return _by_number(transaction[REPORTS.name].where("volunteer", sorted(set(numbers))))


def reports_of(database: Database[Document], numbers: Iterable[str]) -> Mapping[str, list[Report]]:
    """The same outside of one."""
    wanted = sorted(set(numbers))
    parts = (database[REPORTS.name].find({"volunteer": {"$in": list(part)}}) for part in portions(wanted))
    return _by_number(one for part in parts for one in part)


def forget(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Forget what was reported of volunteers, by whatever name: a pseudonym is none of those that are erased."""
    found = transaction[REPORTS.name].where("volunteer", numbers, {"_id": 1})
    transaction[REPORTS.name].write([DeleteOne({"_id": one["_id"]}) for one in found])


def _report(document: Document) -> Report:
    reference, partner, kind, benefit = (document[one] for one in ("report_ref", "partner_ref", "kind", "benefit_ref"))
    return Report(reference, partner, kind, benefit, clock.from_text(document["at"]), void_from(document))


def _by_number(documents: Iterable[Document]) -> Mapping[str, list[Report]]:
    found = defaultdict[str, list[Report]](list)
    for one in documents:
        if is_known(one):
            found[one["volunteer"]].append(_report(one))
    return found
