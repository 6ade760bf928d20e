"""Use cases of pushes: where to, how much at once, signed by which secrets, from where, and again after a failure."""

from __future__ import annotations

import datetime as dt
from typing import Any

from services.incentives.feeds import repository as feeds
from services.incentives.partners import usecases as partners
from services.incentives.partners.kind import PARTNERS
from services.incentives.pushes import addresses, domain, repository
from services.incentives.pushes.domain import Secret
from shared import clock, ids, lives
from shared.lives import Record
from shared.rules.faults import Fault, Refused, Unknown
from shared.store.client import Document
from shared.store.transaction import Store, Transaction

ENABLED = "push.enabled.v1"
THING = "endpoint"


def agree(
    transaction: Transaction, reference: str, *, endpoint: str | None = None, seen: str | None = None, **agreed: Any
) -> Record:
    """Agree what a partner is told, and where it is sent that; without an endpoint it reads its feed alone.

    A partner is sent its log from the beginning on, the first time that it has an endpoint, and from where it was
    later. Another endpoint enables it again.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    if endpoint and (reason := addresses.fault(endpoint, is_free=transaction.settings.push_anywhere)):
        raise Refused(Fault("endpoint", reason))
    before = lives.find_in(transaction, PARTNERS, reference).document.get("endpoint")
    record = partners.agree(transaction, reference, endpoint=endpoint, seen=seen, **agreed)
    push = repository.one(transaction, reference)
    if endpoint and push is None:
        repository.add(transaction, reference, [_drawn()])
    elif push is not None and endpoint != before:
        changes = {"has_endpoint": bool(endpoint), **repository.CALM}
        repository.change(transaction, push, changes, is_on=bool(endpoint))
    return record


def _drawn() -> Secret:
    return domain.new_secret(ids.new_id(), clock.now())


def look_at(store: Store, reference: str) -> Document:
    """How a partner's push stands, with its endpoint and where its log ends.

    Raises:
        Unknown: it has no endpoint.
    """
    push = repository.find(store.database, reference)
    if push is None or not push["has_endpoint"]:
        raise Unknown(THING)
    endpoint = lives.find(store, PARTNERS, reference).document["endpoint"]
    return _shown(push, endpoint, feeds.book(store.database, reference).head().position)


def _shown(push: Document, endpoint: str, end: int) -> Document:
    is_failing = push["failures"] and not push["disabled"]
    figures = {"lag": end - push["position"], "end": end, "most_events_now": push["size"]}
    next_attempt = push["due"] if is_failing else None
    return {**push, "partner_ref": push["_id"], "endpoint": endpoint, **figures, "next_attempt": next_attempt}


def _one(transaction: Transaction, reference: str) -> Document:
    push = repository.one(transaction, reference)
    if push is None or not push["has_endpoint"]:
        raise Unknown(THING)
    return push


def limit(transaction: Transaction, reference: str, most_events: int, most_bytes: int) -> None:
    """Send a partner at most so much at once from now on.

    Raises:
        Unknown: it has no endpoint.
    """
    push = _one(transaction, reference)
    changes = {"most_events": most_events, "most_bytes": most_bytes, "size": most_events}
    repository.change(transaction, push, changes, is_on=not push["disabled"], afresh=True)


def send_again(transaction: Transaction, reference: str, position: int) -> None:
    """Send a partner all again that lies behind a position of its log, or leave out what lies before.

    Raises:
        Unknown: it has no endpoint.
        Refused: the log does not go so far.
    """
    push = _one(transaction, reference)
    if position > repository.last_told(transaction, reference):
        raise Refused(Fault("position", "behind_the_end"))
    repository.change(transaction, push, {"position": position}, is_on=not push["disabled"], afresh=True)


def enable(transaction: Transaction, reference: str) -> None:
    """Send a partner what it is told again, at once; where nothing was disabled, what failed is tried at once.

    Raises:
        Unknown: it has no endpoint.
    """
    push = _one(transaction, reference)
    repository.change(transaction, push, repository.CALM, is_on=True)
    if push["disabled"]:
        told = {"partner_ref": reference, "position": push["position"]}
        transaction.publish(ENABLED, reference, told)


def draw_secret(transaction: Transaction, reference: str, overlap: dt.timedelta) -> list[Secret]:
    """Sign what a partner is sent by a new secret, too, and after a while by that alone; give those that count now.

    Raises:
        Unknown: it has no endpoint.
        Refused: as many count as may at a time.
    """
    push, now = _one(transaction, reference), clock.now()
    known = repository.open_secrets(transaction.sealer, push)
    secrets = domain.rotated(known, _drawn(), now, overlap)
    if len(secrets) > domain.MOST_SECRETS:
        raise Refused(Fault("overlap_hours", domain.NO_SECRET))
    repository.keep_secrets(transaction, reference, secrets)
    return secrets


def secrets_of(store: Store, reference: str) -> list[Secret]:
    """The secrets that count now, newest first.

    Raises:
        Unknown: it has no endpoint.
    """
    push = repository.find(store.database, reference)
    if push is None or not push["has_endpoint"]:
        raise Unknown(THING)
    return [one for one in repository.open_secrets(store.sealer, push) if one.counts(clock.now())]
