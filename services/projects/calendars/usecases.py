"""Use cases of calendars: a secret address that a volunteer makes, renews and withdraws, and what stands behind it."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import uuid
from collections.abc import Iterable
from typing import NamedTuple

from services.projects.calendars import domain, repository
from services.projects.calendars.domain import Entry
from services.projects.people import usecases as people
from services.projects.signups import repository as signups
from shared import clock
from shared.erased import closed
from shared.events.envelope import Event
from shared.rules.faults import Unknown
from shared.sources import SEPARATOR
from shared.store.client import Document
from shared.store.transaction import Store, Transaction

SECRET_BYTES = 32
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
"""As `new_secret` makes them: of anything else the store need not be asked."""
THING = "calendar"


class Calendar(NamedTuple):
    """What an address leads to."""

    language: str
    entries: list[Entry]


def new_secret() -> str:
    """What makes an address known to nobody else."""
    return secrets.token_urlsafe(SECRET_BYTES)


def make(transaction: Transaction, secret: str, language: str) -> Document:
    """The volunteer who asks has an address from now on; the one before, if there was any, leads nowhere.

    Raises:
        Unknown: who asks is no volunteer.
    """
    number = _own(transaction)
    before = repository.of_volunteer(transaction, number) or {"names": str(uuid.uuid4())}
    made = {"hash": repository.hashed(secret), "language": language, "made_at": clock.to_text(clock.now())}
    kept = {"names": before["names"], **made}
    people.touch(transaction, [number])
    repository.keep(transaction, number, kept)
    return kept


def hashed(secret: str) -> str:
    """What an address may be called by: the secret itself stands nowhere."""
    return repository.hashed(secret)


def is_behind(made: Document, secret: str) -> bool:
    """Whether an address is the one that was made: what was answered before tells of an earlier one."""
    return bool(made["hash"] == repository.hashed(secret))


def withdraw(transaction: Transaction) -> None:
    """The address of who asks leads nowhere any more; twice is as once.

    Raises:
        Unknown: who asks is no volunteer.
    """
    repository.forget(transaction, [_own(transaction)])


def forget(transaction: Transaction, numbers: Iterable[str]) -> None:
    """The addresses of who is erased lead nowhere."""
    repository.forget(transaction, numbers)


def withdraw_of(transaction: Transaction, events: Iterable[Event]) -> None:
    """All tokens of some holders were revoked: addresses that these had by then may be in the same wrong hands."""
    told = sorted(events, key=lambda one: clock.from_text(one.data["revoked_at"]))
    until = {one.subject.rpartition(SEPARATOR)[2]: clock.from_text(one.data["revoked_at"]) for one in told}
    made = repository.made(transaction, until)
    repository.forget(transaction, [one for one, at in made.items() if clock.from_text(at) <= until[one]])


def own(store: Store, number: str | None) -> Document:
    """Since when somebody has an address, and in which language; the address itself is not known.

    Raises:
        Unknown: there is none.
    """
    found = store.transact(lambda transaction: repository.of_volunteer(transaction, number)) if number else None
    if found is None:
        raise Unknown(THING)
    return found


def calendar(store: Store, secret: str, now: dt.datetime) -> Calendar:
    """What stands behind an address: the shifts to which its volunteer signed up, but for those long over.

    Raises:
        Unknown: it leads nowhere.
    """

    if not SECRET.fullmatch(secret):
        raise Unknown(THING)

    def found(transaction: Transaction) -> Calendar:
        kept = repository.behind(transaction, secret)
        if kept is None:
            raise Unknown(THING)
        since = now - domain.KEPT
        of_volunteer = signups.of_volunteers(transaction, [kept["_id"]])
        sign_ups = [one for one in of_volunteer if clock.from_text(one["starts_at"]) >= since]
        shown = repository.shown(transaction, {one["shift_ref"] for one in sign_ups})
        return Calendar(kept["language"], domain.entries(uuid.UUID(kept["names"]), sign_ups, *shown))

    return store.transact(found)


def _own(transaction: Transaction) -> str:
    number = transaction.where.person
    if number is None or closed(transaction, [number]):
        raise Unknown("volunteer")
    return number
