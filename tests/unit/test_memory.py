"""Where tests write."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from tests import memory

MOST = 1 << 22
"""No process of Linux has a higher number."""


def test_memory_without_room_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither what is not there nor what is too small."""
    monkeypatch.setattr(memory, "ROOM", 1)
    assert not memory.has_room(tmp_path / "nowhere")
    assert memory.has_room(tmp_path)
    monkeypatch.setattr(memory, "ROOM", 1 << 62)
    assert not memory.has_room(tmp_path)


def test_who_names_a_folder_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment names is where everything is written."""
    before = tempfile.tempdir
    monkeypatch.setenv(memory.ELSEWHERE, "/somewhere")
    memory.use()
    assert ("/somewhere", before) == (os.environ[memory.ELSEWHERE], tempfile.tempdir)


def test_the_memory_of_who_was_killed_is_given_back(tmp_path: Path) -> None:
    """What a running process uses stays."""
    names = [f"{memory.PREFIX}{os.getpid()}-x", "anothers"]
    for name in (*names, f"{memory.PREFIX}{MOST + 1}-x", f"{memory.PREFIX}x"):
        (tmp_path / name).mkdir()
    memory.forget_left(tmp_path)
    assert sorted(names) == sorted(one.name for one in tmp_path.iterdir())
