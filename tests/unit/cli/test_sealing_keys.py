"""Sealing keys of services: who has none yet gets them, and they are rotated without a stop."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.commands.secrets import secrets
from cli.systems import home, keys, sealing_keys
from cli.systems.sealing_keys import FORMER, SEALING
from shared.crypto import Sealer, SealError

FACTS = {"birth_date": "1990-01-01"}


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


@pytest.mark.parametrize("name", ["new", "new~chacha20"])
@pytest.mark.parametrize("service", ["hours", "registry"])
def test_a_key_is_rotated_without_a_stop(service: str, name: str) -> None:
    """In each step, who has been started again and who has not open what both seal; in one step they would not.

    By a key of another algorithm, too.
    """
    old = sealing_keys.generate()
    known = sealing_keys.announced(old, service, f"{name}:{base64.b64encode(bytes(32)).decode()}")
    new = sealing_keys.used(known, name)

    for before, after in ((old, known), (known, new)):
        for one in (before, after):
            for other in (before, after):
                assert FACTS == _sealer(other, service).open(_told(one, service), "KV1")
    with pytest.raises(SealError):
        _sealer(old, service).open(_told(new, service), "KV1")
    assert FACTS == _sealer(new, service).open(_told(old, service), "KV1")


def test_each_step_says_what_to_do_next(tmp_path: Path) -> None:
    """The second names the key that the first made; again, it changes nothing."""
    file = tmp_path / ".env"
    keys.write(file, sealing_keys.generate())
    first = keys.read(file)[SEALING["hours"]]

    told = _run(file, "--next-key", "hours").output
    one, new = keys.read(file)[SEALING["hours"]].split(",")
    name = new.partition(":")[0]
    assert first == one
    assert "start the processes of hours again" in told
    assert f"./kapok secrets --use-key {name}" in told
    for _ in range(2):
        assert "start the registry's processes again" in _run(file, "--use-key", name).output
        assert f"{new},{first}" == keys.read(file)[SEALING["hours"]]


def test_the_next_key_may_be_of_another_algorithm(tmp_path: Path) -> None:
    """Its name says which; a key of codes signs and has none."""
    file = tmp_path / ".env"
    keys.write(file, sealing_keys.generate())
    assert "~chacha20" in _run(file, "--next-key", "hours", "--algorithm", "chacha20").output
    assert keys.read(file)[SEALING["hours"]].split(",")[1].partition(":")[0].endswith("~chacha20")
    refused = _run(file, "--next-key", "codes", "--algorithm", "chacha20")
    assert (1, True) == (refused.exit_code, "leave --algorithm out" in refused.output)


@pytest.mark.parametrize(
    ("option", "missing"), [(("--next-key", "hours"), SEALING["hours"]), (("--use-key", "x"), "key x")]
)
def test_what_is_not_there_is_not_rotated(tmp_path: Path, option: tuple[str, str], missing: str) -> None:
    """It is named, and the file stays as it was."""
    file = tmp_path / ".env"
    file.write_text("KAPOK_HASH_KEY=h\n")

    answer = _run(file, *option)
    assert (1, True) == (answer.exit_code, f"there is no {missing}" in answer.output)
    assert "KAPOK_HASH_KEY=h\n" == file.read_text()


def _run(file: Path, *options: str) -> Result:
    return CliRunner().invoke(secrets, [*options, str(file)])


def _list(kept: Mapping[str, str], service: str) -> dict[str, bytes]:
    entries = (entry.partition(":") for entry in kept[SEALING[service]].split(","))
    return {name: base64.b64decode(key) for name, _, key in entries}


def _sealer(kept: Mapping[str, str], service: str) -> Sealer:
    return Sealer(_list(kept, service), bytes(32))


def _told(kept: Mapping[str, str], service: str) -> str:
    """What the registry seals for a service."""
    registry = Sealer(_list(kept, "registry"), bytes(32), readers={service: _list(kept, service)})
    return registry.seal_for((service,), FACTS, "KV1")
