"""Nominations, scores and objections as kinds of rows: each waits for what it names, and is decided beside others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.incentives.awards.cycles import CYCLES, row_of
from services.incentives.awards.eligibility import COMMUNITY, ORGANISATION, PROJECT, VOLUNTEER
from services.incentives.nominations import domain, repository
from services.incentives.nominations.deciding import take_in
from services.incentives.nominations.domain import DECIDED_BY, UNDECIDED_YET, name_decider, name_nominator, state
from services.incentives.nominations.judging import take_objections, take_scores
from services.incentives.nominations.schemas import AwardScoreRow, NominationRow, ObjectionRow
from services.incentives.people.copy import by_name_or_number
from services.incentives.served.copies import ORGANISATIONS, PROJECTS, STATIONS
from services.incentives.undecided import UNDECIDED
from shared.deciding import release
from shared.forgetting import VOLUNTEERS
from shared.kinds import Case, Kind, Need, Place
from shared.rules.juries import name_juror
from shared.rules.places import PROVINCE
from shared.store.transaction import Transaction
from shared.where import Where

BY_KEY = {"project_ref": PROJECT, "station_ref": COMMUNITY, "organisation_ref": ORGANISATION}
"""What a subject is that is no volunteer, by what its copy holds; a project and a station have an organisation, too."""


def _category(nomination: Case) -> str:
    known = nomination.known["subject_ref"]
    return next((category for key, category in BY_KEY.items() if key in known), VOLUNTEER)


def _place(nomination: Case) -> Place:
    """Where its subject lies; of a volunteer, of whom this can be another tomorrow, nowhere but the whole province."""
    known = nomination.known["subject_ref"]
    return Place(known.get("region_code", PROVINCE), known.get("organisation_ref"))


def _may_nominate(nomination: Case, where: Where) -> bool:
    """Volunteers themselves, and who acts where the subject lies."""
    by = nomination.known["nominated_by"]["volunteer"]
    return where.person == by or where.reaches(*_place(nomination))


def _days(nomination: Case) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = nomination.known["cycle_ref"]["categories"].get(_category(nomination))
    return found


def _lacks(nomination: Case) -> str | None:
    """A cycle may have no such category, or not yet."""
    return None if _days(nomination) else domain.UNKNOWN_CATEGORY


def _kept(nomination: Case) -> dict[str, Any]:
    category, days = _category(nomination), _days(nomination) or {}
    number = nomination.known["subject_ref"]["volunteer"] if category == VOLUNTEER else None
    return {
        "category": category,
        "award_ref": row_of(nomination["cycle_ref"], category),
        "subject": number or nomination["subject_ref"],
        "volunteer": number,
        "nominator": nomination.known["nominated_by"]["volunteer"],
        **{name: days[name] for name in ("period_to", "notice_from", "notice_to")},
        **UNDECIDED_YET,
    }


def _taken(transaction: Transaction, nominations: Any) -> None:
    """Nominations were taken in: decide on them beside the others of their subjects, and on what waited for them."""
    take_in(transaction, nominations)
    release(transaction, (SCORES, OBJECTIONS), NOMINATIONS.name, {one.reference: None for one in nominations})


NOMINATIONS = Kind(
    repository.NOMINATIONS,
    NominationRow,
    "nomination_ref",
    "incentives:nominate",
    place=_place,
    permits=_may_nominate,
    needs=(
        Need("cycle_ref", CYCLES),
        Need("subject_ref", (VOLUNTEERS, PROJECTS.collection, ORGANISATIONS.collection, STATIONS.collection)),
        Need("nominated_by", VOLUNTEERS, find=by_name_or_number, word="volunteer", person=True),
    ),
    persons=("subject_ref",),
    signed=("nominated_by",),
    lacks=_lacks,
    keep=_kept,
    sealed=("public_name",),
    named=name_nominator,
    then=_taken,
    state=state,
    undecided=UNDECIDED,
)
SCORES = Kind(
    repository.SCORES,
    AwardScoreRow,
    "score_ref",
    "incentives:judge",
    place=lambda score: Place(PROVINCE),
    needs=(Need("nomination_ref", NOMINATIONS.name, find=repository.decided),),
    persons=("juror_ref",),
    signed=("juror_ref",),
    named=name_juror,
    then=take_scores,
    undecided=UNDECIDED,
)
OBJECTIONS = Kind(
    repository.OBJECTIONS,
    ObjectionRow,
    "objection_ref",
    "incentives:review",
    place=lambda objection: Place(PROVINCE),
    needs=(Need("nomination_ref", NOMINATIONS.name, find=repository.decided),),
    persons=(DECIDED_BY,),
    signed=(DECIDED_BY,),
    named=name_decider,
    sealed=("statement",),
    then=take_objections,
    undecided=UNDECIDED,
)
AWARD_KINDS = (NOMINATIONS, SCORES, OBJECTIONS)
