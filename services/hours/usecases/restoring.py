"""What hours knows of volunteers and shifts, to be made again from the events of others by a rebuild."""

from __future__ import annotations

from collections.abc import Mapping

from services.hours import repository
from services.hours.usecases.balances import credit_balances
from services.hours.usecases.settlement import held_record, settle
from shared.store.client import Document
from shared.store.read_data import ReadData
from shared.store.transaction import Transaction

VOLUNTEER_EVENTS = ("volunteer.registered.v1", "volunteer.verified.v1", "volunteer.changed.v1")
AWAITED = ("awaited",)
MARKED = (*AWAITED, "rejected")


def read_data() -> list[ReadData]:
    """What follows from the events of others. The ledger, and what is held and rejected, are the service's own."""
    return [Awaited("volunteers", VOLUNTEER_EVENTS, MARKED), Awaited("shifts", ("shift.scheduled.v1",), AWAITED)]


class Awaited(ReadData):
    """Documents that attendance and balances may wait for: what is put right releases them as what is heard does."""

    def restore(self, transaction: Transaction, wanted: Mapping[str, Document | None]) -> None:
        """Put right, and decide again what waited."""
        super().restore(transaction, wanted)
        known = [reference for reference, document in wanted.items() if document is not None]
        kind = self.collection.removesuffix("s")
        held = repository.waiting(transaction, "held", [f"{kind}:{reference}" for reference in known])
        settle(transaction, [held_record(one) for one in held])
        if kind == "volunteer":
            credit_balances(transaction, repository.waiting(transaction, "balances", known))
