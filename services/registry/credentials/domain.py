"""Credentials: licences and insurance, and on which days they hold (rules-network.md 2). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from shared.rules.spans import Span, through

LICENCES = ("lawyer", "doctor", "nurse", "teacher", "social_worker", "first_aid", "driver")
LICENCE_TOLD = ("licence_ref", "volunteer", "kind", "valid_from", "valid_to", "verified")


def licence_valid_on(licence: Mapping[str, Any], day: dt.date) -> bool:
    """Whether a licence is valid on a day: its issuer confirmed it, and the day lies in its span."""
    return bool(licence["verified"]) and _span(licence["valid_from"], licence["valid_to"]).has(day)


def insurance_valid_on(insurance: Mapping[str, Any], day: dt.date) -> bool:
    """Whether an insurance covers a day."""
    return _span(insurance["from"], insurance["to"]).has(day)


def licence_told(licence: Mapping[str, Any]) -> dict[str, Any]:
    """What others hear of a licence."""
    return {name: licence[name] for name in LICENCE_TOLD}


def insurance_told(insurance: Mapping[str, Any]) -> dict[str, Any]:
    """What others hear of an insurance: whom it covers and when, and not by whom."""
    return {
        "insurance_ref": insurance["insurance_ref"],
        "volunteer": insurance["volunteer"],
        "first_day": insurance["from"],
        "last_day": insurance["to"],
    }


def _span(first: str, last: str | None) -> Span:
    return through(dt.date.fromisoformat(first), dt.date.fromisoformat(last) if last else None)
