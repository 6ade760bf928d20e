"""Where keys come from: the environment or a folder of files, of which the same settings are made."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import pytest

from cli.systems import keys as secrets
from shared.config import Settings, SettingsError, load_settings
from shared.key_sources import Folder, KeySource, KeySourceError
from shared.key_texts import KeyTexts
from shared.keyring import sealer_of

ADDRESSES = {"KAPOK_STORE_URI": "mongodb://127.0.0.1:1/", "KAPOK_BROKER_URI": "amqp://127.0.0.1:2//"}
KEYS = {name: value for name, value in secrets.for_deployment().items() if ":" in value}
PURPOSE = "KAPOK_HOURS_KEYS"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Addresses alone."""
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    for name, value in ADDRESSES.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A file for each purpose, for their owner and group."""
    for name, value in KEYS.items():
        (tmp_path / name).write_text(f"{value}\n")
        (tmp_path / name).chmod(0o440)
    return tmp_path


def _shown(settings: Settings) -> tuple[object, ...]:
    return (
        settings.service_keys,
        settings.sealing_keys,
        settings.hash_keys,
        settings.token_public_keys,
        settings.token_private_key,
    )


def test_a_folder_holds_what_the_environment_would(environment: pytest.MonkeyPatch, folder: Path) -> None:
    """All keys, from the one or from the other, never from both."""
    with environment.context() as inside:
        for name, value in KEYS.items():
            inside.setenv(name, value)
        expected = load_settings()
    environment.setenv("KAPOK_KEYS_FOLDER", str(folder))
    environment.setenv(PURPOSE, "h9:" + base64.b64encode(bytes(32)).decode())

    assert _shown(expected) == _shown(load_settings())
    assert len(expected.service_keys["hours"]) == 1


def test_a_purpose_without_a_file_has_no_keys(folder: Path) -> None:
    """A service is given the files of its own purposes alone."""
    (folder / PURPOSE).unlink()
    assert Folder(folder).take(PURPOSE) == ""


@pytest.mark.parametrize("mode", [0o444, 0o442])
def test_a_file_that_is_everybodys_is_refused(environment: pytest.MonkeyPatch, folder: Path, mode: int) -> None:
    """Whether others may read it or change it; the message names it, and no key."""
    (folder / PURPOSE).chmod(mode)
    environment.setenv("KAPOK_KEYS_FOLDER", str(folder))

    with pytest.raises(SettingsError, match=rf"{PURPOSE} is open to everybody .*chmod o-rwx") as raised:
        load_settings()
    assert KEYS[PURPOSE].partition(":")[2] not in str(raised.value)


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    """No folder, a folder in place of a file, something that is no text."""
    (tmp_path / "KAPOK_A").mkdir()
    (tmp_path / "KAPOK_B").write_bytes(b"\xff\xfe")
    (tmp_path / "KAPOK_B").chmod(0o400)
    for place, purpose, said in (
        (tmp_path / "none", PURPOSE, "there is no folder"),
        (tmp_path, "KAPOK_A", "KAPOK_A cannot be read"),
        (tmp_path, "KAPOK_B", "it is no text of keys"),
    ):
        with pytest.raises(KeySourceError, match=said):
            Folder(place).take(purpose)


def test_any_source_will_do() -> None:
    """A key store is one more class: what it gives is read as all else, and what it cannot tell is a mistake."""

    class Store:
        def take(self, purpose: str) -> str:
            if purpose != PURPOSE:
                raise KeySourceError(f"the key store does not answer for {purpose}")
            return KEYS[PURPOSE]

    source: KeySource = Store()
    texts = KeyTexts(source)
    assert list(texts.named(PURPOSE)) == [KEYS[PURPOSE].partition(":")[0]]
    assert texts.named("KAPOK_MATCHING_KEYS") == {}
    assert texts.mistakes == ["the key store does not answer for KAPOK_MATCHING_KEYS"]


@pytest.mark.parametrize(("service", "needed"), [("hours", PURPOSE), ("registry", PURPOSE), ("projects", None)])
def test_a_service_does_not_start_without_its_keys(
    environment: pytest.MonkeyPatch, folder: Path, service: str, needed: str | None
) -> None:
    """What it hears would lie among the dead letters; who reads and seals nothing needs none."""
    environment.setenv("KAPOK_KEYS_FOLDER", str(folder))
    settings = load_settings()
    without = replace(settings, service_keys={**settings.service_keys, "hours": {}})
    if needed is None:
        assert sealer_of(without, service)
        return
    with pytest.raises(SettingsError, match=f"{service} needs {needed}"):
        sealer_of(without, service)
