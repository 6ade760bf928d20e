"""Sealing keys of services: a home and a deployment of a version before get them."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from cli.commands.secrets import secrets
from cli.systems import home, keys
from cli.systems.keys import FORMER, SEALING


def test_a_home_of_a_version_before_gets_its_keys_when_it_starts(tmp_path: Path) -> None:
    """Once, and all else stays, with the keys that all services shared."""
    made = home.settle(home.prepare(tmp_path / "home"))
    rest = {name: value for name, value in made.secrets.items() if name not in SEALING.values()}
    keys.write(made.folder / "secrets.env", {**rest, FORMER: "k1:x"})

    again = home.settle(made.folder).secrets
    assert {**rest, FORMER: "k1:x"} == {name: again[name] for name in again if name not in SEALING.values()}
    assert set(SEALING.values()) <= again.keys()
    assert again == home.settle(made.folder).secrets


def test_nothing_new_is_sealed_by_keys_of_all(tmp_path: Path) -> None:
    """Neither a new home nor a new deployment has any."""
    assert FORMER not in {**keys.for_deployment(), **home.settle(home.prepare(tmp_path / "home")).secrets}


def test_the_file_of_a_deployment_gets_what_it_lacks(tmp_path: Path) -> None:
    """A key for each service; those that are there stay, and so does everything else."""
    file = tmp_path / ".env"
    file.write_text(f"KAPOK_HASH_KEY=h\n{FORMER}=k1:x\n{SEALING['registry']}=r1:y\n")

    answer = CliRunner().invoke(secrets, ["--new-sealing-keys", str(file)])
    assert (0, True) == (answer.exit_code, "start hours, incentives and matching" in answer.output)
    kept = keys.read(file)
    assert ["h", "k1:x", "r1:y"] == [kept[name] for name in ("KAPOK_HASH_KEY", FORMER, SEALING["registry"])]
    assert len(SEALING) == len({kept[name] for name in SEALING.values()})
    assert CliRunner().invoke(secrets, ["--new-sealing-keys", str(file)]).exit_code == 0
    assert kept == keys.read(file)
