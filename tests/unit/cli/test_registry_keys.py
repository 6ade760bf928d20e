"""Keys of the registry's records: a home and a deployment of a version before get them, and can have new ones."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from cli.commands.secrets import secrets
from cli.systems import home, keys
from cli.systems.keys import REGISTRY


def test_a_home_of_a_version_before_gets_a_key_when_it_starts(tmp_path: Path) -> None:
    """Once, and all else stays."""
    made = home.settle(home.prepare(tmp_path / "home"))
    rest = {name: value for name, value in made.secrets.items() if name != REGISTRY}
    keys.write(made.folder / "secrets.env", rest)

    again = home.settle(made.folder).secrets
    assert (rest, {REGISTRY}) == ({name: again[name] for name in rest}, set(again) - set(rest))
    assert again == home.settle(made.folder).secrets


def test_the_file_of_a_deployment_gets_a_new_key_in_front(tmp_path: Path) -> None:
    """What was sealed before is opened by the one behind it; nothing else of the file changes."""
    file = tmp_path / ".env"
    file.write_text("KAPOK_HASH_KEY=h\n")

    for _ in range(2):
        assert CliRunner().invoke(secrets, ["--new-registry-key", str(file)]).exit_code == 0
    first, second = keys.read(file)[REGISTRY].split(",")
    assert first != second
    assert keys.read(file)["KAPOK_HASH_KEY"] == "h"

    assert CliRunner().invoke(secrets, ["--new-registry-key", str(file)]).exit_code == 0
    assert keys.read(file)[REGISTRY].split(",")[1:] == [first, second]
