"""A ledger that is sealed in tests: entries are credited and told, and the log has them, as the relay leaves it."""

from __future__ import annotations

import base64
import secrets
from dataclasses import replace
from typing import Any

from pymongo.database import Database

from services.hours.balances.usecases import take_balances
from services.hours.seals.usecases import Sealing
from shared.intake.rows import Line
from shared.seals import key_id, public_of
from shared.store import outbox
from shared.store.logbook import Logbook
from shared.store.transaction import Store
from tests.integration.hours.county import HERE, balance

COUNTY = "440303"


def with_key(store: Store, seed: bytes | None = None) -> Store:
    """The same store with a key of seals, by default a new one."""
    seed = seed or secrets.token_bytes(32)
    settings = replace(store.settings, ledger_keys={key_id(public_of(seed)): seed})
    return Store(store.client, settings, store.service)


def publish(database: Database[dict[str, Any]]) -> None:
    """Give what waits its positions, as the relay does when the broker has it."""
    commits = list(outbox.pending(database, 10_000))
    marks, position = outbox.marks(Logbook(database).head().position, commits)
    if marks:
        database["outbox"].bulk_write(marks)
        database["relay"].update_one({"_id": "relay"}, {"$set": {"position": position}}, upsert=True)


def credit(store: Store, *names: str) -> None:
    """Credit opening balances to the volunteer `here`, in one commit, and have them in the log."""
    lines = [Line(number, balance(name, COUNTY, HERE)) for number, name in enumerate(names, 2)]
    store.transact(lambda transaction: take_balances(transaction, lines))
    publish(store.database)


def seal(store: Store) -> int:
    """Seal as a process does that begins now; how many entries."""
    sealed = Sealing(store).go_on()
    publish(store.database)
    return sealed


def public_keys(store: Store) -> dict[str, bytes]:
    """The public keys that are stored."""
    return {one["_id"]: bytes(one["public"]) for one in store.database["seal_keys"].find()}


def written(seed: bytes) -> str:
    """A key as the environment has it."""
    return f"{key_id(public_of(seed))}:{base64.b64encode(seed).decode()}"
