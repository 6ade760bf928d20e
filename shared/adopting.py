"""A second person adopts a version of a policy that is a row (docs/adr/0057)."""

from __future__ import annotations

from collections.abc import Callable

from shared import clock, lives
from shared.deciding import KEPT_APART, Pending, decide
from shared.kinds import Kind
from shared.lives import Record
from shared.rules.adoption import ADOPTED_BY, HELD, PROPOSED_BY, Facts, Newest, adoption_faults
from shared.rules.faults import Fault, Refused, check_version
from shared.speaking import name_beside
from shared.store.transaction import Transaction
from shared.waiting import OUTCOME


def adopt(
    transaction: Transaction,
    kind: Kind,
    reference: str,
    seen: str | None,
    *,
    newest: Callable[[Facts], Newest],
    note: Callable[[Facts], None],
) -> Record:
    """Adopt a version, so that it is decided on as a row that lacks nothing.

    Args:
        newest: of a version, the newest one of its name before.
        note: keeps that a version is the newest now: two who adopt at the same moment conflict there.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults.
    """
    found = lives.find_in(transaction, kind, reference)
    before = found.document
    check_version(kind.thing, found.version, seen)
    if before[OUTCOME] != HELD:
        raise Refused(Fault(OUTCOME, "waits_for_no_adoption"))
    adopter = name_beside(transaction, [before.get(PROPOSED_BY)])
    faults = adoption_faults(before, newest(before), adopter, clock.today())
    if faults:
        raise Refused(faults[0])
    facts = {name: value for name, value in before.items() if name not in KEPT_APART} | {ADOPTED_BY: adopter}
    note(facts)
    decide(transaction, kind, [Pending(reference, facts, stored=True, before=before[OUTCOME])])
    return lives.find_in(transaction, kind, reference)
