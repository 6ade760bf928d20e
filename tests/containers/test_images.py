"""What is in the images, and what is not."""

from __future__ import annotations

import json

import pytest

from shared.config import SERVICES
from tests.containers.containers import Containers

INSIDE = r"""
import importlib.util, json, os, pathlib, shutil
def writable(folder):
    try:
        pathlib.Path(folder, "x").touch()
    except OSError:
        return False
    return True
tools = ("pip", "gcc", "cc", "g++", "make", "ld", "git")
print(json.dumps({
    "user": os.getuid(),
    "services": sorted(one.name for one in pathlib.Path("services").iterdir() if one.is_dir() and one.name[0] != "_"),
    "parts": sorted(one.name for one in pathlib.Path().iterdir()),
    "tools": [one for one in tools if shutil.which(one)],
    "modules": [one for one in ("pip", "setuptools", "wheel", "ensurepip", "pytest") if importlib.util.find_spec(one)],
    "writable": [one for one in ("/", "/app", "/opt/venv", "/var/tmp", "/tmp") if writable(one)],
    "compiled": pathlib.Path("shared/__pycache__").is_dir(),
}))
"""
HARDENED = ("--rm", "--network", "none", "--read-only", "--cap-drop", "ALL", "--tmpfs", "/tmp")  # noqa: S108 (a container's own)


@pytest.mark.parametrize("service", SERVICES)
def test_a_services_image_holds_it_and_what_it_needs(images: Containers, service: str) -> None:
    """No other service, no compiler, no installer; nobody's user, who can write nowhere but into memory."""
    found = json.loads(
        images.docker("run", *HARDENED, "--entrypoint", "python", f"kapok/{service}", "-c", INSIDE.strip())
    )
    assert found == {
        "user": 10001,
        "services": [service],
        "parts": ["runner", "services", "shared"],
        "tools": [],
        "modules": [],
        "writable": ["/tmp"],  # noqa: S108
        "compiled": True,
    }


@pytest.mark.parametrize("name", [*SERVICES, "operator"])
def test_no_image_knows_a_secret(images: Containers, name: str) -> None:
    """Neither in its settings nor in what its layers were made by; the file with the secrets is not in it."""
    told = images.docker("inspect", f"kapok/{name}") + images.docker("history", "--no-trunc", f"kapok/{name}")
    files = images.docker("run", *HARDENED, "--entrypoint", "find", f"kapok/{name}", "/app", "/opt", "-name", ".env*")
    assert [variable for variable, value in images.secrets.items() if value in told] == []
    assert files == ""
