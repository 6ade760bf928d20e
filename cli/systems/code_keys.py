"""The keys by which projects signs the codes of shifts; no other service has them."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping

NAME = "KAPOK_CODE_KEYS"


def generate() -> dict[str, str]:
    """A new key."""
    return {NAME: f"c{secrets.token_hex(4)}:{base64.b64encode(secrets.token_bytes(32)).decode()}"}


def completed(kept: Mapping[str, str]) -> dict[str, str]:
    """The same secrets with a key, where a version before did not know it."""
    return {**kept, **({} if kept.get(NAME) else generate())}


def renewed(kept: Mapping[str, str]) -> dict[str, str]:
    """The same secrets with a new key in front: it signs, and codes of the others are still known."""
    return {**kept, NAME: ",".join(filter(None, (generate()[NAME], kept.get(NAME, ""))))}
