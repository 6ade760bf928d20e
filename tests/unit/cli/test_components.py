"""The bill of materials has everything that is installed or run, as CycloneDX writes it."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path

from click.testing import CliRunner

from cli.commands.sbom import sbom
from cli.project import components
from shared import clock
from tests.markdown import text

BILL = components.bill(clock.now())


def test_every_package_that_is_locked_is_there() -> None:
    """Each with its version and the hash of each of its files; all that is named directly hangs on the project."""
    lock = text("requirements.lock")
    packages = {one["name"]: one for one in BILL["components"] if one["type"] == "library"}

    assert packages.keys() == set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))
    assert len(re.findall(r"sha256:", lock)) == sum(len(one["hashes"]) for one in packages.values())
    assert {"flask", "nameko", "pymongo"} <= {one.split("/")[1].split("@")[0] for one in _direct()}
    assert packages["flask"]["version"] == metadata.version("flask")


def _direct() -> list[str]:
    (root,) = BILL["dependencies"]
    assert root["ref"] == BILL["metadata"]["component"]["bom-ref"]
    assert set(root["dependsOn"]) <= {one["bom-ref"] for one in BILL["components"]}
    found: list[str] = root["dependsOn"]
    return found


def test_every_image_of_others_is_there() -> None:
    """By name and tag."""
    images = {f"{one['name']}:{one['version']}" for one in BILL["components"] if one["type"] == "container"}

    assert {"python", "rabbitmq", "mongo", "nginx"} == {one.partition(":")[0] for one in images}
    assert images == set(components.images())


def test_it_is_written_for_programs(tmp_path: Path) -> None:
    """With what CycloneDX asks for, each component once."""
    file = tmp_path / "kapok.cdx.json"
    done = CliRunner().invoke(sbom, [str(file)])
    written = json.loads(file.read_text(encoding="utf-8"))

    assert (0, f"{len(written['components'])} components in {file}\n") == (done.exit_code, done.output)
    assert ("CycloneDX", "1.6", 1) == tuple(written[name] for name in ("bomFormat", "specVersion", "version"))
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", written["serialNumber"])
    references = [one["bom-ref"] for one in written["components"]]
    assert sorted(set(references)) == sorted(references)
    assert all(one["purl"] and one["version"] for one in written["components"])
