"""Who is one person: registrations that merges join today; and that nobody decides on themselves under any of them."""

from __future__ import annotations

from collections.abc import Iterable

from services.registry.volunteers import repository
from services.registry.volunteers.domain import Volunteer
from shared import clock
from shared.speaking import must_not_be_own
from shared.store.transaction import Transaction


def one_person(transaction: Transaction, volunteer: Volunteer) -> list[Volunteer]:
    """The registrations that stand for one person today: this one first, then those that are merged with it."""
    today = clock.today()
    kept = volunteer.life.merged_into(today) or volunteer.reference
    known = repository.ever_merged_into(transaction, kept)
    others = (known[reference] for reference in sorted(known) if reference != volunteer.reference)
    return [volunteer, *(one for one in others if kept in (one.reference, one.life.merged_into(today)))]


def must_not_be_oneself(transaction: Transaction, *names: str | None) -> None:
    """Let nobody decide on themselves, under any name of the person, nor of a registration that is merged with it.

    Args:
        names: references and numbers of those on whom is decided.

    Raises:
        Refused: who asks is one of them.
    """
    if transaction.subject is not None:
        must_not_be_own(transaction, (*names, *_known_as(transaction, [name for name in names if name])))


def _known_as(transaction: Transaction, names: Iterable[str]) -> Iterable[str]:
    for person in repository.volunteers(transaction, names).values():
        for one in one_person(transaction, person):
            yield from (one.number, one.reference, *one.names)
