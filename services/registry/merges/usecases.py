"""Use cases of merges: one is undone. Taking them in is their kind's."""

from __future__ import annotations

import datetime as dt

from services.registry.merges import domain, repository
from services.registry.merges.kind import MERGES
from services.registry.merges.settling import decide_together
from services.registry.volunteers.oneself import must_not_be_oneself
from shared import clock, lives, waiting
from shared.lives import Record
from shared.rules.faults import Fault, Refused, check_version
from shared.store.transaction import Transaction


def undo_merge(transaction: Transaction, reference: str, undone_at: dt.datetime, seen: str | None = None) -> Record:
    """Both registrations have their own again from a moment on; the same moment again changes nothing.

    Args:
        seen: the version that the caller saw; None for whatever it is now.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    before = lives.find_in(transaction, MERGES, reference)
    check_version("merge", before.version, seen)
    if before.document["outcome"] != waiting.ACCEPTED:
        raise Refused(Fault("undone_at", before.document["outcome"].partition(":")[2]))
    merge = repository.merge(before.document)
    sides = ("kept", "kept_ref", "merged", "merged_ref")
    must_not_be_oneself(transaction, *(before.document.get(side) for side in sides))
    if merge.undone_at == undone_at:
        return before
    fault = domain.undoing_fault(merge, undone_at)
    if fault:
        raise Refused(fault)
    counted = {"sequence": before.document["sequence"] + 1} if "of_name" in before.document else {}
    repository.change(transaction, {reference: {"undone_at": clock.to_text(undone_at), **counted}})
    decide_together(transaction, (merge.kept, merge.merged))
    return lives.find_in(transaction, MERGES, reference)
