"""Consents: a volunteer lets a receiver know something for a purpose, until that is withdrawn (rules-network.md 2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from shared.clock import china_day, from_text
from shared.rules.faults import Fault, Refused

PURPOSES = ("benefits", "school_record", "insurance")
NOT_YET_GIVEN, GIVEN, WITHDRAWN = "not_yet_given", "given", "withdrawn"


def state_as_of(consent: Mapping[str, Any], day: dt.date) -> str:
    """What an accepted consent is as of a day in China: in force from `given_at` until `withdrawn_at`.

    The word for the days before it was given has no source.
    """
    if not _has_come(consent["given_at"], day):
        return NOT_YET_GIVEN
    return WITHDRAWN if _has_come(consent["withdrawn_at"], day) else GIVEN


def withdrawn(consent: Mapping[str, Any], moment: dt.datetime) -> dict[str, str]:
    """What changes of a consent that is withdrawn; that is final.

    Raises:
        Refused: it was withdrawn before, at another moment, or would end before it was given.
    """
    earlier = consent["withdrawn_at"]
    if earlier and from_text(earlier) != moment:
        raise Refused(Fault("withdrawn_at", "already_withdrawn"))
    if moment < from_text(consent["given_at"]):
        raise Refused(Fault("withdrawn_at", "before_given_at"))
    return {"withdrawn_at": earlier or moment.isoformat()}


def given_told(consent: Mapping[str, Any]) -> dict[str, Any]:
    """What others hear of a consent."""
    names = ("consent_ref", "volunteer", "purpose", "receiver_ref")
    return {**{name: consent[name] for name in names}, "consented_at": consent["given_at"]}


def withdrawn_told(consent: Mapping[str, Any]) -> dict[str, Any]:
    """What others hear of a consent that was withdrawn: all of it."""
    return {**given_told(consent), "withdrawn_at": consent["withdrawn_at"]}


def _has_come(moment: str | None, day: dt.date) -> bool:
    """Whether a moment lies on or before a day in China."""
    return moment is not None and china_day(from_text(moment)) <= day
