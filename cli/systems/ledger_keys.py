"""The key by which the worker of hours signs seals of the ledger; no other process has it.

The public part of a key that has signed lies with the seals, so a former key is needed by nobody.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping

from shared.seals import key_id, public_of

NAME = "KAPOK_LEDGER_KEYS"


def generate() -> dict[str, str]:
    """A new key, under the id that seals name it by."""
    seed = secrets.token_bytes(32)
    return {NAME: f"{key_id(public_of(seed))}:{base64.b64encode(seed).decode()}"}


def completed(kept: Mapping[str, str]) -> dict[str, str]:
    """The same secrets with a key, where a version before did not know it."""
    return {**kept, **({} if kept.get(NAME) else generate())}


def renewed(kept: Mapping[str, str]) -> dict[str, str]:
    """The same secrets with a new key in place of the former one."""
    return {**kept, **generate()}
