"""What became of a nomination as of a day, from what its document keeps; who may name whom as nominating. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.incentives.awards.calendar import Calendar
from services.incentives.awards.nominating import Nomination
from services.incentives.awards.results import (
    AWARDED,
    JURIES,
    NOMINATED,
    REFUSED,
    SHORTLISTED,
    Objection,
    Terms,
    objected,
    results,
)
from services.incentives.awards.scoring import mean
from shared import clock
from shared.rules.faults import Fault
from shared.rules.names import is_among, signed_by
from shared.rules.places import PROVINCE
from shared.rules.policies import in_force

LACKS, FIGURES, COUNTED, OBJECTED, RESULT, GIVEN = "lacks", "figures", "counted", "objected_on", "result", "given"
"""What a nomination's document has besides its row: decided by its subject, by its scores, by objections, by all."""
OUTCOME, ACCEPTED = "outcome", "accepted"
UNKNOWN_CATEGORY = "unknown_category"
"""What a nomination is held for whose cycle has no such category, or not yet."""
UNSETTLED = "unsettled"
"""How often more was heard of its subject since it was decided on."""
UNDECIDED_YET: Mapping[str, Any] = {
    LACKS: None,
    FIGURES: {},
    COUNTED: [],
    OBJECTED: None,
    RESULT: None,
    GIVEN: None,
    UNSETTLED: 0,
}


name_nominator = signed_by("nominated_by")
"""Completes a nomination by who nominates."""
DECIDED_BY = "decided_by"
_sign = signed_by(DECIDED_BY)


def name_decider(objection: dict[str, Any], sender: str, speaks: bool) -> Fault | None:
    """Complete an objection that comes decided by who decided: whoever is named by who may, else who sent it."""
    if not speaks or objection[DECIDED_BY]:
        return _sign(objection, sender, speaks)
    objection |= {DECIDED_BY: sender}
    return None


def state(document: Mapping[str, Any], day: dt.date) -> str:
    """nominated, shortlisted or awarded as of a day, or why it is refused or held."""
    if document[OUTCOME] != ACCEPTED:
        return str(document[OUTCOME])
    if document[OBJECTED] and dt.date.fromisoformat(document[OBJECTED]) <= day:
        return REFUSED
    if day < _day(document, "notice_from") or not is_judged(document, day):
        return NOMINATED
    return AWARDED if day > _day(document, "notice_to") and document[RESULT] == AWARDED else SHORTLISTED


def counting(document: Mapping[str, Any], day: dt.date) -> list[int]:
    """The scores of a nomination that count and were given by the end of a day."""
    return [score for given, score in document[COUNTED] if dt.date.fromisoformat(given) <= day]


def is_judged(document: Mapping[str, Any], day: dt.date) -> bool:
    """Whether enough jurors have judged it by the end of a day."""
    return len(counting(document, day)) >= in_force(JURIES, day, PROVINCE).least_scores


def mean_of(document: Mapping[str, Any], day: dt.date) -> str | None:
    """The mean of the scores that count, with two decimals; None where it does not stand, or too few have judged."""
    if document[OUTCOME] != ACCEPTED or not is_judged(document, day):
        return None
    return hundredths(counting(document, day))


def judgement(document: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    """How a nomination was judged by the end of a day: the mean, and of how many scores."""
    scores = counting(document, day)
    return {"mean": hundredths(scores), "scores": len(scores)}


def hundredths(scores: Sequence[int]) -> str:
    """The mean of scores with two decimals; of none it is 0.00."""
    found = mean(scores) if scores else 0
    return f"{found // 100}.{found % 100:02}"


def objected_on(objections: Iterable[Mapping[str, Any]], nomination: Mapping[str, Any]) -> str | None:
    """The first day of the public notice on which an objection was made that was upheld."""
    days = Calendar(dt.date.min, _day(nomination, "notice_from"), _day(nomination, "notice_to"))
    made = (Objection(one["nomination_ref"], clock.from_text(one["at"]), one["upheld"]) for one in objections)
    dated = [clock.china_day(one.at) for one in made if objected([one], days, dt.date.max)]
    return min(dated).isoformat() if dated else None


def results_of(nominations: Sequence[Mapping[str, Any]], quota: int, day: dt.date) -> dict[str, str]:
    """By reference the result of each nomination of a category that stands, of which the public notice is over."""
    standing = [one for one in nominations if one[OUTCOME] == ACCEPTED]
    if not standing:
        return {}
    days = Calendar(dt.date.min, _day(standing[0], "notice_from"), _day(standing[0], "notice_to"))
    scores = {one["_id"]: counting(one, day) for one in standing}
    refused = {one["_id"] for one in standing if one[OBJECTED]}
    plain = [Nomination(clock.from_text(one["at"]), one["_id"], one["subject"], one["nominator"]) for one in standing]
    return results(plain, scores, refused, Terms(days, quota, in_force(JURIES, days.notice_to, PROVINCE)), day)


def masked(name: str) -> str:
    """A person's name as the public may see it: the first character and one asterisk [PIPL art. 25]."""
    return f"{name[:1]}*"


def filing_fault(nomination: Mapping[str, Any], today: dt.date) -> Fault | None:
    """Why nobody can object to a nomination today: it is not in public notice."""
    if "award_ref" not in nomination or state(nomination, today) not in (SHORTLISTED, REFUSED):
        return Fault("", "not_in_public_notice")
    is_open = _day(nomination, "notice_from") <= today <= _day(nomination, "notice_to")
    return None if is_open else Fault("", "not_in_public_notice")


def opposing_fault(
    objection: Mapping[str, Any], who: str, *, upheld: bool, filer: Iterable[str], near: Iterable[str]
) -> Fault | None:
    """Why somebody cannot decide on an objection: it came decided, was decided otherwise, or is not theirs to decide.

    Args:
        filer: all names of who objects.
        near: those of who may not judge the nomination.
    """
    if "filed_by" not in objection or ("decided_at" in objection and objection["upheld"] != upheld):
        return Fault("upheld", "already_decided")
    if is_among(who, filer):
        return Fault("decided_by", "second_person_required")
    return Fault("decided_by", "too_near") if is_among(who, near) else None


def _day(document: Mapping[str, Any], name: str) -> dt.date:
    return dt.date.fromisoformat(document[name])
