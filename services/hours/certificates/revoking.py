"""The end of a certificate: an entry of it is taken back, its registrations are two persons, or somebody says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.hours.certificates import domain, repository
from services.hours.certificates.usecases import CERTIFICATE, sees
from services.hours.merges import repository as merges
from shared import clock
from shared.events.envelope import Event
from shared.rules.faults import Unknown
from shared.store.client import Document
from shared.store.transaction import Transaction


def revoke(transaction: Transaction, serial: str, reason: str) -> Document:
    """A certificate counts no longer, by who may see it; twice is as once.

    Raises:
        Unknown: there is none, or not for who asks.
    """
    found = repository.known(transaction, serial)
    if found is None or not sees(transaction.where, found):
        raise Unknown(CERTIFICATE)
    if "revoked" not in found:
        _revoke(transaction, [found], reason)
    return repository.known(transaction, serial) or found


def revoke_reversed(transaction: Transaction, entries: Mapping[str, Event | None]) -> None:
    """Entries were taken back: what certifies one of them counts no longer."""
    for found in repository.naming(transaction, "entries", entries):
        entry = next(one for one in found["entries"] if one in entries)
        _revoke(transaction, [found], domain.REVERSED, entry, entries[entry])


def revoke_separated(transaction: Transaction, events: Sequence[Event]) -> None:
    """Two registrations are two persons after all: what certifies hours of both to one counts no longer."""
    known = merges.by_reference(transaction, {event.data["merge_ref"] for event in events})
    for event in events:
        if known[event.data["merge_ref"]]["undone_at"] is None:
            continue  # it was taken back and holds again, as a later event has told
        pair = {event.data[role] for role in merges.ROLES}
        found = [one for one in repository.naming(transaction, "numbers", pair) if pair <= {*one["numbers"]}]
        _revoke(transaction, found, domain.SEPARATED, cause=event)


def _revoke(
    transaction: Transaction,
    found: Sequence[Document],
    reason: str,
    entry: str | None = None,
    cause: Event | None = None,
) -> None:
    at = clock.to_text(clock.now())
    repository.revoke(transaction, found, {"at": at, "reason": reason})
    for one in found:
        data = {"serial": one["_id"], "volunteer": one["volunteer"], "reason": reason, "entry": entry}
        transaction.publish("certificate.revoked.v1", one["_id"], data, sequence=2, cause=cause)
