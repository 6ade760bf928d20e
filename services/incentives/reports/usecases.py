"""Use cases of reports: who has an unresolved breach."""

from __future__ import annotations

import datetime as dt

from services.incentives.reports.domain import in_breach
from services.incentives.reports.repository import reports_in
from services.incentives.standing import repository as standing
from services.incentives.standing.persons import Persons
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
