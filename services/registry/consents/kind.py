"""Consents as a kind of row: they wait for their volunteer, and for the partner or organisation that receives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from services.registry.consents import domain
from services.registry.consents.schemas import ConsentRow
from services.registry.undecided import UNDECIDED
from services.registry.volunteers.known import at_home, is_own, needs_volunteer, number_of
from shared.kinds import Case, Kind, Need
from shared.waiting import OUTCOME, is_known
from shared.where import Where

PARTNERS, ORGANISATIONS = "partners", "organisations"


def _withdrawn(case: Case) -> list[tuple[str, dict[str, object]]]:
    """Of a consent that was withdrawn before it came here, that too."""
    whole = {**case.facts, **number_of(case)}
    return [("consent.withdrawn.v1", domain.withdrawn_told(whole))] if case["withdrawn_at"] else []


def _state(consent: Mapping[str, Any], day: dt.date) -> str:
    """What it is on a day; of one that is held, what it waits for."""
    return domain.state_as_of(consent, day) if is_known(consent) else str(consent[OUTCOME])


def _is_permitted(case: Case, where: Where) -> bool:
    """Who consents may say so, and who acts where the volunteer belongs."""
    return where.reaches(*at_home(case)) or is_own(case, where)


CONSENTS = Kind(
    "consents",
    ConsentRow,
    "consent_ref",
    "registry:write",
    needs=(needs_volunteer(), Need("receiver_ref", (PARTNERS, ORGANISATIONS))),
    place=at_home,
    permits=_is_permitted,
    keep=number_of,
    event="consent.given.v1",
    tell=lambda case: domain.given_told({**case.facts, **number_of(case)}),
    later=_withdrawn,
    undecided=UNDECIDED,
    lives=True,
    state=_state,
)
