"""Which keys of its process a service works with: its own, and those of the services that it seals for."""

from __future__ import annotations

from shared.config import Settings, SettingsError
from shared.crypto import Sealer
from shared.events.catalogue import readers_of
from shared.hashing import Hasher


def sealer_of(settings: Settings, service: str) -> Sealer:
    """The sealer of a service.

    Raises:
        SettingsError: there is somebody for whom it could not seal what it tells.
    """
    keys = settings.service_keys
    readers = {reader: keys.get(reader, {}) for reader in readers_of(service)}
    if missing := sorted(reader for reader, some in readers.items() if not some):
        names = ", ".join(f"KAPOK_{one.upper()}_KEYS" for one in missing)
        raise SettingsError(
            f"the environment is incomplete: {service} seals what it tells and needs {names}; "
            "`./kapok secrets --new-sealing-keys` makes them"
        )
    return Sealer(
        keys.get(service, {}), Hasher(settings.hash_keys, settings.hash_forms), settings.sealing_keys, readers
    )
