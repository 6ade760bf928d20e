"""Presences as a kind of row: what was shown is judged when it comes, and only the judgement is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from services.projects.people.copy import volunteer
from services.projects.presence import domain, judging, repository
from services.projects.presence.schemas import Presence
from services.projects.presence.telling import tell
from services.projects.shifts.kind import SHIFTS
from services.projects.undecided import UNDECIDED
from shared import clock, waiting
from shared.kinds import Case, Kind, Need, Place
from shared.rules.policies import in_force
from shared.store.transaction import Transaction
from shared.where import Where


def _place(presence: Case) -> Place:
    """Its shift's."""
    shift = presence.known["shift_ref"]
    return Place(shift["of_region"], shift["of_organisation"])


def _may_bring(presence: Case, where: Where) -> bool:
    """Who runs the shift, and the volunteer."""
    return where.reaches(*_place(presence)) or presence.known["volunteer_ref"]["volunteer"] == where.person


def _kept(presence: Case) -> Mapping[str, Any]:
    shift, number = presence.known["shift_ref"], presence.known["volunteer_ref"]["volunteer"]
    ends_at = clock.from_text(shift["ends_at"])
    policy = in_force(domain.PRESENCE_POLICIES, clock.china_day(ends_at), shift["of_region"])
    forgotten = ends_at + dt.timedelta(hours=policy.forgotten_hours) if presence["signed_out_at"] is None else None
    return {
        "volunteer": number,
        repository.ATTENDS: judging.attends(presence["shift_ref"], number),
        repository.AT: presence.moment("signed_in_at"),
        repository.FORGOTTEN_AT: forgotten,
        "flags": [],
    }


def _tell(transaction: Transaction, presences: Sequence[Case]) -> None:
    """As they were stored just now: there is no need to look."""
    kept = {one.reference: {"_id": one.reference, **one.facts, **_kept(one), "sequence": 1} for one in presences}
    tell(transaction, kept)


PRESENCES = Kind(
    repository.PRESENCES,
    Presence,
    "presence_ref",
    "projects:present",
    place=_place,
    needs=(Need("shift_ref", SHIFTS.name, waiting.looked_up), volunteer(find=waiting.looked_up)),
    permits=_may_bring,
    undecided=UNDECIDED,
    keep=_kept,
    then=_tell,
    lives=True,
    named=domain.name_attester,
    judged=judging.judge,
    unkept=(*domain.EVIDENCE, *(f"out_{name}" for name in domain.EVIDENCE)),
    reviewed=("shift_ref", "volunteer_ref"),
)
