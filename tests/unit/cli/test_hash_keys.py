"""The steps by which another hash key takes the place of the one in a file of secrets."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.commands.secrets import secrets
from cli.systems import keys
from cli.systems.hash_keys import CHAIN, FORMS
from shared.config import load_settings
from shared.hashing import Hasher

KEY_BYTES = b"0" * 32
KEY = base64.b64encode(KEY_BYTES).decode()


def take(file: Path, step: str) -> Result:
    """Take a step with a file."""
    return CliRunner().invoke(secrets, ["--hash-key", step, str(file)])


def hasher(file: Path, environment: pytest.MonkeyPatch) -> Hasher:
    """The hasher of a process that was started with the file."""
    for name, value in keys.read(file).items():
        environment.setenv(name, value)
    settings = load_settings()
    return Hasher(settings.hash_keys, settings.hash_forms)


def test_a_key_is_known_then_used_then_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a file of a version that knew one key; twice, and then what the first key hashed is still made anew."""
    file = tmp_path / ".env"
    file.write_text("KAPOK_PORT=9000\nKAPOK_HASH_KEY=" + KEY + "\n")
    for name in ("STORE_URI", "BROKER_URI"):
        monkeypatch.setenv(f"KAPOK_{name}", "x://")
    monkeypatch.setenv("KAPOK_SEALING_KEYS", f"k1:{KEY}")
    first = before = Hasher({"h1": KEY_BYTES}).digest("a")
    for _ in range(2):
        assert take(file, "known").exit_code == 0
        known = hasher(file, monkeypatch).digest("a")
        assert before.text == known.text
        assert take(file, "used").exit_code == 0
        used = hasher(file, monkeypatch).digest("a")
        assert (known.others, used.others) == ((used.text,), (known.text,))
        assert take(file, "forgotten").exit_code == 0
        assert (used.text,) == hasher(file, monkeypatch).digest("a").forms
        before = used
    assert before.text == hasher(file, monkeypatch).renewed(first.text)
    assert ["KAPOK_PORT", CHAIN, FORMS] == list(keys.read(file))


@pytest.mark.parametrize(
    ("taken", "step"), [([], "used"), ([], "forgotten"), (["known"], "known"), (["known"], "forgotten")]
)
def test_no_step_is_left_out(tmp_path: Path, taken: list[str], step: str) -> None:
    """Nor taken twice: the file stays as it is."""
    file = tmp_path / ".env"
    file.write_text(f"KAPOK_HASH_KEYS=h1:{KEY}\n")
    for one in taken:
        take(file, one)
    kept = file.read_text()
    answer = take(file, step)
    assert (1, kept) == (answer.exit_code, file.read_text())
    assert "hash key" in answer.output
