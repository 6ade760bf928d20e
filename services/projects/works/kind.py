"""Calls, works and their scores as kinds of rows: a score waits for its work, and is decided on beside the others."""

from __future__ import annotations

from services.projects.organisations.copy import ORGANISATIONS
from services.projects.undecided import UNDECIDED
from services.projects.works import repository
from services.projects.works.domain import WORKS_POLICY
from services.projects.works.schemas import Call, Work, WorkScore
from services.projects.works.settling import settle
from shared.kinds import Case, Kind, Need, Place
from shared.rules.juries import name_juror
from shared.rules.places import PROVINCE


def _place(work: Case) -> Place:
    """Its organisation's."""
    return Place(work.known["organisation_ref"]["region_code"], work["organisation_ref"])


CALLS = Kind(
    repository.CALLS,
    Call,
    "call_ref",
    "projects:write",
    place=lambda call: Place(PROVINCE),
    event="call.opened.v1",
)
WORKS = Kind(
    repository.WORKS,
    Work,
    "work_ref",
    "projects:write",
    place=_place,
    needs=(Need("call_ref", CALLS.name), Need("organisation_ref", ORGANISATIONS.collection)),
    conditions=(WORKS_POLICY,),
    undecided=UNDECIDED,
    event="work.submitted.v1",
)
SCORES = Kind(
    repository.SCORES,
    WorkScore,
    "score_ref",
    "projects:judge",
    place=lambda score: Place(PROVINCE),
    needs=(Need("work_ref", WORKS.name),),
    persons=("juror_ref",),
    signed=("juror_ref",),
    undecided=UNDECIDED,
    named=name_juror,
    then=settle,
)
