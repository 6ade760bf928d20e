"""Partners are told what their contracts allow of whoever consented, and whom they are no longer to know.

The service's own log is gone through in its order. Consent is looked at in the transaction that writes into the
partner's log, and a withdrawal writes there, too, so that one of them comes after the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from services.incentives.consents import repository as consents
from services.incentives.feeds import repository
from services.incentives.partners import acquaintances, domain
from services.incentives.partners.acquaintances import NAME
from services.incentives.partners.domain import ERASED, WITHDRAWN
from services.incentives.partners.repository import is_anybody_told, who_is_told, who_was_told
from shared import clock
from shared.events import texts
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.logbook import Logbook
from shared.store.transaction import Store, Transaction

AT_ONCE = 500
"""Events of the log that one transaction goes through."""


@dataclass(frozen=True)
class Told:
    """What came of a look at the service's log.

    Attributes:
        partners: who was told anything.
        is_all: whether the log was gone through as far as it went when it was looked at.
    """

    partners: frozenset[str] = frozenset()
    is_all: bool = True


def tell(store: Store) -> Told:
    """Tell partners the next events of the log."""
    # Asked many times a second: a transaction for nothing would cost more than all that is told.
    if not is_anybody_told(store.database):
        return Told()
    head = Logbook(store.database).head().position
    if repository.position(store.database) >= head:
        return Told()
    return store.transact(lambda transaction: _tell(store, transaction, head))


def _tell(store: Store, transaction: Transaction, head: int) -> Told:
    partners = who_is_told(transaction)
    if not partners:
        return Told()
    # Nobody is told what was before the first contract.
    after = max(repository.gone_through(transaction), min(int(one["since"]) for one in partners))
    upto = min(after + AT_ONCE, head)
    if upto <= after:
        return Told()
    pairs = list(Logbook(store.database).read_texts(after, upto))
    wanted = {kind for one in partners for kind in one["contract"]["types"]}
    events = [(place, orjson.loads(text)) for place, text in pairs if texts.type_of(text) in wanted]
    receivers = _receivers(transaction, {event["data"]["volunteer"] for _, event in events})
    told = [one["_id"] for one in partners if _tell_one(transaction, one, receivers, events)]
    repository.go_on(transaction, upto)
    return Told(frozenset(told), upto == head)


def _receivers(transaction: Transaction, volunteers: Collection[str]) -> set[tuple[str, str, str]]:
    """Who consented that whom be told for what."""
    now = clock.now()
    return {
        (one["volunteer"], one["receiver_ref"], one["purpose"])
        for one in consents.given_by(transaction, volunteers)
        if clock.from_text(one["consented_at"]) <= now
    }


def _tell_one(
    transaction: Transaction,
    partner: Document,
    receivers: set[tuple[str, str, str]],
    events: Sequence[tuple[int, Mapping[str, Any]]],
) -> bool:
    """Tell a partner what of some events is for it; whether anything is."""
    contract, reference = partner["contract"], partner["_id"]

    agreed = [event for place, event in events if place > partner["since"] and domain.is_told(partner, event)]
    chosen = [one for one in agreed if (one["data"]["volunteer"], reference, contract["purpose"]) in receivers]
    if chosen:
        repository.add(transaction, reference, [domain.told(partner, event) for event in chosen])
        people = {event["data"]["volunteer"] for event in chosen}
        acquaintances.get_to_know(transaction, reference, {domain.name_of(partner, one): one for one in people})
    elif agreed:
        repository.pass_over(transaction, reference, len(agreed))
    return bool(chosen)


def note_withdrawals(transaction: Transaction, events: Sequence[Event]) -> None:
    """Tell partners of whom they were told and who consents no longer; a consent that still holds keeps them known.

    Also partners that are told nothing else any more: what they were told, they have.
    """
    partners = {one["_id"]: one for one in who_was_told(transaction)}
    concerned = [one for one in events if one.data["receiver_ref"] in partners]
    for reference in sorted({one.data["receiver_ref"] for one in concerned}):
        # Also where nobody is known yet: an event that is being written now must not come behind this.
        repository.touch(transaction, reference)
    causes = {one.data["volunteer"]: one.id for one in concerned}
    receivers = _receivers(transaction, causes)
    for reference, known in acquaintances.known_to(transaction, causes).items():
        if reference in partners:
            purpose = partners[reference]["contract"]["purpose"]
            gone = [one for one in known if (one["volunteer"], reference, purpose) not in receivers]
            _revoke(transaction, partners[reference], gone, causes, WITHDRAWN)


def note_erasures(transaction: Transaction, events: Sequence[Event]) -> None:
    """Tell partners of whom they were told and who is erased."""
    causes = {one.data["volunteer"]: one.id for one in events}
    known = acquaintances.known_to(transaction, causes)
    for partner in who_was_told(transaction):
        repository.touch(transaction, partner["_id"])
        _revoke(transaction, partner, known.get(partner["_id"], ()), causes, ERASED)


def _revoke(
    transaction: Transaction, partner: Document, gone: Iterable[Document], causes: Mapping[str, str], reason: str
) -> None:
    """Tell a partner whom it is no longer to know, by each name under which it was told of the person."""
    known = sorted(gone, key=lambda one: str(one["_id"]))
    if known:
        names = {one.get(NAME) or domain.name_of(partner, one["volunteer"]): one["volunteer"] for one in known}
        said = [domain.revoked(partner, name, causes[number], reason) for name, number in names.items()]
        repository.add(transaction, partner["_id"], said)
        acquaintances.forget(transaction, known)
