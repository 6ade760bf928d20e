"""A step of a volunteer's life, from whichever subject: kept, and told where others should hear of it."""

from __future__ import annotations

from services.registry.volunteers.domain import Volunteer, news
from services.registry.volunteers.repository import Register
from shared.events.envelope import Event
from shared.store.transaction import Transaction


def keep(
    transaction: Transaction,
    register: Register,
    before: Volunteer | None,
    after: Volunteer,
    cause: Event | None = None,
) -> None:
    """Keep a step, and tell of it where others should hear of it; `register.save` writes it."""
    if after is before:
        return
    register.put(after)
    event_type = news(before, after)
    if event_type:
        transaction.publish(event_type, after.number, after.state(), sequence=after.sequence, cause=cause)
