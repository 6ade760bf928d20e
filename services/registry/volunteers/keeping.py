"""What every use case of volunteers does: seal facts, and keep a step and tell of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.registry.volunteers.domain import Facts, Volunteer, news
from services.registry.volunteers.person import shared_facts
from services.registry.volunteers.repository import Register
from shared.crypto import Sealer
from shared.events.envelope import Event
from shared.store.transaction import Transaction


def sealed(sealer: Sealer, facts: Mapping[str, Any], number: str) -> Facts:
    """A person's facts as they are kept."""
    return Facts(sealer.seal(facts, number), sealer.seal(shared_facts(facts), number))


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
