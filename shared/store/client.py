"""The connection to the store: MongoDB 7 as a replica set, or the embedded store, which speaks its protocol."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pymongo
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    DuplicateKeyError,
    ExecutionTimeout,
    OperationFailure,
    PyMongoError,
    WTimeoutError,
)
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from shared.config import Settings

Document = dict[str, Any]
DURABLE = WriteConcern("majority", j=True)
SNAPSHOT = ReadConcern("snapshot")
PROBE_SECONDS = 2
# Of MongoDB's error codes: UserNotFound, Unauthorized, AuthenticationFailed, LockTimeout, LockBusy, MaxTimeMSExpired,
# NoSuchTransaction (the store gave it up), ExceededTimeLimit, TransactionExceededLifetimeLimitSeconds,
# ReauthenticationRequired, OutOfDiskSpace.
OF_THE_STORE = {11, 13, 18, 24, 46, 50, 251, 262, 290, 391, 14031}
OF_THE_SIZE = {251, 290}
DUPLICATE = 11000


def connect(settings: Settings) -> MongoClient[Document]:
    """One client for each process, made after eventlet has patched (where it does)."""
    return MongoClient(
        settings.store_uri,
        appname="kapok-" + "-".join(settings.services),
        w="majority",
        journal=True,
        tz_aware=True,
        maxPoolSize=64,
        serverSelectionTimeoutMS=5_000,
        connectTimeoutMS=5_000,
        socketTimeoutMS=60_000,
    )


def database_of(client: MongoClient[Document], settings: Settings, service: str) -> Database[Document]:
    """The database that `service` alone owns."""
    # Majority: what a failover could take back is neither published nor read.
    return client.get_database(settings.database(service), write_concern=DURABLE, read_concern=ReadConcern("majority"))


def store_probe(client: MongoClient[Document]) -> Callable[[], str | None]:
    """A probe that asks the store for a sign of life."""

    def probe() -> str | None:
        try:
            with pymongo.timeout(PROBE_SECONDS):
                client.admin.command("ping")
        except PyMongoError as error:
            return type(error).__name__
        return None

    return probe


def is_outage(error: BaseException) -> bool:
    """Whether the store failed, rather than what was asked of it: then nothing is wrong with the message in hand."""
    if isinstance(error, (ConnectionFailure, ExecutionTimeout, WTimeoutError)):
        return True
    if isinstance(error, OperationFailure) and error.code in OF_THE_STORE:
        return True
    labels = ("TransientTransactionError", "UnknownTransactionCommitResult", "RetryableWriteError")
    return isinstance(error, PyMongoError) and any(error.has_error_label(label) for label in labels)


def is_too_much(error: BaseException) -> bool:
    """Whether a transaction was too large or took too long, so that half of the work may fit."""
    return isinstance(error, OperationFailure) and error.code in OF_THE_SIZE


def is_duplicate(error: BaseException) -> bool:
    """Whether a document with the same unique key was there."""
    if isinstance(error, BulkWriteError):
        return any(one["code"] == DUPLICATE for one in (error.details or {}).get("writeErrors", ()))
    return isinstance(error, DuplicateKeyError)
