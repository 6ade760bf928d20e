"""The keys by which hours signs certificates; no other service has them, and their public parts everybody."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping

NAME = "KAPOK_CERTIFICATE_KEYS"


def new_key() -> str:
    """A new key, as it stands in the list."""
    return f"s{secrets.token_hex(4)}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def generate() -> dict[str, str]:
    """The first key."""
    return {NAME: new_key()}


def completed(kept: Mapping[str, str]) -> dict[str, str]:
    """The same secrets with a key, where a version before did not know it."""
    return {**kept, **({} if kept.get(NAME) else generate())}
