"""What stands in the environment of each container, of docker-compose.yml and of a cluster."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml  # type: ignore[import-untyped]

from cli.kubernetes import secrets
from cli.paths import ROOT
from tests.contract import cluster

Environments = dict[str, dict[str, str]]
PLACEHOLDER = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")
ADDRESSES = ("amqp://broker//", "http://broker:15672", "mongodb://store/")


def of_compose(values: Mapping[str, str]) -> Environments:
    """By the container's name."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    return {
        name: {variable: _filled(str(text), values) for variable, text in one.get("environment", {}).items()}
        for name, one in services.items()
    }


def of_cluster(values: Mapping[str, str]) -> Environments:
    """By the name of what makes the pod; the ConfigMap holds nothing that is secret."""
    made = {one["metadata"]["name"]: one["stringData"] for one in secrets.manifests(values, *ADDRESSES)}
    return {
        name: {
            variable: text
            for source in one.get("envFrom", ())
            if "secretRef" in source
            for variable, text in made[source["secretRef"]["name"]].items()
        }
        for name, one in cluster.containers()
    }


def _filled(text: str, values: Mapping[str, str]) -> str:
    """As docker compose fills a text in; what it asks for by `:?` has to be there."""

    def value(found: re.Match[str]) -> str:
        name, kind, otherwise = found.groups()
        return values[name] if kind != "-" else values.get(name) or otherwise

    return PLACEHOLDER.sub(value, text)
