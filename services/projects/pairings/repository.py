"""The collections of beneficiaries, pairings and visits, their lists and queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pymongo import UpdateOne

from services.projects.credentials import repository as credentials
from services.projects.pairings.domain import PAIRINGS_POLICY, PROGRAMMES, WHOM
from services.projects.pairings.domain import VISITS as KINDS_OF_VISITS
from shared import waiting
from shared.lists import Listing
from shared.store.client import Document
from shared.store.transaction import Transaction

BENEFICIARIES, PAIRINGS, VISITS = "beneficiaries", "pairings", "visits"
BENEFICIARY_LIST = Listing(BENEFICIARIES, "beneficiary_ref", ("kind",), words={"kind": WHOM}, by_organisation=False)
PAIRING_LIST = Listing(
    PAIRINGS,
    "pairing_ref",
    ("programme", "beneficiary_ref", "outcome", waiting.NO_LONGER),
    words={"programme": PROGRAMMES, waiting.NO_LONGER: PAIRINGS_POLICY.reasons},
)
VISIT_LIST = Listing(
    VISITS, "visit_ref", ("pairing_ref", "kind", "volunteer", "outcome"), words={"kind": KINDS_OF_VISITS}
)
PERSONS = "persons"
"""Of a pairing that was looked up, the numbers of those who are its team."""


def in_turn(transaction: Transaction, name: str, references: Iterable[str]) -> dict[str, Document]:
    """Pairings with who their teams are (`shared.kinds.Finder`), each for one transaction after the other.

    Whether a visit is accepted depends on when its pairing is active, and that can change only with its visits.
    """
    wanted = sorted(set(references))
    transaction[name].write([UpdateOne({"_id": one}, {"$inc": {waiting.AWAITED: 1}}) for one in wanted])
    found = waiting.known(transaction, name, wanted)
    members = {ref: [one["volunteer_ref"] for one in pairing["team"]] for ref, pairing in found.items()}
    persons = credentials.persons(transaction, {one for some in members.values() for one in some})
    return {
        ref: {**pairing, PERSONS: {persons[one] for one in members[ref] if one in persons}}
        for ref, pairing in found.items()
    }


def beneficiaries_in_turn(transaction: Transaction, name: str, references: Iterable[str]) -> dict[str, Document]:
    """Beneficiaries, each for one transaction after the other: a pairing lies where its beneficiary does."""
    wanted = sorted(set(references))
    transaction[name].write([UpdateOne({"_id": one}, {"$inc": {waiting.AWAITED: 1}}) for one in wanted])
    return waiting.known(transaction, name, wanted)


def place(transaction: Transaction, beneficiary: str, place: Mapping[str, str | None]) -> None:
    """The pairings of a beneficiary, and their visits, lie elsewhere now, whatever became of them."""
    some = transaction[PAIRINGS].where("beneficiary_ref", [beneficiary], {"of_region": 1})
    placed = {one["_id"] for one in some if "of_region" in one}
    visits = transaction[VISITS].where("pairing_ref", placed, {"of_region": 1})
    transaction[PAIRINGS].write([UpdateOne({"_id": one}, {"$set": place}) for one in sorted(placed)])
    transaction[VISITS].write([UpdateOne({"_id": one["_id"]}, {"$set": place}) for one in visits if "of_region" in one])


def visits_of(transaction: Transaction, pairings: Iterable[str]) -> list[Document]:
    """The accepted visits of pairings."""
    return [one for one in transaction[VISITS].where("pairing_ref", pairings) if waiting.is_known(one)]


def pairings_of(transaction: Transaction, beneficiaries: Iterable[str]) -> list[Document]:
    """The accepted pairings of beneficiaries."""
    return [one for one in transaction[PAIRINGS].where("beneficiary_ref", beneficiaries) if waiting.is_known(one)]


def accepted(transaction: Transaction, name: str, references: Iterable[str]) -> dict[str, Document]:
    """Those of some references that are accepted."""
    return waiting.known(transaction, name, references)
