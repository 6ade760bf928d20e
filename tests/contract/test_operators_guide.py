"""What the operators' guides name is there, and nothing of its kind is left out; tests/containers runs the commands."""

from __future__ import annotations

import re
from typing import Any

import click
import pytest
import yaml  # type: ignore[import-untyped]

from cli.kubernetes import scaling
from cli.main import kapok
from cli.paths import ROOT
from cli.systems import keys, province, sealing_keys
from shared.config import SERVICES
from shared.events.catalogue import CATALOGUE
from tests.containers.guide import GUIDE, steps
from tests.contract import cluster
from tests.contract.test_kubernetes import VERSIONS
from tests.markdown import BLOCK, text
from tests.variables import known

KUBERNETES = "docs/kubernetes.md"
COMPOSE, PROVINCE = "docker-compose.yml", "deploy/province/compose.yml"
COMMANDS = [line for step in steps(text(GUIDE)) for line in re.split(r"\n(?!  )", step.commands) if line]
OPERATOR = re.compile(r"run --rm (?:-v \S+ )?operator (\S+)")


def _compose() -> Any:
    return yaml.safe_load(text(COMPOSE))


def _section(name: str, heading: str) -> str:
    """A part of a guide, from its heading to the next one."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text(name), re.MULTILINE | re.DOTALL)
    assert found, f"there is no {heading!r}"
    return found[1]


def _names(name: str, heading: str) -> list[str]:
    """The code in the first cells of a part's tables."""
    rows = re.findall(r"^\| (.*?) \|", _section(name, heading), re.MULTILINE)
    return [one for cell in rows for one in re.findall(r"`([^`]+)`", cell)]


def _spread(names: list[str]) -> set[str]:
    """`<SERVICE>` stands for each of them."""
    return {one.replace("<SERVICE>", service.upper()) for one in names for service in SERVICES}


def test_every_block_is_run() -> None:
    """The guide has commands, and no block that the test of the containers would leave out."""
    assert COMMANDS
    assert {language for language, _ in BLOCK.findall(text(GUIDE))} == {"sh"}


def test_every_variable_of_a_process_is_explained() -> None:
    """What shared/config.py reads, no more and no less."""
    assert set(_names(GUIDE, "Variables of the processes")) == known()


def test_every_variable_of_docker_compose_is_explained() -> None:
    """What the compose files take from outside, all of it either made by `./kapok secrets` or with a default."""
    secured = text(PROVINCE)
    certificates = set(re.findall(r"environment: (KAPOK_\w+)", secured))
    taken = certificates | set(re.findall(r"\$\{(KAPOK_\w+)", text(COMPOSE) + secured))
    explained = _spread(_names(GUIDE, "Variables of docker compose")) | {
        "KAPOK_TOKEN_PRIVATE_KEY",
        "KAPOK_TOKEN_PUBLIC_KEYS",
        "KAPOK_SEALING_KEYS",
        *sealing_keys.SEALING.values(),
        "KAPOK_CODE_KEYS",
        "KAPOK_CERTIFICATE_KEYS",
        "KAPOK_LEDGER_KEYS",
        "KAPOK_HASH_KEYS",
        "KAPOK_HASH_FORMS",
        "KAPOK_HASH_KEY",
    }
    with_default = set(re.findall(r"\$\{(KAPOK_\w+):-", text(COMPOSE)))

    assert explained == taken
    assert certificates == set(province.VARIABLES.values())
    assert set(keys.for_deployment()) | certificates | with_default == taken


def test_the_containers_are_those_of_docker_compose() -> None:
    """In the table of what runs, in the commands, and among the volumes."""
    compose = _compose()
    shown = {
        one.replace("<service>", service)
        for one in _names(GUIDE, "What runs")
        for service in SERVICES
        if "docker" not in one and "HTTP" not in one
    }
    used = {word.rstrip(";") for line in COMMANDS for word in re.findall(r"\b[a-z]+-(?:api|worker)\b", line)}

    assert shown == set(compose["services"])
    assert used <= set(compose["services"])
    assert set(compose["volumes"]) == {"broker", "store"}


def test_every_process_is_upgraded() -> None:
    """Workers before apis."""
    upgrade = next(step.commands for step in steps(text(GUIDE)) if step.heading == "Upgrade")
    migrations, workers, apis = (line for line in upgrade.splitlines() if re.search(r" migrate$|-(worker|api) ", line))

    assert migrations == "docker compose run --rm migrate"
    assert set(re.findall(r"\w+-worker", workers)) == {f"{service}-worker" for service in SERVICES}
    assert set(re.findall(r"\w+-api", apis)) == {f"{service}-api" for service in SERVICES}


@pytest.mark.parametrize("name", [GUIDE, KUBERNETES])
def test_the_commands_of_the_operator_exist(name: str) -> None:
    """Each is one of `./kapok`."""
    used = OPERATOR.findall(text(name)) + re.findall(r"cli\.main ([\w-]+)", text(name))
    there = kapok.list_commands(click.Context(kapok))

    assert used
    assert [one for one in used if one not in {*there, "COMMAND`"}] == []


def test_every_alarm_is_explained() -> None:
    """Each rule of deploy/prometheus/alerts.yaml."""
    rules = yaml.safe_load(text("deploy/prometheus/alerts.yaml"))
    alarms = {rule["alert"] for group in rules["groups"] for rule in group["rules"]}

    assert {one for one in _names(GUIDE, "On an alarm") if one.startswith("Kapok")} == alarms


def test_the_pairs_of_a_replay_are_those_of_the_catalogue() -> None:
    """Who listens to whom."""
    sentence = re.search(r"The pairs are: (.*?)\.\n", text(GUIDE), re.DOTALL)
    assert sentence
    shown = set()
    for part in sentence[1].split(";"):
        source, *listeners = re.findall(r"`(\w+)`", part)
        shown |= {(source, one) for one in (listeners or SERVICES)}

    assert shown == {(one.source, listener) for one in CATALOGUE.values() for listener in one.listeners}


def test_the_limits_that_are_named_are_those_that_hold() -> None:
    """Of a queue's length, and of the scalers."""
    policies = yaml.safe_load(text("deploy/rabbitmq/definitions.json"))["policies"]
    longest = {policy["definition"]["max-length"] for policy in policies}

    assert longest == {1_000_000}
    assert "a queue is full (1,000,000 messages)" in text(GUIDE)
    assert f"each {scaling.MESSAGES:,} messages" in text(KUBERNETES)
    assert (scaling.MOST, scaling.CALM_SECONDS) == (6, 5 * 60)


def test_a_process_has_as_long_to_stop_as_is_said() -> None:
    """By the constants of the processes."""
    api, worker = (
        re.findall(r"^STOP_SECONDS = (\d+)$", text(f"runner/{kind}.py"), re.MULTILINE) for kind in ("server", "worker")
    )

    assert f"for {api[0]} s (api) or {worker[0]} s (worker) at most" in text(GUIDE)


def test_the_ports_are_those_of_docker_compose() -> None:
    """Only the edge has one outside."""
    published = {name for name, one in _compose()["services"].items() if one.get("ports")}
    ports = re.findall(r"^\| `([^|]+)` \| ([\d, ]+) \|", _section(GUIDE, "Ports, networks and volumes"), re.MULTILINE)

    assert published == {"edge"}
    assert dict(ports)["<service>-api`, `<service>-worker"] == "9090"


def test_the_secrets_of_a_cluster_are_explained() -> None:
    """By their names; the versions of Kubernetes are those that the manifests are validated for."""
    shown = set(_names(KUBERNETES, "First start"))

    assert {one.replace("<service>", service) for one in shown for service in SERVICES} == set(cluster.secret_keys())
    assert f"{VERSIONS[0]},\n{VERSIONS[1]} and {VERSIONS[2]}" in text(KUBERNETES)
    assert (ROOT / "deploy" / "kubernetes" / "without-keda").is_dir()
