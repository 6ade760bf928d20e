"""Who may do what in a deployment: a user for each service at the broker and at the store, with its own part only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure

from cli.talking.management import Management
from cli.terminal.errors import CommandError
from shared.config import SERVICES, Settings
from shared.store.client import connect
from shared.store.transaction import access_database

USERS = "admin"
"""The database that holds the users of all, as an administrator expects it."""
ALREADY_EXISTS = (51002, 51003)
"""A role, and a user."""
ADDING = ("insert", "find", "createCollection", "createIndex", "listCollections", "listIndexes")
"""What a service may do with its access log: nothing that is in it can be changed or taken away."""


def provision(settings: Settings, passwords: Mapping[str, str]) -> None:
    """Make the users, or bring their passwords and rights up to date; and the broker's policies.

    Args:
        passwords: by the names `KAPOK_<SERVICE>_BROKER_PASSWORD` and `KAPOK_<SERVICE>_STORE_PASSWORD`.

    Raises:
        CommandError: a password is missing, or the broker refused.
    """
    missing = [name for kind in ("BROKER", "STORE") for name in _variables(kind).values() if not passwords.get(name)]
    if missing:
        raise CommandError(f"the environment has no {', '.join(missing)}")
    broker = Management(settings.broker_management_uri)
    for service, variable in _variables("BROKER").items():
        broker.make_user(service, passwords[variable])
    broker.apply_permissions()
    broker.apply_policies()
    with connect(settings) as client:
        for service, variable in _variables("STORE").items():
            make_store_user(client, service, passwords[variable], settings.database(service))


def make_store_user(client: MongoClient[dict[str, Any]], name: str, password: str, database: str) -> None:
    """A user that reads and writes one database, adds to the access log beside it, and sees nothing of others."""
    log, role = access_database(client[database]).name, f"{name}-access-log"
    privileges = [{"resource": {"db": log, "collection": ""}, "actions": list(ADDING)}]
    _make(client, "Role", role, {"privileges": privileges, "roles": []})
    roles = [{"role": "readWrite", "db": database}, {"role": role, "db": USERS}]
    _make(client, "User", name, {"pwd": password, "roles": roles})


def _make(client: MongoClient[dict[str, Any]], kind: str, name: str, contents: Mapping[str, Any]) -> None:
    """A user or a role, or what it may by now."""
    try:
        client[USERS].command({f"create{kind}": name, **contents})
    except OperationFailure as error:
        if error.code not in ALREADY_EXISTS:
            raise
        client[USERS].command({f"update{kind}": name, **contents})


def _variables(kind: str) -> dict[str, str]:
    return {service: f"KAPOK_{service.upper()}_{kind}_PASSWORD" for service in SERVICES}
