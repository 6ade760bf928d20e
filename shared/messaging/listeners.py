"""Whether all who listen to a service's events can get them, before any of them gets one.

The broker tells of an event that no queue took, not of one that a single queue took where there should be two. So with
each new connection the relay looks whether the queues that were there once are still there: a broker that lost its disk
comes back empty, and its first listener's queue would hide that the second one's is missing.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.events.catalogue import CATALOGUE
from shared.messaging.topology import queue_of
from shared.store.outbox import RELAY
from shared.store.transaction import Store


def queues(service: str) -> set[str]:
    """The queues of all who listen to the service's events."""
    own = (contract for contract in CATALOGUE.values() if contract.source == service)
    return {queue_of(listener, contract.type) for contract in own for listener in contract.listeners}


def lost(store: Store, told: Mapping[str, bool]) -> set[str]:
    """The queues that were there at an earlier look and are gone, by what the broker told; those there are remembered.

    A queue of which it told nothing is neither.
    """
    there = {queue for queue, is_there in told.items() if is_there}
    state = store.database["relay"].find_one({"_id": RELAY}, {"queues": 1}) or {}
    remembered = set(state.get("queues", ()))
    if new := there - remembered:
        store.database["relay"].update_one({"_id": RELAY}, {"$addToSet": {"queues": {"$each": sorted(new)}}})
    return remembered & (told.keys() - there)
