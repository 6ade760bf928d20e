"""Certificates are verified by public keys alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from cli.terminal.errors import CommandError
from shared.certificates import checking, files
from shared.certificates.serials import written
from shared.certificates.signing import Doubtful


class Told(NamedTuple):
    """Whether a certificate holds, and what to say of it."""

    holds: bool
    words: str


def read_keys(file: Path) -> dict[str, bytes]:
    """The public keys of a file.

    Raises:
        CommandError: it has none.
    """
    try:
        found = {one["key"]: bytes.fromhex(one["public"]) for one in json.loads(file.read_bytes())["keys"]}
    except (ValueError, KeyError, TypeError):
        raise CommandError(
            f"{file} is no file of public keys; GET /hours/v1/certificates/keys answers with one"
        ) from None
    return found


def verified(file: Path, keys: Mapping[str, bytes]) -> Told:
    """What is to be said of a file."""
    try:
        said = files.read(file.read_bytes(), keys).contents
        checking.check_sums(said)
    except Doubtful as error:
        return Told(False, f"{file.name}: does not hold: {error}")
    totals = said["totals"]
    whose = f"{said['volunteer']}, {said['first_day']} to {said['last_day']}"
    sums = f"{totals['minutes']} minutes in {totals['entries']} entries"
    return Told(True, f"{file.name}: {written(said['serial'])} of {whose}: {sums}, issued {said['issued_at']}")
