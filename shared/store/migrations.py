"""Migrations: collections and indexes, made before the processes start, each version once, never on the fly."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog
from pymongo import ASCENDING, IndexModel
from pymongo.database import Database
from pymongo.errors import CollectionInvalid

from shared import clock
from shared.store import access_log, inbox, revocations
from shared.store.client import Document
from shared.store.transaction import ACCESS_LOG, access_database

log = structlog.get_logger()
DEAD_LETTERS = "dead_letters"
DAY_SECONDS = 86_400
IDEMPOTENCY_KEPT_DAYS = 7


@dataclass(frozen=True)
class Migration:
    """A step of a database's shape; it may be repeated after a crash in its middle."""

    version: int
    name: str
    apply: Callable[[Database[Document]], None]


def collection(database: Database[Document], name: str, *indexes: IndexModel) -> None:
    """Make a collection with its indexes while it is empty; leave what is there."""
    with suppress(CollectionInvalid):
        database.create_collection(name)
    if indexes:
        database[name].create_indexes(list(indexes))


def index(
    *fields: str, unique: bool = False, sparse: bool = False, expires_after_days: int | None = None
) -> IndexModel:
    """An index on fields, ascending; `expires_after_days` lets the store remove old documents."""
    options: dict[str, object] = {"unique": unique, "sparse": sparse}
    if expires_after_days is not None:
        options["expireAfterSeconds"] = expires_after_days * DAY_SECONDS
    return IndexModel([(field, ASCENDING) for field in fields], **options)


def _base(database: Database[Document]) -> None:
    collection(database, "outbox", index("pending", sparse=True), index("last", sparse=True))
    collection(database, "relay")
    collection(database, "inbox", index("at", expires_after_days=inbox.KEPT_DAYS))
    collection(database, "idempotency", index("at", expires_after_days=IDEMPOTENCY_KEPT_DAYS))
    collection(database, DEAD_LETTERS, index("at"))
    collection(database, "refusals", index("resource"))


def _number_dead_letters(database: Database[Document]) -> None:
    collection(database, "counters")
    collection(database, DEAD_LETTERS, index("number"), index("type", "number"), index("key"))
    letters = database[DEAD_LETTERS]
    number = 0
    for number, letter in enumerate(letters.find({}, {"at": 1}), 1):
        added = {"number": number, "key": key_of(letter["_id"]), "failures": 1, "first_at": letter["at"]}
        letters.update_one({"_id": letter["_id"]}, {"$set": added})
    database["counters"].replace_one({"_id": DEAD_LETTERS}, {"kept": number, "last": number}, upsert=True)


def _access_log(database: Database[Document]) -> None:
    by = (index(name, "entry") for name in ("volunteer", "by", "did"))
    expiring = index("at", expires_after_days=access_log.KEPT_DAYS)
    collection(access_database(database), ACCESS_LOG, index("entry"), *by, expiring)


def key_of(identifier: str) -> str:
    """The key of a dead letter: its first few letters are enough to name it."""
    return hashlib.sha256(identifier.encode()).hexdigest()[:16]


def _revoked_tokens(database: Database[Document]) -> None:
    collection(database, revocations.COLLECTION, index("at", expires_after_days=revocations.KEPT_DAYS))


def _revoked_holders(database: Database[Document]) -> None:
    collection(database, revocations.HOLDERS, index("at", expires_after_days=revocations.KEPT_DAYS))


# What every service has counts downwards, so that a service's own versions can begin at 1.
BASE = Migration(0, "what every service has", _base)
SHARED = (
    BASE,
    Migration(-1, "dead letters with a number and a key, and a counter", _number_dead_letters),
    Migration(-2, "tokens that were revoked", _revoked_tokens),
    Migration(-4, "holders whose tokens were revoked", _revoked_holders),
)
LOG = Migration(-3, "who did what", _access_log)


def migrate(database: Database[Document], migrations: Sequence[Migration], *, is_asked: bool = True) -> list[int]:
    """Apply what the database does not have yet, in order; the versions that were applied.

    Args:
        is_asked: whether anybody sends it commands, so that it has an access log.
    """
    collection(database, "migrations")
    done = {document["_id"] for document in database["migrations"].find()}
    applied = []
    for migration in (*SHARED, *([LOG] if is_asked else []), *migrations):
        if migration.version not in done:
            migration.apply(database)
            database["migrations"].replace_one(
                {"_id": migration.version}, {"name": migration.name, "at": clock.now()}, upsert=True
            )
            log.info("migrated", database=database.name, version=migration.version, name=migration.name)
            applied.append(migration.version)
    return applied
