"""The Dockerfile and docker-compose.yml are as an engine takes them, by the field's own checkers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]

from cli.paths import ROOT
from cli.systems import keys, token_keys
from shared.config import SERVICES

BESIDE_PYTHON = Path(sys.executable).parent
DOCKER = shutil.which("docker") or ""


def _checked(*words: str, environment: dict[str, str] | None = None) -> str:
    """What a checker complains about; nothing where all is well."""
    done = subprocess.run(
        words, cwd=ROOT, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else f"{done.stdout}{done.stderr}" or f"exit code {done.returncode}"


def _has_compose() -> bool:
    return (
        bool(DOCKER) and not subprocess.run([DOCKER, "compose", "version"], capture_output=True, check=False).returncode
    )


def test_hadolint_is_content() -> None:
    """The Dockerfile breaks no rule, not even one of style."""
    assert _checked(str(BESIDE_PYTHON / "hadolint"), "--failure-threshold", "style", "Dockerfile") == ""


def test_hadolint_would_complain(tmp_path: Path) -> None:
    """About a Dockerfile whose last user is root, for one."""
    bad = tmp_path / "Dockerfile"
    bad.write_text("FROM python:3.11-slim-bookworm\nUSER root\n")
    assert "DL3002" in _checked(str(BESIDE_PYTHON / "hadolint"), str(bad))


def test_compose_file_is_by_the_specification() -> None:
    """No field that the Compose Specification does not know, and no value of another kind."""
    schema = ("--builtin-schema", "vendor.compose-spec")
    assert _checked(sys.executable, "-m", "check_jsonschema", *schema, "docker-compose.yml") == ""


@pytest.mark.skipif(
    not _has_compose(), reason="there is no docker compose here; the specification's schema stands for it"
)
def test_docker_compose_takes_the_file() -> None:
    """With the secrets that `./kapok secrets` writes, `docker compose config` finds nothing to say."""
    assert _checked(DOCKER, "compose", "config", "-q", environment=keys.for_deployment()) == ""


def test_only_the_operator_signs_and_only_apis_are_shown_tokens() -> None:
    """Workers and the migration get no key of tokens at all."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    private, public = (
        {name for name, one in services.items() if variable in one.get("environment", ())}
        for variable in (token_keys.PRIVATE, token_keys.PUBLIC)
    )

    assert {"operator"} == private
    assert {f"{service}-api" for service in SERVICES} == public


def test_two_services_share_no_network() -> None:
    """A service's processes are with broker and store, its api with the edge, too; only the edge has a way out."""
    described = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    inside: dict[str, set[str]] = {name: set() for name in described["networks"]}
    for name, one in described["services"].items():
        for network in one["networks"]:
            inside[network].add(name)

    own = {one: {"broker", "store", "operator", f"{one}-api", f"{one}-worker"} for one in SERVICES}
    with_edge = {f"{one}-edge": {"edge", f"{one}-api"} for one in SERVICES}
    rest = {"administration": {"broker", "store", "migrate", "operator"}, "entrance": {"edge", "operator"}}
    assert {**own, **with_edge, **rest, "outside": {"edge"}} == inside
    assert {"outside"} == {name for name, one in described["networks"].items() if not one.get("internal")}
