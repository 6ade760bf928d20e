"""The keys of codes: made once, and rotated with the former ones behind the new one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.commands.secrets import secrets
from cli.systems import code_keys, keys, sealing_keys
from services.projects.codes.domain import Code
from services.projects.codes.signing import read, written
from shared.key_sources import Environment
from shared.key_texts import KeyTexts

CODE = Code("shift-1", dt.datetime(2026, 2, 14, tzinfo=dt.UTC))


def test_a_new_key_stands_in_front_and_the_former_ones_stay() -> None:
    """What a version before did not know is made; what is there is left."""
    first = code_keys.completed({"A": "b"})
    assert first == code_keys.completed(first)
    second = code_keys.renewed(first)
    new, old = second[code_keys.NAME].split(",")
    assert (first[code_keys.NAME], "b") == (old, second["A"])
    assert new.partition(":")[0] != old.partition(":")[0]


def test_while_apis_are_started_one_by_one_each_knows_what_the_others_sign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In two steps of the command; in one step who does not have the key yet would call a code forged."""
    file = tmp_path / ".env"
    keys.write(file, code_keys.generate())
    states = [keys.read(file)]
    name = _run(file, "--next-key", "codes").rpartition(" ")[2].strip()
    states.append(keys.read(file))
    assert "those of projects for a key of codes" in _run(file, "--use-key", name)
    states.append(keys.read(file))

    old, known, used = (_keys(monkeypatch, one) for one in states)
    assert ([*old], [*old, name], [name, *old]) == ([*old], [*known], [*used])
    for beside in ((old, known), (known, used)):
        assert [CODE] * 4 == [read(written(CODE, by), here) for by in beside for here in beside]
    assert [None, CODE] == [read(written(CODE, used), old), read(written(CODE, old), used)]


def test_there_is_a_first_key_before_a_next_one(tmp_path: Path) -> None:
    """The command says how to make it."""
    file = tmp_path / ".env"
    file.write_text("KAPOK_HASH_KEY=h\n")
    assert "--new-code-key" in _run(file, "--next-key", "codes")
    assert "KAPOK_HASH_KEY=h\n" == file.read_text()


def _run(file: Path, *options: str) -> str:
    return CliRunner().invoke(secrets, [*options, str(file)]).output


def _keys(monkeypatch: pytest.MonkeyPatch, kept: Mapping[str, str]) -> dict[str, bytes]:
    """The keys as a process reads them at its start."""
    monkeypatch.setenv(code_keys.NAME, kept[code_keys.NAME])
    return KeyTexts(Environment()).named(code_keys.NAME)


def test_sealing_keys_of_projects_are_rotated_alike(tmp_path: Path) -> None:
    """As those of every service that opens something."""
    file = tmp_path / ".env"
    keys.write(file, sealing_keys.generate())
    for service, purpose in sealing_keys.SEALING.items():
        _run(file, "--next-key", service)
        assert 2 == len(keys.read(file)[purpose].split(","))
