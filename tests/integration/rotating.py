"""A rotation of the hash key: the processes of a service at each of its steps, on one database."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager

from shared.config import Settings
from shared.store.client import connect
from shared.store.transaction import Store

NEW = {"h2": b"2" * 32}
BEFORE, KNOWN, USED, FORGOTTEN = "before", "known", "used", "forgotten"
FORMS = {BEFORE: ("h1",), KNOWN: ("h1", "h2"), USED: ("h2", "h1"), FORGOTTEN: ("h2",)}
NEIGHBOURS = [(BEFORE, KNOWN), (KNOWN, USED)]
"""Steps at which processes are at one time, while all is of the key of before."""


def at(step: str, settings: Settings) -> Settings:
    """The settings of a process that has taken a step, but no further one."""
    chain = settings.hash_keys if step == BEFORE else {**settings.hash_keys, **NEW}
    return dataclasses.replace(settings, hash_keys=chain, hash_forms=FORMS[step])


@contextmanager
def process(store: Store, step: str) -> Iterator[Store]:
    """The store as a process sees it that has taken a step."""
    settings = at(step, store.settings)
    with connect(settings) as client:
        yield Store(client, settings, store.service)
