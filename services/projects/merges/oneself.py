"""That nobody decides on themselves, under any name of the person, nor on a registration that is merged with it."""

from __future__ import annotations

from services.projects.merges import repository
from services.projects.people.repository import names_of
from shared import waiting
from shared.forgetting import VOLUNTEERS
from shared.rules.faults import Fault, Refused
from shared.rules.merges import stands_for
from shared.rules.names import OWN_RECORD
from shared.sources import SEPARATOR, ours
from shared.speaking import must_not_be_own
from shared.store.transaction import Transaction


def must_not_be_oneself(transaction: Transaction, *names: str | None) -> None:
    """Let nobody decide on themselves.

    Args:
        names: references and numbers of those on whom is decided.

    Raises:
        Refused: who asks is one of them.
    """
    must_not_be_own(transaction, names)
    if not oneself(transaction).isdisjoint(names):
        raise Refused(Fault("", OWN_RECORD))


def oneself(transaction: Transaction) -> set[str]:
    """All numbers and names of the volunteer who asks; none of who is no volunteer, as far as is known."""
    if not transaction.subject:
        return set()
    subject = transaction.subject.rpartition(SEPARATOR)[2]
    named = waiting.known(transaction, VOLUNTEERS, {subject, ours(transaction.source, subject)}).values()
    own = {subject, *(one["volunteer"] for one in named)}
    registrations = set(own)
    ties = repository.of_volunteers(transaction, registrations)
    while more := {side for tie in ties for side in (tie.kept, tie.merged)} - registrations:
        registrations |= more
        ties = repository.of_volunteers(transaction, registrations)
    standing = stands_for(ties)
    persons = {standing.get(one, one) for one in own}
    numbers = {one for one in registrations if standing.get(one, one) in persons}
    return {*numbers, *names_of(transaction, numbers)}
