"""Who did what: each change by somebody, and each look at personal facts, in a log that is only ever added to.

It lies in a database of its own, in which a service's user may insert and find and nothing else (cli/operating/
provisioning.py): who has taken a service over can add to it, and take nothing back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared import clock, ids
from shared.store.client import DURABLE, Document
from shared.store.transaction import ACCESS_LOG, Store, Transaction, access_database

KEPT_DAYS = 3 * 366
"""How long an entry is kept; no source (the Cybersecurity Law asks for six months of logs at least)."""
READ, CHANGED = "read", "changed"


@dataclass(frozen=True)
class Access:
    """What somebody did.

    Attributes:
        did: `read` or `changed`.
        by, source: the subject of the token, and the system for which it speaks.
        route: method and path, the path's parameters by their names.
        reference: which record the path names, as it is kept; None where it names none.
        volunteer: the numbers of the volunteers whom it is about: each may see it.
        fields: what was read, or sent to be changed.
        rows: of a batch how many were sent; whom they are about each record says with its source.
        purpose: why, as who asked said.
        address, forwarded_for: who was connected, and for whom, if that was a proxy that says so.
        trace: of the request, as its log lines and events have it.
    """

    did: str
    by: str
    source: str
    route: str
    reference: str | None
    volunteer: tuple[str, ...]
    fields: tuple[str, ...]
    rows: int | None
    purpose: str | None
    address: str | None
    forwarded_for: str | None
    trace: str | None


def note(transaction: Transaction, access: Access) -> None:
    """Add what is done by a transaction, if it commits."""
    transaction.access_log.insert([_entry(access)])


def note_now(store: Store, access: Access) -> None:
    """Add what is about to be answered: durable before anybody reads the answer."""
    access_database(store.database).get_collection(ACCESS_LOG, write_concern=DURABLE).insert_one(_entry(access))


def _entry(access: Access) -> Document:
    at = clock.now()
    entry: Mapping[str, Any] = {name: value for name, value in vars(access).items() if value not in (None, ())}
    # The moment first: entries are listed in their order, and one name orders and identifies them.
    name = f"{clock.to_text(at)}/{ids.new_id()}"
    return {"_id": name, "entry": name, "at": at, **entry}
