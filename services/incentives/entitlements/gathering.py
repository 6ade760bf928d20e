"""A person gathered from what is kept of the registrations: what each has counts for the one that is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from services.incentives.entitlements.domain import Consent, Person
from services.incentives.reports.domain import Report
from services.incentives.standing.accounts import Account


def person_of(
    accounts: Mapping[str, Account],
    registrations: Sequence[str],
    consents: Mapping[str, Sequence[Consent]],
    reports: Mapping[str, Sequence[Report]],
    day: dt.date,
) -> Person:
    """A person as of a day; the first registration is the kept one, whose verification and home decide."""
    kept, known = accounts[registrations[0]], [accounts[one] for one in registrations if one in accounts]
    return Person(
        kept.verified,
        kept.home_on(day),
        [entry for one in known for entry in one.standing.counted],
        [one for number in registrations for one in consents.get(number, ())],
        [one for number in registrations for one in reports.get(number, ())],
    )
