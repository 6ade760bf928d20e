"""Use cases of what was declined: keep what projects tells of answers to proposals."""

from __future__ import annotations

from collections.abc import Sequence

from services.matching.declined import repository
from services.matching.facts import references
from shared.events.envelope import Event
from shared.store.read_data import ReadData
from shared.store.transaction import Transaction

ANSWERED, ERASED = "proposal.answered.v1", "volunteer.erased.v1"
NO = "declined"


def note_answers(transaction: Transaction, events: Sequence[Event]) -> None:
    """Proposals were answered: keep who said no, unless they are erased; a yes is heard of as a sign-up."""
    said = {(one.data["shift_ref"], one.data["volunteer"]) for one in events if one.data["state"] == NO}
    gone = references.erased_numbers(transaction, {number for _, number in said})
    repository.keep(transaction, [one for one in said if one[1] not in gone])


def forget_volunteers(transaction: Transaction, events: Sequence[Event]) -> None:
    """Volunteers were erased: nobody knows what they said."""
    repository.forget(transaction, {event.data["volunteer"] for event in events})


def read_data() -> ReadData:
    """What a rebuild makes again."""
    return ReadData(repository.DECLINED, (ANSWERED, ERASED))
