"""What is heard of affiliations. Both handlers are idempotent and commutative, so they need no inbox."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from services.incentives.students import repository
from services.incentives.students.domain import Told
from shared.events.envelope import Event
from shared.store.read_data import ReadData
from shared.store.transaction import Transaction


def note_affiliations(transaction: Transaction, events: Sequence[Event]) -> None:
    """Keep when volunteers belong to an organisation, and to which, and sealed as it came, as what."""
    news: dict[str, list[Told]] = defaultdict(list)
    for event in events:
        data = event.data
        told = Told(data["affiliation_ref"], event.sequence or 0, data.get("personal"), data["organisation_ref"])
        news[data["volunteer"]].append(told)
    repository.note(transaction, news)


def forget_volunteers(transaction: Transaction, events: Sequence[Event]) -> None:
    """Forget what volunteers belonged to who are erased."""
    repository.erase(transaction, {event.data["volunteer"] for event in events})


def read_data() -> list[ReadData]:
    """What follows from the events of others, to be made again by a rebuild."""
    return [ReadData(repository.AFFILIATIONS, ("membership.changed.v1", "volunteer.erased.v1"))]
