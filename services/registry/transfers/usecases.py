"""Use cases of transfers: the receiving region decides. Taking them in is their kind's."""

from __future__ import annotations

from typing import Any

from services.registry.transfers import domain, repository
from services.registry.transfers.kind import TRANSFERS
from services.registry.transfers.settling import decide_together
from services.registry.volunteers.oneself import must_not_be_oneself
from services.registry.volunteers.repository import volunteers
from shared import clock, lives, sealing
from shared.lives import Record
from shared.rules.faults import Refused, check_version
from shared.store.transaction import Transaction


def decide_transfer(
    transaction: Transaction,
    reference: str,
    decision: str,
    reason: str | None,
    *,
    seen: str | None = None,
) -> Record:
    """The receiving region accepts or declines, now and once for all; the same decision again changes nothing.

    Args:
        seen: the version that the caller saw; None for whatever it is now.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    before = lives.find_in(transaction, TRANSFERS, reference)
    check_version("transfer", before.version, seen)
    now = clock.now()
    answer = {"decision": decision, "decision_reason": reason}
    if answer.items() <= before.document.items():
        return before
    transfer = repository.transfer(before.document)
    must_not_be_oneself(transaction, before.document.get("volunteer"), before.document["volunteer_ref"])
    receives = transaction.where.reaches(transfer.to_region_code)
    fault = domain.decision_fault(transfer, before.document["outcome"], now, receives=receives)
    if fault:
        raise Refused(fault)
    _record(transaction, before.document, {**answer, "decided_at": clock.to_text(now)})
    found = volunteers(transaction, [before.document["volunteer_ref"]])
    decide_together(transaction, {one.reference for one in found.values()})
    return lives.find_in(transaction, TRANSFERS, reference)


def _record(transaction: Transaction, before: dict[str, Any], answer: dict[str, Any]) -> None:
    after = {**before, **answer, "sequence": before["sequence"] + 1}
    closed = sealing.close(transaction.sealer, TRANSFERS, before["_id"], after)
    repository.change(transaction, {before["_id"]: closed})
