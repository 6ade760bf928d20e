"""The kinds of rows of incentives that wait for others: released, erased, and told in outcomes."""

from __future__ import annotations

from collections.abc import Mapping

from services.incentives.benefits.kind import BENEFITS
from services.incentives.nominations.kind import AWARD_KINDS
from services.incentives.reports.kind import REPORTS
from shared.deciding import release
from shared.events.envelope import Event
from shared.forgetting import VOLUNTEERS
from shared.kinds import Kind
from shared.store.transaction import Transaction

KINDS: tuple[Kind, ...] = (BENEFITS, REPORTS, *AWARD_KINDS)


def release_for(transaction: Transaction, collection: str, causes: Mapping[str, Event | None]) -> None:
    """Decide what waited for documents of a collection that are known now, of any kind."""
    release(transaction, KINDS, collection, causes)


def release_for_volunteers(transaction: Transaction, volunteers: Mapping[str, Event | None]) -> None:
    """Volunteers are known by these names, some by an event: decide what waited for them, of any kind."""
    release(transaction, KINDS, VOLUNTEERS, volunteers)
