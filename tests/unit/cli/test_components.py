"""The bill of materials has everything that is installed or run, as CycloneDX writes it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.commands.sbom import sbom
from cli.project import components, pins
from cli.terminal.errors import CommandError
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


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what names images."""
    for name in components.FILES:
        (tmp_path / name).write_text(text(name), encoding="utf-8")
    return tmp_path


def test_a_release_names_images_by_digests(copy: Path) -> None:
    """Behind name and tag, in both files, whatever digest stood there; nothing else is changed, and ours stay."""
    for digit in "a", "b":
        lines = [f"{one} sha256:{digit * 64}\n" for one in components.images()]
        pinned = pins.pin(copy, pins.read(lines))
        assert [f"{one}@sha256:{digit * 64}" for one in components.images()] == pinned
    for name in components.FILES:
        written = (copy / name).read_text(encoding="utf-8")
        assert text(name) == written.replace(f"@sha256:{'b' * 64}", "")
        assert re.search(r"^\s*(image:|FROM) (?!kapok/|base\b)[^@\s]+$", written, re.MULTILINE) is None
    bill = [components.image(one) for one in pinned]
    assert [[{"alg": "SHA-256", "content": "b" * 64}]] * len(bill) == [one["hashes"] for one in bill]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: lines[1:], "no digest is given of "),
        (lambda lines: [*lines, f"other:1 sha256:{'a' * 64}"], "no image here is other:1"),
        (lambda lines: [*lines, lines[0].replace("a" * 64, "b" * 64)], "another digest"),
        (lambda lines: [*lines[1:], lines[0][:-1]], "must be an image and its digest"),
    ],
)
def test_an_image_without_a_digest_is_no_release(
    copy: Path, change: Callable[[list[str]], list[str]], said: str
) -> None:
    """Nothing is written."""
    lines = [f"{one}@sha256:{'a' * 64}" for one in components.images()]
    with pytest.raises(CommandError, match=said):
        pins.pin(copy, pins.read(change(lines)))
    assert [text(name) for name in components.FILES] == [(copy / name).read_text() for name in components.FILES]


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
