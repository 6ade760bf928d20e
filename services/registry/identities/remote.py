"""The identity authority that the settings name. What asks it is loaded only where there is one."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from shared.config import Settings

if TYPE_CHECKING:
    from services.registry.identities.authority import RemoteAuthority


def remote_of(settings: Settings) -> RemoteAuthority | None:
    """The authority that the settings name; None where rows declare what it answers."""
    url = settings.identity_authority_url
    return _remote(url, settings.identity_authority_token) if url else None


@functools.cache
def _remote(url: str, token: str) -> RemoteAuthority:
    from services.registry.identities.authority import RemoteAuthority  # noqa: PLC0415  # httpx takes 3 MB

    return RemoteAuthority(url, token)
