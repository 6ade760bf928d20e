"""That nobody decides on themselves, under any name of the person, nor on a registration that is merged with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from services.projects.merges.repository import all_ties
from shared.persons import names_of_each
from shared.rules.faults import Fault, Refused
from shared.rules.names import OWN_RECORD, is_among
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
    each = names_of_each(transaction, {subject, ours(transaction.source, subject)}, all_ties)
    return set[str]().union(*each.values())


def rows_of_oneself(transaction: Transaction, whose: Mapping[str, str]) -> Iterable[str]:
    """Those of some rows that are about who sends them and speaks for nobody else.

    Args:
        whose: by the row's reference the volunteer's.
    """
    if not whose or transaction.subject is None or transaction.speaks:
        return []
    own, subject = oneself(transaction), transaction.subject
    return [row for row, volunteer in whose.items() if volunteer in own or is_among(subject, [volunteer])]
