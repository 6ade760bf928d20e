"""Making anew in a system what is kept by keys, and which of the keys are needed no more."""

from __future__ import annotations

from collections.abc import Iterator

from cli.systems.system import System
from cli.talking.client import settings_of
from runner.rekey import Bar, Outcome, rekey
from shared.config import Settings
from shared.observability import logs
from shared.rekeying.renewal import HASHED, SEALED
from shared.store.client import connect


def rekey_in(system: System, bar: Bar) -> tuple[Outcome, list[str]]:
    """Make everything anew; what was found, and what is to be said of the keys."""
    settings = settings_of(system)
    logs.configure("WARNING")
    with connect(settings) as client:
        outcome = rekey(settings, client, bar)
    return outcome, list(advice(settings, outcome))


def advice(settings: Settings, outcome: Outcome) -> Iterator[str]:
    """Of each list of keys, which are in use and which nothing is under any more."""
    lists = {f"KAPOK_{service.upper()}_KEYS": keys for service, keys in settings.service_keys.items()}
    for variable, keys in {**lists, "KAPOK_SEALING_KEYS": settings.sealing_keys}.items():
        # The first key of a service seals what comes next; those that all shared seal nothing.
        current = set(list(keys)[:1]) if variable in lists else set()
        used = current | {one for one in keys if outcome.keys[SEALED, one]}
        if keys:
            yield _told(variable, used, keys.keys() - used, "may go")
    forms = settings.hash_forms or tuple(reversed(settings.hash_keys))
    used = {forms[0]} | {one for one in settings.hash_keys if outcome.keys[HASHED, one]}
    yield _told("KAPOK_HASH_FORMS", used, set(forms) - used, "may go, but not out of KAPOK_HASH_KEYS")


def _told(variable: str, used: set[str], unused: set[str], what: str) -> str:
    left = f"; {', '.join(sorted(unused))} {what}" if unused else ""
    return f"{variable}: {', '.join(sorted(used)) or 'none'} in use{left}"
