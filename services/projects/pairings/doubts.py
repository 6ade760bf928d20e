"""What an accepted pairing rests on and is so no longer, such as a licence that was withdrawn. It ends by a step."""

from __future__ import annotations

from services.projects.credentials.repository import known_volunteers
from services.projects.pairings import domain, repository
from shared import waiting
from shared.forgetting import VOLUNTEERS
from shared.kinds import Case
from shared.store.client import Document
from shared.store.transaction import Transaction


def no_longer(transaction: Transaction, pairing: Document) -> str | None:
    """Why it would be refused by what is known now; None also where one of the team is known no more."""
    if not waiting.is_known(pairing):
        return None
    names = {one["volunteer_ref"] for one in pairing["team"]}
    members = known_volunteers(transaction, VOLUNTEERS, names)
    whom = waiting.known(transaction, repository.BENEFICIARIES, [pairing["beneficiary_ref"]])
    if members.keys() != names or not whom:
        return None
    known = {domain.MEMBERS: members, "beneficiary_ref": whom[pairing["beneficiary_ref"]]}
    return domain.PAIRINGS_POLICY.failing(Case(pairing["_id"], pairing, known))
