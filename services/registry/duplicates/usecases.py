"""Use cases of suspected duplicates: look for them as people register and change, show them, dismiss them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.registry.duplicates import hashing_anew, repository
from services.registry.duplicates.domain import Reason, Suspicion
from services.registry.volunteers.domain import Volunteer
from services.registry.volunteers.person import masked
from services.registry.volunteers.view import view
from shared import ids
from shared.crypto import Sealer
from shared.rules.faults import Unknown, check_version
from shared.store.transaction import Store, Transaction
from shared.where import EVERYWHERE, Where

DISMISSED = "suspicion.dismissed.v1"


def look_again(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Registrations are new, changed, merged, separated or gone: who shares what with whom now?

    It is found out from what is, so that the same news again changes nothing.
    """
    numbers = sorted(set(numbers))
    if transaction.sealer.hashes.rotates:
        hashing_anew.bring_forward(transaction, numbers)
    before = repository.about(transaction, numbers)
    keys = {one.key: one.reason for one in before.values()} | repository.keys_of(transaction, numbers)
    known = before | repository.stored(transaction, keys.keys() - before.keys())
    # A crowd is not counted again for each who joins it: it would be read as often as it has members.
    looked = {key: why for key, why in keys.items() if key in before or key not in known or not known[key].crowded}
    shared = repository.sharing(transaction, looked)
    after = (_renewed(known.get(key), key, why, shared.get(key, {})) for key, why in looked.items())
    repository.save(transaction, [one for one in after if one is not None and one is not known.get(one.key)])


def dismiss(transaction: Transaction, reference: str, by: str, seen: str | None = None) -> Suspicion:
    """Somebody decided that they are different persons; the decision stands until another one shares it.

    Raises:
        Unknown, Stale: see shared.rules.faults.
    """
    before = repository.by_reference(transaction, reference)
    if before is None or not transaction.where.reaches(before.region_code):
        raise Unknown("suspicion")
    check_version("suspicion", before.version, seen)
    after = before.dismiss(by)
    if after is not before:
        repository.save(transaction, [after])
        told = {"suspicion_ref": reference, "volunteers": list(after.members), "decided_by": by}
        transaction.publish(DISMISSED, reference, told, sequence=after.sequence)
    return after


def find(store: Store, reference: str, where: Where = EVERYWHERE) -> Suspicion:
    """The suspicion that people name so.

    Args:
        where: where who asks may act; it must be where all who are suspected belong.

    Raises:
        Unknown: there is none, or none that may be seen.
    """
    found = store.transact(lambda transaction: repository.by_reference(transaction, reference))
    if found is None or not where.reaches(found.region_code):
        raise Unknown("suspicion")
    return found


def shown(store: Store, document: Mapping[str, Any]) -> dict[str, Any]:
    """A stored suspicion with what may be seen of its members: names are masked."""
    members = repository.members(store.database, document["members"])
    return {**document, "volunteers": [{**view(one), "name": _masked(store.sealer, one)} for one in members]}


def _masked(sealer: Sealer, volunteer: Volunteer) -> str:
    return masked(sealer.open(volunteer.facts.sealed, volunteer.number)["name"])


def _renewed(before: Suspicion | None, key: str, reason: Reason, homes: Mapping[str, str]) -> Suspicion | None:
    if before is not None:
        return before.with_members(homes)
    if len(homes) < 2:
        return None
    return Suspicion(key, ids.new_id(), reason, (), sequence=0).with_members(homes)
