"""What of the copy of organisations says who answers for something."""

from __future__ import annotations

import datetime as dt

from services.projects.organisations import domain
from services.projects.organisations.copy import ORGANISATIONS
from shared import waiting
from shared.store.client import Document
from shared.store.transaction import Transaction


def responsible(transaction: Transaction, reference: str, day: dt.date) -> str | None:
    """Who answers on a day for what an organisation runs; None for nobody that is known."""
    return domain.responsible(_with_successors(transaction, reference), reference, day)


def _with_successors(transaction: Transaction, reference: str) -> dict[str, Document]:
    """An organisation, those that succeed it, and so on."""
    found: dict[str, Document] = {}
    wanted = {reference}
    while some := waiting.known(transaction, ORGANISATIONS.collection, wanted):
        found |= some
        wanted = {one["successor_ref"] for one in some.values() if one.get("successor_ref")} - found.keys()
    return found
