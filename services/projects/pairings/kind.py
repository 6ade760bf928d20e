"""Beneficiaries, pairings and visits as kinds of rows: each waits for what it names, and what is refused is asked anew.

A pairing is refused for what is known of its team, a visit for what its pairing is: when that is another, the row is
decided again (`rests_on`), so that any order of arrival gives the same result.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from services.projects.credentials.repository import holder
from services.projects.merges.oneself import rows_of_oneself
from services.projects.organisations.copy import ORGANISATIONS
from services.projects.pairings import domain, repository
from services.projects.pairings.schemas import Beneficiary, Pairing, Visit
from services.projects.people.repository import PEOPLE
from services.projects.undecided import UNDECIDED
from shared.intake.rows import Entry
from shared.kinds import Case, Kind, Need, Place
from shared.rules.faults import Fault
from shared.rules.names import OWN_WORD
from shared.sources import SEPARATOR, VISIT
from shared.store.transaction import Transaction
from shared.waiting import OUTCOME, is_known

SCOPE = "projects:pair"
LOGGED = "attendance.logged.v1"


def _name_recorder(facts: dict[str, Any], sender: str, speaks: bool) -> Fault | None:
    """Who brings a visit attests it."""
    facts["recorded_by"] = sender
    return None


def _attested(transaction: Transaction, entries: Sequence[Entry]) -> Mapping[str, Fault]:
    """Nobody attests an own visit."""
    whose = {one.reference: one.plain["volunteer_ref"] for one in entries}
    return {row: Fault("volunteer_ref", OWN_WORD) for row in rows_of_oneself(transaction, whose)}


def _team_and_beneficiary(pairing: Case) -> dict[str, list[str]]:
    people = {number for one in pairing.known[domain.MEMBERS].values() for number in one.numbers}
    return {PEOPLE: sorted(people), repository.BENEFICIARIES: [pairing["beneficiary_ref"]]}


def _pairing_and_visitor(visit: Case) -> dict[str, list[str]]:
    return {repository.PAIRINGS: [visit["pairing_ref"]], PEOPLE: sorted(visit.known["volunteer_ref"].numbers)}


def _place_of_pairing(pairing: Case) -> Place:
    return Place(pairing.known["beneficiary_ref"]["region_code"], pairing["organisation_ref"])


def _place_of_visit(visit: Case) -> Place:
    pairing = visit.known["pairing_ref"]
    return Place(pairing["of_region"], pairing["of_organisation"])


def _state(document: Mapping[str, Any], day: dt.date) -> str:
    return domain.state(document, day) if is_known(document) else str(document[OUTCOME])


def shift_of(visit: str) -> str:
    """How a visit's shift and presence are called."""
    return f"{VISIT}{SEPARATOR}{visit}"


def _log(transaction: Transaction, visits: Sequence[Case]) -> None:
    """An accepted visit is a presence: hours decides on it like on any other."""
    for one in visits:
        shift = shift_of(one.reference)
        transaction.publish(LOGGED, shift, domain.presence(one.facts, shift))


BENEFICIARIES = Kind(
    repository.BENEFICIARIES,
    Beneficiary,
    "beneficiary_ref",
    SCOPE,
    place=lambda beneficiary: Place(beneficiary["region_code"]),
    event="beneficiary.registered.v1",
    tell=lambda beneficiary: domain.told_of_beneficiary(beneficiary.facts),
    keeps_outcome=True,
    lives=True,
)
PAIRINGS = Kind(
    repository.PAIRINGS,
    Pairing,
    "pairing_ref",
    SCOPE,
    place=_place_of_pairing,
    needs=(
        Need("beneficiary_ref", BENEFICIARIES.name, find=repository.beneficiaries_in_turn),
        Need("organisation_ref", ORGANISATIONS.collection),
        holder(domain.MEMBERS),
    ),
    signed=(domain.MEMBERS,),
    conditions=(domain.PAIRINGS_POLICY,),
    rests_on=_team_and_beneficiary,
    doubted=True,
    keep=lambda pairing: {"guarded": domain.is_guarded(pairing.known["beneficiary_ref"])},
    sealed=("end_reason",),
    event="pairing.formed.v1",
    tell=lambda pairing: domain.told_of_pairing(pairing.facts, _place_of_pairing(pairing).region_code or ""),
    undecided=UNDECIDED,
    lives=True,
    state=_state,
)
VISITS = Kind(
    repository.VISITS,
    Visit,
    "visit_ref",
    SCOPE,
    place=_place_of_visit,
    needs=(Need("pairing_ref", PAIRINGS.name, find=repository.in_turn), holder()),
    signed=("volunteer_ref",),
    conditions=(domain.VISITS_POLICY,),
    rests_on=_pairing_and_visitor,
    keep=lambda visit: {"volunteer": visit.known["volunteer_ref"].number},
    event="pairing.visited.v1",
    tell=lambda visit: domain.told_of_visit(
        visit.facts, shift_of(visit.reference), _place_of_visit(visit).region_code or ""
    ),
    undecided=UNDECIDED,
    named=_name_recorder,
    judged=_attested,
    then=_log,
)
