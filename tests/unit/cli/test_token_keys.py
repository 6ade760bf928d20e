"""Keys of tokens: who holds which, how they are renewed, and how a home of a version before gets them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.commands.secrets import secrets
from cli.stack import processes
from cli.systems import home, keys, token_keys
from cli.systems.token_keys import FORMER, PRIVATE, PUBLIC


@pytest.fixture
def made(tmp_path: Path) -> home.Home:
    """A home that was never started."""
    return home.settle(home.prepare(tmp_path / "home"))


def test_no_process_that_serves_holds_the_private_key(made: home.Home) -> None:
    """An api gets public keys, a worker and a migration none; a client makes tokens."""
    of = {program.name: program.environment for program in processes.programs(made)}
    assert {PUBLIC} == {PRIVATE, PUBLIC} & set(of["api"])
    assert set() == {PRIVATE, PUBLIC} & {*of["worker"], *made.environment("migration")}
    assert {PRIVATE, PUBLIC} <= set(made.environment())
    assert not any(made.secrets[PRIVATE] in environment.values() for environment in of.values())


def test_a_home_of_a_version_before_gets_keys_when_it_starts(made: home.Home) -> None:
    """All else stays; the secret that everybody held goes."""
    file = made.folder / "secrets.env"
    rest = {name: value for name, value in made.secrets.items() if name not in (PRIVATE, PUBLIC)}
    keys.write(file, {**rest, FORMER: "s" * 64})

    again = home.settle(made.folder).secrets
    assert {PRIVATE, PUBLIC} == set(again) - set(rest)
    assert rest == {name: again[name] for name in rest}
    assert again == home.settle(made.folder).secrets


def test_a_new_key_leaves_the_public_ones_of_before(made: home.Home) -> None:
    """Behind its own, until their tokens are over."""
    new = token_keys.renewed(made.secrets)
    name = new[PRIVATE].partition(":")[0]
    first, second = new[PUBLIC].split(",")
    assert (name, made.secrets[PUBLIC]) == (first.partition(":")[0], second)
    assert new[PRIVATE] != made.secrets[PRIVATE]


def test_the_file_of_a_deployment_gets_a_new_key(tmp_path: Path) -> None:
    """In place; what its owner wrote into it besides stays as it was."""
    file = tmp_path / ".env"
    file.write_text(f"# of our containers\nKAPOK_PORT=9000\n{FORMER}=s\nKAPOK_HASH_KEY=h\n")

    for _ in range(2):
        assert CliRunner().invoke(secrets, ["--new-token-key", str(file)]).exit_code == 0
    lines = file.read_text().splitlines()
    assert ["# of our containers", "KAPOK_PORT=9000", "KAPOK_HASH_KEY=h"] == lines[:3]
    assert [PRIVATE, PUBLIC] == [line.partition("=")[0] for line in lines[3:]]
    assert 2 == len(keys.read(file)[PUBLIC].split(","))
    assert 0o600 == file.stat().st_mode & 0o777


def test_a_file_that_is_not_there_gets_no_key(tmp_path: Path) -> None:
    """It would have nothing else that a deployment needs."""
    answer = CliRunner().invoke(secrets, ["--new-token-key", str(tmp_path / "none.env")])
    assert 1 == answer.exit_code
    assert "cannot be changed" in answer.output
