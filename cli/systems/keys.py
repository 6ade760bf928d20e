"""The secrets of a home: generated once, readable only by their owner."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from cli.systems import certificate_keys, code_keys, hash_keys, ledger_keys, sealing_keys, token_keys
from shared.config import SERVICES

BROKER_USER = "kapok"


def settle(file: Path) -> dict[str, str]:
    """The secrets kept in `file`; made on first use, and what a version before did not know is added."""
    if not file.exists():
        write(file, _generate())
    if token_keys.PRIVATE not in (kept := read(file)):
        write(file, token_keys.renewed(kept))
    if not set(sealing_keys.SEALING.values()) <= (kept := read(file)).keys():
        write(file, sealing_keys.completed(kept))
    if code_keys.NAME not in (kept := read(file)):
        write(file, code_keys.completed(kept))
    if certificate_keys.NAME not in (kept := read(file)):
        write(file, certificate_keys.completed(kept))
    if ledger_keys.NAME not in (kept := read(file)):
        write(file, ledger_keys.completed(kept))
    return read(file)


def read(file: Path) -> dict[str, str]:
    """The secrets kept in `file`, by the names of their environment variables."""
    pairs = (line.partition("=") for line in file.read_text().splitlines() if line)
    return {name: value for name, _, value in pairs}


def write_private(file: Path, text: str) -> None:
    """Replace the file whole, readable only by its owner from its first byte on."""
    draft = file.with_name(file.name + ".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
    draft.replace(file)


def _generate() -> dict[str, str]:
    return {
        **token_keys.generate(),
        **sealing_keys.generate(),
        **code_keys.generate(),
        **certificate_keys.generate(),
        **ledger_keys.generate(),
        **hash_keys.generate(),
        "BROKER_PASSWORD": secrets.token_hex(24),
    }


def for_deployment() -> dict[str, str]:
    """New secrets for containers: those of a home, and a password for each user of broker and store."""
    own = {name: value for name, value in _generate().items() if name.startswith("KAPOK_")}
    users = [f"{user.upper()}_{kind}" for kind in ("BROKER", "STORE") for user in ("root", *SERVICES)]
    passwords = {f"KAPOK_{user}_PASSWORD": secrets.token_hex(24) for user in users}
    return {**own, **passwords, "KAPOK_STORE_CLUSTER_KEY": secrets.token_hex(256)}


def write(file: Path, values: Mapping[str, str]) -> None:
    """Keep these secrets in the file, in place of those that it had."""
    write_private(file, "".join(f"{name}={value}\n" for name, value in values.items()))
