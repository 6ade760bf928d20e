"""What Kapok is made of: packages and images, as a bill of materials (CycloneDX 1.6), for who looks for weaknesses."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml  # type: ignore[import-untyped]

from cli.paths import ROOT
from cli.terminal.errors import CommandError

PACKAGE = re.compile(r"^([a-z0-9._-]+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)
HASH = re.compile(r"sha256:([0-9a-f]{64})")
BASE_IMAGE = re.compile(r"^FROM (\S+:\S+) AS ", re.MULTILINE)
OURS, LOCK = "kapok/", "requirements.lock"
FILES = ("docker-compose.yml", "Dockerfile")
"""Where images of others are named."""
Entry = dict[str, Any]


def bill(now: dt.datetime) -> Entry:
    """Everything that is installed or run: each package that is locked, with its files' hashes, and each image.

    Raises:
        CommandError: this is not the project's folder.
    """
    if not (ROOT / LOCK).exists():
        raise CommandError("what Kapok is made of stands in the project's folder; run this there")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    packages = [_package(*found) for found in PACKAGE.findall((ROOT / LOCK).read_text(encoding="utf-8"))]
    itself = f"pkg:generic/{project['name']}@{project['version']}"
    named = {re.split(r"[<>=\[ ]", one)[0] for one in project["dependencies"]}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid4()}",
        "version": 1,
        "metadata": {
            "timestamp": now.isoformat(timespec="seconds"),
            "component": {
                "type": "application",
                "bom-ref": itself,
                "name": project["name"],
                "version": project["version"],
                "purl": itself,
                "licenses": [{"license": {"id": project["license"]}}],
            },
        },
        "components": [*packages, *map(image, images())],
        "dependencies": [{"ref": itself, "dependsOn": [one["bom-ref"] for one in packages if one["name"] in named]}],
    }


def images(root: Path = ROOT) -> list[str]:
    """Those of others, by name and tag, and by digest where that is said: what ours are made of, what runs beside."""
    compose, recipe = ((root / name).read_text(encoding="utf-8") for name in FILES)
    beside = {one["image"] for one in yaml.safe_load(compose)["services"].values()}
    return sorted({one for one in beside if not one.startswith(OURS)} | set(BASE_IMAGE.findall(recipe)))


def _package(name: str, version: str, hashes: str) -> Entry:
    purl = f"pkg:pypi/{name}@{version}"
    files = [{"alg": "SHA-256", "content": one} for one in HASH.findall(hashes)]
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl, "hashes": files}


def image(named: str) -> Entry:
    """What is said of an image."""
    named, _, digest = named.partition("@")
    name, _, tag = named.partition(":")
    purl = f"pkg:docker/{name}@{quote(digest, safe='') or tag}"
    hashes = [{"alg": "SHA-256", "content": one} for one in HASH.findall(digest)]
    return {"type": "container", "bom-ref": purl, "name": name, "version": tag, "purl": purl, "hashes": hashes}
