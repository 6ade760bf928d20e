"""Standings made again by a rebuild (docs/adr/0012)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from services.incentives.standing import repository
from services.incentives.standing.accounts import REACHED
from services.incentives.standing.adopted import tables_in
from services.incentives.standing.domain import changes
from services.incentives.standing.persons import Persons
from services.incentives.standing.repository import GENERATION
from services.incentives.standing.told import Told
from services.incentives.standing.usecases import decided_by, reach, tell
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.read_data import ReadData
from shared.store.transaction import Store, Transaction

HEARD = (
    "volunteer.registered.v1",
    "volunteer.verified.v1",
    "volunteer.changed.v1",
    "volunteer.named.v1",
    "volunteer.erased.v1",
    "volunteer.transferred.v1",
    "volunteer.merged.v1",
    "volunteer.separated.v1",
    "hours.credited.v1",
    "hours.reversed.v1",
)
TOLD = ("stars.changed.v1", "points.changed.v1", "award.became_eligible.v1", "award.eligibility_ended.v1")


def read_data(then: Callable[[Transaction, Collection[str]], None]) -> list[ReadData]:
    """What follows from the events of others, to be made again by a rebuild.

    Args:
        then: told of the numbers whose standings were put right.
    """
    return [Standings(then), ReadData("credited_days", ("hours.credited.v1", "hours.reversed.v1"))]


class Standings(ReadData):
    """Standings. Others were told of them, so of a standing that is put right they hear what is news to them."""

    def __init__(self, then: Callable[[Transaction, Collection[str]], None]) -> None:
        super().__init__("standings", HEARD, ("version", GENERATION, REACHED), TOLD)
        self._then = then
        self._told = Told()
        self._untold: set[str] = set()

    def recall(self, events: Sequence[Event]) -> None:
        """Note what was told of volunteers: the standing itself may be lost."""
        for event in events:
            self._told.note(event.subject, event.type, event.data, event.sequence or 0)

    def align(self, live: Store, shadow: Store, identifiers: Sequence[str]) -> None:
        """Follow time in the shadow as far as it was followed for who is stored; for one that is lost, as was told."""
        stored = repository.accounts_of(live, identifiers)
        made = repository.accounts_of(shadow, stored.keys() | set(identifiers))
        behind = {}
        for number, one in made.items():
            day = stored[number].standing.reached if number in stored else self._told.day(number)
            if day > max([one.standing.reached, *(entry.day for entry in one.standing.entries.values())]):
                behind[number] = day
        if behind:
            shadow.transact(lambda transaction: reach(transaction, behind))

    def restore(self, transaction: Transaction, wanted: Mapping[str, Document | None]) -> None:
        """Put documents right, and tell what is news after what was told; versions go on where they were."""
        versions = repository.versions(transaction, wanted)
        for number, document in wanted.items():
            version = max(self._told.standing(number).version, versions.get(number, 0))
            repository.put(transaction, number, document, version)
        self._tell(transaction, wanted.keys() | self._untold)
        self._then(transaction, [number for number, document in wanted.items() if document is not None])

    def _tell(self, transaction: Transaction, numbers: Collection[str]) -> None:
        """Tell what is news of standings, but of those that rest on another one which is still to be put right."""
        stored = repository.standings(transaction, numbers)
        persons, tables = Persons(stored), tables_in(transaction)
        told = []
        for number in sorted(stored.keys() & numbers):
            standing, before = stored[number], self._told.standing(number)
            outcome, decisions = decided_by(persons, standing, tables)
            self._untold.discard(number)
            if outcome.earned != standing.earned:
                self._untold.add(number)
            elif decisions and changes(number, before.earned, decisions):
                told.append(outcome)
                tell(transaction, before, outcome, decisions)
        repository.save_versions(transaction, told)
