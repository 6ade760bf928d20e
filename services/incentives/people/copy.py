"""Who is a volunteer, for all subjects of incentives whose rows name one."""

from __future__ import annotations

from collections.abc import Iterable

from shared import waiting
from shared.copies import Copy
from shared.forgetting import VOLUNTEERS
from shared.kinds import Known, Need
from shared.store.transaction import Transaction

KNOWN_VOLUNTEERS = Copy(VOLUNTEERS, ("volunteer.registered.v1", "volunteer.named.v1"), "volunteer_ref", ("volunteer",))
"""The numbers of persons by each of their names; of a merge both registrations keep theirs."""


def by_name_or_number(transaction: Transaction, collection: str, names: Iterable[str]) -> Known:
    """Volunteers by the names and numbers that stand in rows: a volunteer's own token says the number."""
    wanted = set(names)
    found = dict(waiting.known(transaction, collection, wanted))
    for one in transaction[collection].where("volunteer", wanted - found.keys()):
        found[one["volunteer"]] = one
    return found


def volunteer(field: str = "volunteer_ref") -> Need:
    """A field that names a volunteer: known under any name of the person, and whoever was erased is refused."""
    return Need(field, VOLUNTEERS, person=True)
