"""Certificates are verified by public keys alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from cli.terminal.errors import CommandError
from shared.certificates import checking, files
from shared.certificates.serials import written
from shared.certificates.signing import Doubtful


class Keys(NamedTuple):
    """The public keys of certificates, and of the ledger's seals, by their names."""

    keys: dict[str, bytes]
    seals: dict[str, bytes]


class Told(NamedTuple):
    """Whether a certificate holds, and what to say of it."""

    holds: bool
    words: str


def read_keys(file: Path) -> Keys:
    """The public keys of a file.

    Raises:
        CommandError: it has none.
    """
    try:
        kept = json.loads(file.read_bytes())
        found = Keys(*({one["key"]: bytes.fromhex(one["public"]) for one in kept[kind]} for kind in Keys._fields))
    except (ValueError, KeyError, TypeError):
        raise CommandError(
            f"{file} is no file of public keys; GET /hours/v1/certificates/keys answers with one"
        ) from None
    return found


def verified(file: Path, keys: Keys) -> Told:
    """What is to be said of a file."""
    try:
        issued = files.read(file.read_bytes(), keys.keys)
        said = issued.contents
        checking.check_sums(said)
        sealed = checking.check_proofs(said, issued.proofs, keys.seals)
    except Doubtful as error:
        return Told(False, f"{file.name}: does not hold: {error}")
    totals = said["totals"]
    whose = f"{said['volunteer']}, {said['first_day']} to {said['last_day']}"
    sums = f"{totals['minutes']} minutes in {totals['entries']} entries, {sealed} of them shown to be sealed"
    return Told(True, f"{file.name}: {written(said['serial'])} of {whose}: {sums}, issued {said['issued_at']}")
