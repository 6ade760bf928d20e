"""The services' HTTP applications, without a store: enough for what they promise."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from pymongo import MongoClient

from runner.services import part
from shared.config import SERVICES, Settings
from shared.hashing import FIRST
from shared.store.client import Document
from shared.store.transaction import Store
from shared.web.application import make_application

TOKEN_KEY = Ed25519PrivateKey.generate()
NOWHERE = "mongodb://127.0.0.1:1"
SETTINGS = Settings(
    store_uri=NOWHERE,
    broker_uri="",
    broker_management_uri="",
    services=(),
    database_prefix="",
    http_host="127.0.0.1",
    http_port=0,
    ops_port=0,
    log_level="INFO",
    hash_keys={FIRST: secrets.token_bytes(32)},
    service_keys={one: {f"{one}-1": secrets.token_bytes(32)} for one in SERVICES},
    token_public_keys={"t1": TOKEN_KEY.public_key().public_bytes_raw()},
    token_private_key=("t1", TOKEN_KEY.private_bytes_raw()),
)


@contextmanager
def application(service: str) -> Iterator[Flask]:
    """A service's application; nothing that needs the store works."""
    with MongoClient[Document](NOWHERE, connect=False, serverSelectionTimeoutMS=1) as client:
        made = make_application(SETTINGS, Store(client, SETTINGS, service), part(service, "api").blueprints)
        made.extensions["kapok"] = replace(made.extensions["kapok"], revoked=Nothing())
        yield made


class Nothing:
    """What was revoked, where there is no store to keep it."""

    def has(self, _claims: object, _source: str, _subject: str) -> bool:
        """Nothing was."""
        return False
