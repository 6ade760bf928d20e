"""Deciding on a volunteer's transfers together: each is written and told where it is another than before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.registry.transfers import domain, repository
from services.registry.transfers.domain import ACCEPTED, Decided, Transfer
from services.registry.undecided import REFUSED
from services.registry.volunteers.domain import Volunteer
from services.registry.volunteers.keeping import keep
from services.registry.volunteers.listing import move_names
from services.registry.volunteers.repository import Register, names
from shared import clock, undecided
from shared.kinds import Case, side
from shared.store.client import Document
from shared.store.transaction import Transaction

TRANSFERRED = "volunteer.transferred.v1"


def settle(transaction: Transaction, cases: Sequence[Case]) -> None:
    """Rows whose volunteers are known were taken in: decide on them beside the others of these volunteers."""
    decide_together(transaction, {case.known["volunteer_ref"].volunteer.reference for case in cases})


def decide_together(transaction: Transaction, references: Iterable[str]) -> None:
    """Decide anew on all transfers of volunteers, who are registered under the references."""
    register = Register(transaction, references)
    volunteers = [found for reference in sorted(references) if (found := register.find(reference))]
    stored = repository.of_volunteers(transaction, [one.number for one in volunteers])
    changes: dict[str, dict[str, Any]] = {}
    others: list[Volunteer] = []
    for volunteer in volunteers:
        documents = stored[volunteer.number]
        known = names(transaction, volunteer) if volunteer.names else {}
        others += (known[name] for name in volunteer.names)
        decided, under = _decide(volunteer, known, documents)
        for document in documents:
            after = _after(decided, under.get(document["volunteer_ref"], decided), document)
            if after:
                changes[document["_id"]] = after
                _tell(transaction, document, {**document, **after})
        keep(transaction, register, volunteer, volunteer.lived(volunteer.life.moved(decided.moves, decided.of_names)))
    repository.change(transaction, changes)
    register.save()
    move_names(transaction, others)


def _decide(
    volunteer: Volunteer, known: Mapping[str, Volunteer], documents: Sequence[Document]
) -> tuple[Decided, dict[str, Decided]]:
    """What becomes of a person's transfers, those under each name by themselves: of it, and of each other name."""
    asked: dict[str, list[Transfer]] = defaultdict(list)
    for document in documents:
        asked[document["volunteer_ref"]].append(repository.transfer(document, volunteer.names))
    parts = {
        name: domain.decide(known.get(name, volunteer).profile.home_region_code, transfers, clock.today())
        for name, transfers in asked.items()
    }
    of_names = {one.reference for transfers in asked.values() for one in transfers if one.of_name}
    decided = domain.together(volunteer.profile.home_region_code, parts.values(), of_names)
    return decided, {name: part for name, part in parts.items() if name in volunteer.names}


def _after(decided: Decided, under: Decided, document: Document) -> dict[str, Any] | None:
    """What a transfer's document says now; None where that is what it said.

    Its other side is the region that the volunteer would leave: that may turn out to be another one, which is no news.

    Args:
        decided, under: what was decided of the person, and of the name under which it was asked for.
    """
    transfer = repository.transfer(document)
    way = decided.way(transfer, repository.told(document))
    policy = document.get("policy") or domain.policy_of(transfer, clock.today()).kept
    after = {"outcome": decided.outcome(transfer), "told": list(way) if way else None, "policy": policy}
    place = side("also", under.home(transfer))
    if after.items() <= document.items():
        return place if not place.items() <= document.items() else None
    return {**after, **place, "sequence": document.get("sequence", 0) + 1}


def _tell(transaction: Transaction, document: Document, after: dict[str, Any]) -> None:
    reference = document["transfer_ref"]
    if after["outcome"] not in (ACCEPTED, document["outcome"]):
        refused = undecided.told(repository.TRANSFERS, reference, after["outcome"], after["policy"])
        transaction.publish(REFUSED, reference, refused)
    if after.get("told") not in (None, document.get("told")):
        before, now = after["told"]
        led = {"from_region_code": before, "to_region_code": now, "decided_at": document["decided_at"]}
        data = {"volunteer": document["volunteer"], "transfer_ref": reference, **led}
        transaction.publish(TRANSFERRED, reference, data, sequence=after["sequence"])
