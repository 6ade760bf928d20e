"""`python -m cli.kubernetes.secrets`: the Secrets that deploy/kubernetes refers to, from those of `./kapok secrets`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import yaml  # type: ignore[import-untyped]

from cli.paths import ROOT
from cli.systems import certificate_keys, code_keys, hash_keys, keys, ledger_keys, token_keys
from cli.systems.sealing_keys import FORMER, SEALING
from shared.config import SERVICES
from shared.events.catalogue import readers_of

Manifest = dict[str, Any]
SHARED = "kapok-keys"
KEYS = (hash_keys.CHAIN,)
TOKENS = {"kapok-tokens": token_keys.PUBLIC, "kapok-signing": token_keys.PRIVATE}
"""Apis get the one, who makes tokens the other."""
SIGNING = {"projects": code_keys.NAME, "hours": certificate_keys.NAME}
"""By service the keys by which it signs."""
OPERATOR, ALL_SEALING, LEDGER = "kapok-operator", "kapok-sealing", "kapok-ledger"
"""The last one is for the worker of hours."""
ADMINISTRATOR = "root"
NAMESPACE = "kapok"


def name_of(service: str) -> str:
    """The Secret that a service alone gets: its user and password at broker and store, and its sealing keys."""
    return f"kapok-{service}"


def manifests(values: Mapping[str, str], broker: str, management: str, store: str) -> Iterator[Manifest]:
    """All Secrets. The addresses are those without user and password.

    Raises:
        KeyError: a password is missing.
    """
    values = {**values, hash_keys.CHAIN: hash_keys.chain(values)}
    shared = {name: values[name] for name in KEYS}
    yield _secret(SHARED, {**shared, hash_keys.FORMS: values.get(hash_keys.FORMS, "")})
    for name, key in TOKENS.items():
        yield _secret(name, {key: values[key]})
    for service in SERVICES:
        sealing = _sealing(values, {service, *readers_of(service)})
        own = {SIGNING[service]: values.get(SIGNING[service], "")} if service in SIGNING else {}
        yield _secret(name_of(service), {**_addresses(values, service, broker, store), **sealing, **own})
    yield _secret(LEDGER, {ledger_keys.NAME: values.get(ledger_keys.NAME, "")})
    yield _secret(ALL_SEALING, _sealing(values, SERVICES))
    passwords = {name: values[name] for user in SERVICES for name in passwords_of(user)}
    console = _with_user(management, ADMINISTRATOR, values[passwords_of(ADMINISTRATOR)[0]])
    own = _addresses(values, ADMINISTRATOR, broker, store)
    yield _secret(OPERATOR, {**own, "KAPOK_BROKER_MANAGEMENT_URI": console, **passwords})


def _sealing(values: Mapping[str, str], services: Iterable[str]) -> dict[str, str]:
    """The sealing keys of some services; with them, where there are any, those that all shared before."""
    found = {name: values[name] for service, name in SEALING.items() if service in services}
    return {**found, FORMER: values[FORMER]} if found and values.get(FORMER) else found


def _addresses(values: Mapping[str, str], user: str, broker: str, store: str) -> dict[str, str]:
    at_broker, at_store = (values[name] for name in passwords_of(user))
    return {
        "KAPOK_BROKER_URI": _with_user(broker, user, at_broker),
        "KAPOK_STORE_URI": _with_user(store, user, at_store),
    }


def passwords_of(user: str) -> tuple[str, str]:
    """The names of a user's passwords at broker and store."""
    return f"KAPOK_{user.upper()}_BROKER_PASSWORD", f"KAPOK_{user.upper()}_STORE_PASSWORD"


def _with_user(address: str, user: str, password: str) -> str:
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{user}:{password}@{rest}"


def _secret(name: str, values: dict[str, str]) -> Manifest:
    metadata = {"name": name, "namespace": NAMESPACE, "labels": {"app.kubernetes.io/part-of": "kapok"}}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "type": "Opaque", "stringData": values}


@click.command()
@click.option("--broker", required=True, metavar="URI", help="For example amqp://broker.rabbitmq:5672//")
@click.option("--management", required=True, metavar="URI", help="For example http://broker.rabbitmq:15672")
@click.option("--store", required=True, metavar="URI", help="For example mongodb://a.mongodb,b.mongodb/?replicaSet=rs0")
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=ROOT / ".env", metavar="[FILE]"
)
def main(broker: str, management: str, store: str, file: Path) -> None:
    """Print the Secrets, for `kubectl apply --server-side -f -`.

    FILE is by default .env, as `./kapok secrets` makes it. Its KAPOK_ROOT_..._PASSWORD are those of the administrator
    `root` at your broker and store. The addresses stand here without user and password.
    """
    try:
        found = list(manifests(keys.read(file), broker, management, store))
    except KeyError as missing:
        raise click.ClickException(f"{file} has no {missing.args[0]}; `./kapok secrets FILE` makes one") from None
    click.echo(yaml.safe_dump_all(found, sort_keys=False, width=10_000), nl=False)


if __name__ == "__main__":
    main()
