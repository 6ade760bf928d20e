"""Where tests write."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from tests import memory


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
    """What a running process uses stays, and so does what nobody of ours has made."""
    used, left, unknown = (tmp_path / f"{memory.PREFIX}{name}" for name in ("used", "left", "unknown"))
    for folder in (used, left, unknown):
        folder.mkdir()
    (left / memory.LOCK).touch()
    with memory.held(used):
        memory.forget_left(tmp_path)
    assert sorted([used, unknown]) == sorted(tmp_path.iterdir())
