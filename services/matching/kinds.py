"""The kinds of rows that matching takes in: what stands here is released, and told in policies and outcomes."""

from __future__ import annotations

from collections.abc import Mapping

from services.matching.facts.organisations import ORGANISATIONS
from services.matching.resources.kind import NEEDS, OFFERS
from shared.deciding import release
from shared.events.envelope import Event
from shared.kinds import Kind
from shared.store.transaction import Transaction

KINDS: tuple[Kind, ...] = (NEEDS, OFFERS)


def release_for_organisations(transaction: Transaction, organisations: Mapping[str, Event | None]) -> None:
    """Organisations are known, some by an event: decide what waited for them, of any kind."""
    release(transaction, KINDS, ORGANISATIONS.collection, organisations)
