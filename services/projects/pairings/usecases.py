"""Use cases of pairings: decide on what waited, and the steps of a pairing's life: agreements and its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from services.projects.pairings import domain, repository
from services.projects.pairings.kind import BENEFICIARIES, PAIRINGS, VISITS
from shared.deciding import again, release
from shared.events.envelope import Event
from shared.kinds import side
from shared.lives import Facts, Record, find_in, take_step
from shared.rules.faults import Fault, Refused
from shared.store.transaction import Transaction
from shared.where import OUTSIDE

AGREED, ENDED = "pairing.agreed.v1", "pairing.ended.v1"


def release_pairings(transaction: Transaction, events: Sequence[Event]) -> None:
    """Beneficiaries are known: decide on the pairings that waited for them."""
    release(transaction, [PAIRINGS], BENEFICIARIES.name, {event.subject: event for event in events})


def release_visits(transaction: Transaction, events: Sequence[Event]) -> None:
    """Pairings are known: decide on the visits that waited for them."""
    release(transaction, [VISITS], PAIRINGS.name, {event.subject: event for event in events})


def correct(transaction: Transaction, reference: str, said: Facts, seen: str | None = None) -> Record:
    """Put right what a beneficiary's row said. Its pairings and their visits lie where it does; what hours has stays.

    Args:
        said: the kind, the region, the household and the day of registration, as they are to stand.

    Raises:
        Unknown, Stale: see shared.rules.faults.
        Refused: the region lies outside of the caller's, or there is a pairing for somebody of the kind that it was.
    """
    before = find_in(transaction, BENEFICIARIES, reference).document
    if not transaction.where.reaches(said["region_code"]):
        raise Refused(Fault("region_code", OUTSIDE))
    if said["kind"] != before["kind"] and repository.pairings_of(transaction, [reference]):
        raise Refused(Fault("kind", "paired"))
    place = side("of", said["region_code"])
    facts = {**said, "registered_on": said["registered_on"].isoformat(), **place}
    found = take_step(transaction, BENEFICIARIES, reference, seen, lambda _: facts, tell=domain.told_of_beneficiary)
    if said["region_code"] != before["region_code"]:
        repository.place(transaction, reference, place)
    again(transaction, [PAIRINGS], BENEFICIARIES.name, {reference: None})
    return found


def agree(transaction: Transaction, reference: str, by: str, agreed_on: dt.date, seen: str | None = None) -> Record:
    """One side agrees: the beneficiary, the team or the guardian. Both agree since the later of the two days.

    Raises:
        Unknown, Stale: see shared.rules.faults.
        Refused: before the proposal, or somebody visited on a day on which it would not be active then.
    """

    def change(pairing: Facts) -> Facts:
        if agreed_on.isoformat() < pairing["proposed_on"]:
            raise Refused(Fault("agreed_on", "before_proposal"))
        said = {domain.SIDES[by]: agreed_on.isoformat()}
        return {**said, "agreed_on": domain.agreed_on({**pairing, **said}) or pairing["agreed_on"]}

    return _step(transaction, reference, seen, change, (AGREED, "agreed_on"))


def end(
    transaction: Transaction, reference: str, ended_on: dt.date | None, end_reason: str | None, seen: str | None = None
) -> Record:
    """A pairing is over from a day on; None takes an end back.

    Raises:
        Unknown, Stale: see shared.rules.faults.
        Refused: before the proposal, or somebody visited on that day or later.
    """

    def change(pairing: Facts) -> Facts:
        day = ended_on.isoformat() if ended_on else None
        if day and day < pairing["proposed_on"]:
            raise Refused(Fault("ended_on", "before_proposal"))
        return {"ended_on": day, "end_reason": end_reason}

    return _step(transaction, reference, seen, change, (ENDED, "ended_on"))


def _step(
    transaction: Transaction,
    reference: str,
    seen: str | None,
    change: Callable[[Facts], Facts],
    told: tuple[str, str],
) -> Record:
    """A step, and what follows for visits: none that counts may lie outside now, and the refused are asked anew.

    Args:
        told: the event that tells of it, and the field that is to blame where it cannot be.
    """
    event, field = told
    found = take_step(transaction, PAIRINGS, reference, seen, change, tell=_told, event=event)
    if domain.outside(found.document, repository.visits_of(transaction, [reference])):
        raise Refused(Fault(field, "visited_outside"))
    again(transaction, [VISITS], PAIRINGS.name, {reference: None})
    return found


def _told(pairing: Facts) -> Facts:
    return domain.told_of_pairing(pairing, pairing["of_region"])
