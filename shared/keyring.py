"""Which keys of its process a service works with: its own, and those of the services that it seals for."""

from __future__ import annotations

from collections.abc import Mapping

from shared.config import Settings, SettingsError
from shared.crypto import Sealer
from shared.events.catalogue import readers_of, reads
from shared.hashing import Hasher


def sealer_of(settings: Settings, service: str) -> Sealer:
    """The sealer of a service.

    Raises:
        SettingsError: it could not open what it hears, or not seal what it tells somebody.
    """
    return _sealer(settings, service, settings.sealing_keys)


def rekeying_sealer(settings: Settings, service: str) -> Sealer:
    """The same for whoever makes anew what a service sealed for others: it opens that, too.

    Raises:
        SettingsError: see `sealer_of`.
    """
    readers = (settings.service_keys.get(reader, {}) for reader in sorted(readers_of(service)))
    others = {key_id: key for some in readers for key_id, key in some.items()}
    return _sealer(settings, service, {**settings.sealing_keys, **others})


def _sealer(settings: Settings, service: str, former: Mapping[str, bytes]) -> Sealer:
    keys = settings.service_keys
    readers = {reader: keys.get(reader, {}) for reader in readers_of(service)}
    needed = readers.keys() | ({service} if reads(service) else set())
    if missing := sorted(one for one in needed if not keys.get(one)):
        names = ", ".join(f"KAPOK_{one.upper()}_KEYS" for one in missing)
        raise SettingsError(
            f"the environment is incomplete: {service} needs {names} for what is sealed; "
            "`./kapok secrets --new-sealing-keys` makes them"
        )
    return Sealer(keys.get(service, {}), Hasher(settings.hash_keys, settings.hash_forms), former, readers)
