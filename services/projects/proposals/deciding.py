"""What somebody says to a proposal: accepted, it becomes a sign-up by the rules of sign-ups, or it is said why not."""

from __future__ import annotations

from services.projects.proposals import repository
from services.projects.proposals.domain import ACCEPTED, DECLINED, PROPOSED
from services.projects.shifts.kind import SHIFTS
from services.projects.signups import usecases as signups
from shared import clock
from shared.lives import Record
from shared.rules.faults import Fault, Refused, Unknown
from shared.sources import theirs
from shared.speaking import name_of
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.waiting import ACCEPTED as IS_ACCEPTED
from shared.waiting import OUTCOME


def decide(transaction: Transaction, shift_ref: str, roster: str, volunteer: str, accepts: bool) -> Record:
    """The person to whom a place is proposed says yes or no to it, or who runs the shift for that one; who, is kept.

    A yes is a sign-up of this moment: confirmed, or waiting where the shift is full by now. Where a rule is against it
    the proposal stays open. The same answer once more changes nothing.

    Raises:
        Unknown: there is no such proposal, or none that who asks may answer.
        Refused: it was answered otherwise; or for what the sign-up is refused.
    """
    found = repository.one(transaction, roster, shift_ref, volunteer)
    if found is None or not _may_answer(transaction, found):
        raise Unknown("proposal")
    state = ACCEPTED if accepts else DECLINED
    if found["state"] not in (PROPOSED, state):
        raise Refused(Fault("state", "already_decided"))
    if found["state"] == PROPOSED:
        by = name_of(transaction.sealer, transaction.subject or "")
        said = {"state": state, "decided_by": by, "decided_at": clock.to_text(clock.now()), "sign_up_ref": None}
        if accepts:
            said["sign_up_ref"] = _sign_up(transaction, found)
        found = repository.answer(transaction, found, said)
        told = {name: found[name] for name in ("roster", "shift_ref", "volunteer", "state", "sign_up_ref")}
        transaction.publish("proposal.answered.v1", found["_id"], told, sequence=1)
    return Record({**found, "sequence": 1})


def _may_answer(transaction: Transaction, proposal: Document) -> bool:
    where, shift = transaction.where, transaction[SHIFTS.name].one(proposal["shift_ref"])
    return where.person == proposal["volunteer"] or (shift is not None and where.reaches_record(shift))


def _sign_up(transaction: Transaction, proposal: Document) -> str:
    """The reference of the sign-up that a proposal becomes."""
    shift, volunteer = (theirs(transaction.source, proposal[name]) for name in ("shift_ref", "volunteer_ref"))
    made = signups.sign_up(transaction, shift, volunteer).document
    if made[OUTCOME] != IS_ACCEPTED:
        raise Refused(Fault("state", made[OUTCOME].partition(":")[2]))
    return str(made["_id"])
