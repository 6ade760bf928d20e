"""Homes: ports, secrets, the environment of processes, and what a home refuses to be."""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from cli.commands.test import split
from cli.paths import ROOT
from cli.stack import running
from cli.systems import alias, finding, home, keys, ports, sealing_keys
from cli.systems.hash_keys import CHAIN
from cli.terminal.errors import CommandError
from shared.config import load_settings


@pytest.fixture
def made(tmp_path: Path) -> home.Home:
    """A home with ports and secrets, never started."""
    return home.settle(home.prepare(tmp_path / "home"))


def test_a_home_keeps_its_ports_and_secrets(made: home.Home) -> None:
    """The second start finds what the first one chose."""
    assert home.settle(made.folder) == made
    assert home.read(made.folder) == made


def test_a_port_that_somebody_took_is_replaced(made: home.Home) -> None:
    """Only that one; the others stay."""
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", made.ports["store"]))
        somebody.listen()
        again = home.settle(made.folder)
    assert {name for name in ports.NAMES if again.ports[name] != made.ports[name]} == {"store"}


def test_a_port_is_taken_as_soon_as_it_is_chosen(made: home.Home) -> None:
    """Two systems that start at one moment do not both take the familiar one, though nobody listens there yet."""
    taken = made.ports["http"]
    code = f"from pathlib import Path; from cli.systems import ports; ports.settle(Path('other.json'), {taken})"
    command = [sys.executable, "-c", code]
    here = {**os.environ, "PYTHONPATH": str(ROOT)}
    other = subprocess.run(command, capture_output=True, text=True, check=False, cwd=made.folder, env=here)
    assert f"port {taken} is taken" in other.stderr


def test_the_port_asked_for_must_be_free(made: home.Home) -> None:
    """It is taken as it is, or refused, and kept for the next start."""
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        wanted = somebody.getsockname()[1]
        with pytest.raises(ports.PortTaken, match=f"port {wanted} is taken"):
            home.settle(made.folder, wanted)
    assert home.settle(made.folder, wanted).ports["http"] == wanted
    assert home.settle(made.folder).ports["http"] == wanted


def test_all_ports_differ(made: home.Home) -> None:
    """No two programs of a home get the same port."""
    assert len(set(made.ports.values())) == len(ports.NAMES)


def test_secrets_are_private_and_long(made: home.Home) -> None:
    """Readable by their owner only; keys of 32 bytes."""
    assert oct((made.folder / "secrets.env").stat().st_mode & 0o777) == oct(0o600)
    for name in (CHAIN, *sealing_keys.SEALING.values()):
        assert len(base64.b64decode(made.secrets[name].partition(":")[2])) == 32


def test_two_homes_share_no_secret(tmp_path: Path) -> None:
    """Every home has its own."""
    one, two = (keys.settle(tmp_path / name) for name in ("one.env", "two.env"))
    assert not set(one.values()) & set(two.values())


def test_the_environment_makes_settings(made: home.Home) -> None:
    """What a process gets is what shared/config.py asks for; api and worker have different probe ports."""
    with mock.patch.dict(os.environ, made.environment("worker", prefix="x_", vhost="v")):
        settings = load_settings()
    assert settings.ops_port == made.ports["worker_ops"]
    assert settings.database("hours") == "x_hours"
    assert settings.broker_uri.endswith(f":{made.ports['broker']}/v")
    assert made.environment("api")["KAPOK_OPS_PORT"] == str(made.ports["api_ops"])
    assert made.environment()["KAPOK_OPS_PORT"] == "0"


def test_a_folder_with_something_else_is_no_home(tmp_path: Path) -> None:
    """Nobody's files are mixed with ours."""
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(home.HomeError, match="holds something else"):
        home.prepare(tmp_path)


def test_a_file_is_no_home(tmp_path: Path) -> None:
    """It is said, rather than shown as an error in the code."""
    (tmp_path / "file").touch()
    with pytest.raises(home.HomeError, match="cannot be used"):
        home.prepare(tmp_path / "file")
    with pytest.raises(home.HomeError, match="there is no system in"):
        home.read(tmp_path / "file")


def test_only_a_home_for_demos_is_emptied(made: home.Home, tmp_path: Path) -> None:
    """A system that is to be kept stays; a demo's goes."""
    with pytest.raises(home.HomeError, match="to be kept"):
        home.empty(made.folder)
    passing = home.prepare(tmp_path / "demo")
    home.empty(passing)
    home.settle(passing)
    (passing / "store").mkdir()
    home.empty(passing)
    assert [entry.name for entry in passing.iterdir()] == [home.MARK_OF_PASSING]


def test_nobody_else_reads_what_a_start_leaves(tmp_path: Path) -> None:
    """Not even the lock and the mark, before anything runs."""
    passing = home.prepare(tmp_path / "demo")
    home.empty(passing)
    with running._only_one(passing):
        modes = {entry.name: entry.stat().st_mode & 0o777 for entry in passing.iterdir()}
    assert {home.LOCK: 0o600, home.MARK_OF_PASSING: 0o600} == modes


def test_a_long_path_still_has_a_short_socket(tmp_path: Path) -> None:
    """A socket's path has at most 107 bytes; the supervisor needs a few of them."""
    deep = tmp_path / ("x" * 120)
    socket_path = home.settle(home.prepare(deep)).supervisor_socket
    assert len(os.fsencode(socket_path)) <= 107 - 8
    assert socket_path.parent != deep


def test_an_awkward_path_has_a_plain_name(tmp_path: Path) -> None:
    """Only as long as the system runs."""
    folder = tmp_path / "100 % 木棉"
    folder.mkdir()
    alias.make(folder)
    assert alias.of(folder).resolve() == folder
    assert alias.PLAIN.fullmatch(str(alias.of(folder)))
    alias.remove(folder)
    assert not alias.of(folder).parent.exists()
    assert alias.of(Path("/srv/kapok")) == Path("/srv/kapok")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), ([], [])),
        (("unit", "system"), (["unit", "system"], [])),
        (("unit", "-k", "stars"), (["unit"], ["-k", "stars"])),
        (("-x",), ([], ["-x"])),
    ],
)
def test_levels_and_pytest_options_are_told_apart(
    arguments: tuple[str, ...], expected: tuple[list[str], list[str]]
) -> None:
    """What begins with a dash, and all after it, is pytest's."""
    assert split(arguments) == expected


@pytest.mark.parametrize(
    "url", ["", "kapok.example.org", "ftp://kapok.example.org", "http://", "http://[::1", "http://a:b"]
)
def test_what_is_no_address_is_refused_at_once(tmp_path: Path, url: str) -> None:
    """A request to it would be sent again for minutes, as if nobody answered there."""
    with pytest.raises(CommandError, match="is no address"):
        finding.chosen(tmp_path, url, "token")
    assert finding.chosen(tmp_path, "https://[::1]:8443/kapok/", "token").http_uri == "https://[::1]:8443/kapok"
