"""The Secrets of a cluster come from the same file as those of the containers."""

from __future__ import annotations

from pathlib import Path

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml  # type: ignore[import-untyped]
from click.testing import CliRunner, Result

from cli.commands.secrets import secrets as secrets_command
from cli.kubernetes import secrets
from cli.systems import certificate_keys, code_keys, keys, sealing_keys
from shared.config import SERVICES
from tests.contract import cluster

ADDRESSES = (
    "--broker=amqps://broker.rabbitmq:5671//",
    "--management=https://broker.rabbitmq:15671",
    "--store=mongodb://a.mongodb,b.mongodb/?replicaSet=rs0",
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `./kapok secrets FILE` writes."""
    made = tmp_path_factory.mktemp("secrets") / "cluster.env"
    assert CliRunner().invoke(secrets_command, [str(made)]).exit_code == 0
    return made


def _print(file: Path) -> Result:
    return CliRunner().invoke(secrets.main, [*ADDRESSES, str(file)])


def test_they_are_what_the_manifests_refer_to(file: Path) -> None:
    """By name, and valid."""
    found = list(yaml.safe_load_all(_print(file).stdout))
    named = {
        source["secretRef"]["name"]
        for _, container in cluster.containers()
        for source in container["envFrom"]
        if "secretRef" in source
    }

    assert {one["metadata"]["name"] for one in found} == named
    assert {one["metadata"]["namespace"] for one in found} == {"kapok"}
    for one in found:
        kubernetes_validate.validate(one, "1.37", strict=True)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_gets_its_own_user_only(file: Path, service: str) -> None:
    """At broker and store, with the passwords of the file, its own sealing keys, and those of whom it seals for."""
    values = keys.read(file)
    made = {one["metadata"]["name"]: one["stringData"] for one in yaml.safe_load_all(_print(file).stdout)}
    at_broker, at_store = (values[f"KAPOK_{service.upper()}_{kind}_PASSWORD"] for kind in ("BROKER", "STORE"))

    sealing = [name for one, name in sealing_keys.SEALING.items() if service in (one, "registry")]

    signing = {"projects": [code_keys.NAME], "hours": [certificate_keys.NAME]}.get(service, [])

    assert made[f"kapok-{service}"] == {
        **{name: values[name] for name in (*sealing, *signing)},
        "KAPOK_BROKER_URI": f"amqps://{service}:{at_broker}@broker.rabbitmq:5671//",
        "KAPOK_STORE_URI": f"mongodb://{service}:{at_store}@a.mongodb,b.mongodb/?replicaSet=rs0",
    }


def test_the_operator_gets_what_a_migration_needs(file: Path) -> None:
    """The administrator's addresses, and the passwords that it gives to the services."""
    made = {one["metadata"]["name"]: one["stringData"] for one in yaml.safe_load_all(_print(file).stdout)}
    operator = made["kapok-operator"]

    assert operator["KAPOK_BROKER_MANAGEMENT_URI"].startswith("https://root:")
    assert {name for name in operator if name.endswith("_PASSWORD")} == {
        f"KAPOK_{service.upper()}_{kind}_PASSWORD" for service in SERVICES for kind in ("BROKER", "STORE")
    }


def test_a_file_that_lacks_something_is_refused(tmp_path: Path) -> None:
    """By the name of what is missing."""
    file = tmp_path / "cluster.env"
    file.write_text("KAPOK_HASH_KEY=x\n")

    answer = _print(file)
    assert answer.exit_code == 1
    assert "has no KAPOK_TOKEN_PUBLIC_KEYS" in answer.output
