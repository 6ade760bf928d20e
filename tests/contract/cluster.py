"""The manifests of deploy/kubernetes by kind, and what tests ask of them again and again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from cli.kubernetes import secrets
from cli.paths import ROOT
from cli.systems import certificate_keys, code_keys, ledger_keys, sealing_keys
from shared.config import SERVICES
from tests.contract import kustomize
from tests.contract.kustomize import Manifest, pod_of

BASE = ROOT / "deploy" / "kubernetes" / "base"
EXAMPLE = ROOT / "deploy" / "kubernetes" / "example"
PROCESSES = sorted(f"{service}-{kind}" for service in SERVICES for kind in ("api", "worker"))
EDGE_CERTIFICATE = "kapok-edge"


@cache
def manifests() -> list[Manifest]:
    """All of the base."""
    return kustomize.build(BASE)


def of(kind: str) -> dict[str, Manifest]:
    """Those of a kind, by name."""
    return {one["metadata"]["name"]: one for one in manifests() if one["kind"] == kind}


def pods() -> dict[str, Manifest]:
    """The templates of all pods, by the name of what makes them."""
    return {one["metadata"]["name"]: pod for one in manifests() if (pod := pod_of(one))}


def containers() -> Iterator[tuple[str, Manifest]]:
    """Every container, with the name of what makes its pod."""
    for name, pod in pods().items():
        for container in pod["spec"]["containers"]:
            yield name, container


def container(name: str) -> Manifest:
    """The one container of a Deployment or Job."""
    (found,) = pods()[name]["spec"]["containers"]
    assert isinstance(found, dict)
    return found


def selected(selector: Manifest) -> set[str]:
    """Whose pods a selector means; an empty one means all."""
    return {name for name, pod in pods().items() if _means(selector, pod["metadata"]["labels"])}


def _means(selector: Manifest, labels: dict[str, str]) -> bool:
    wanted = selector.get("matchLabels", {})
    choices = selector.get("matchExpressions", ())
    assert all(choice["operator"] == "In" for choice in choices)
    return wanted.items() <= labels.items() and all(labels.get(one["key"]) in one["values"] for one in choices)


@cache
def secret_keys() -> dict[str, frozenset[str]]:
    """The keys of each Secret that `python -m cli.kubernetes.secrets` makes."""
    names = [
        *secrets.KEYS,
        *sealing_keys.SEALING.values(),
        code_keys.NAME,
        certificate_keys.NAME,
        ledger_keys.NAME,
        *secrets.TOKENS.values(),
        *(name for user in ("root", *SERVICES) for name in secrets.passwords_of(user)),
    ]
    made = secrets.manifests(dict.fromkeys(names, "x"), "amqp://broker//", "http://broker", "mongodb://store/")
    return {one["metadata"]["name"]: frozenset(one["stringData"]) for one in made}
