"""Asking an identity authority as the worker does, now, later, or while something else happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from services.registry.identities import usecases
from services.registry.identities.authority import RemoteAuthority
from services.registry.identities.domain import Reply, Request
from services.registry.volunteers.usecases import settle_identities
from shared import clock
from shared.config import Settings
from shared.store import outbox
from shared.store.transaction import Store
from tests.integration.registry.calling import Caller


class Meanwhile(RemoteAuthority):
    """While the answer is on its way, something else happens."""

    def __init__(self, settings: Settings, happens: Callable[[], Any]) -> None:
        super().__init__(settings.identity_authority_url)
        self.happens = happens

    def ask(self, request: Request) -> Reply:
        """Ask, and come back too late."""
        reply = super().ask(request)
        self.happens()
        return reply


def settle(store: Store) -> None:
    """The worker has heard of everybody."""
    events = [event for commit in store.database["outbox"].find() for event in outbox.events_of(commit)]
    heard = [one for one in events if one.type in ("volunteer.registered.v1", "volunteer.named.v1")]
    store.transact(lambda transaction: settle_identities(transaction, heard))


def ask(store: Store, settings: Settings, later: dt.timedelta = dt.timedelta()) -> int:
    """What the worker does when it is time, or as if it were later."""
    remote = RemoteAuthority(settings.identity_authority_url, settings.identity_authority_token, seconds=1)
    return ask_some(store, remote, later)


def ask_some(store: Store, remote: RemoteAuthority, later: dt.timedelta = dt.timedelta()) -> int:
    """Ask the first few questions that are due, and none that become due meanwhile."""
    before = iter([False])
    return usecases.ask_all(store, remote, lambda: next(before, True), lambda: clock.now() + later)


def identity(caller: Caller, which: int = 0) -> str:
    """What the authority has said of a volunteer."""
    found: str = caller.send("GET", f"/volunteers/v-{which}").json["identity"]
    return found
