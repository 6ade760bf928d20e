"""Who is eligible for an award: what a cycle's row asks in its category (rules-network.md 12). Pure."""

from __future__ import annotations

from typing import NamedTuple

VOLUNTEER, PROJECT, ORGANISATION, COMMUNITY = "volunteer", "project", "organisation", "community"
BREACH = "breach"
WHOLE = 100
"""Per cent."""


class Served(NamedTuple):
    """What was served for a subject, as of the period's last day.

    Attributes:
        minutes: credited in all, with opening balances.
        in_period: credited in presences on the period's days.
        measured: of these, those of presences that were measured.
        volunteers: the distinct persons of these presences.
        in_breach: whether a partner's breach about the subject is unresolved.
    """

    minutes: int = 0
    in_period: int = 0
    measured: int = 0
    volunteers: int = 0
    in_breach: bool = False


class Least(NamedTuple):
    """What a cycle's row asks at least; None asks nothing. The share is in whole per cent."""

    min_minutes: int | None = None
    min_minutes_in_period: int | None = None
    min_volunteers: int | None = None
    min_measured_share: int | None = None


ASKED = {
    VOLUNTEER: ("min_minutes", "min_minutes_in_period"),
    PROJECT: ("min_minutes_in_period", "min_volunteers"),
    ORGANISATION: ("min_minutes_in_period", "min_volunteers", "min_measured_share"),
    COMMUNITY: ("min_minutes_in_period", "min_volunteers"),
}
"""By category the thresholds that count in it, whatever else a row holds."""


def lacks(category: str, least: Least, served: Served) -> list[str]:
    """What a subject does not reach, in the order of the columns, then `breach`; who lacks nothing is eligible."""
    reached = {
        "min_minutes": served.minutes,
        "min_minutes_in_period": served.in_period,
        "min_volunteers": served.volunteers,
    }
    missing = [name for name in ASKED[category] if name in reached and reached[name] < (getattr(least, name) or 0)]
    # Compared as whole numbers: a share that is reached exactly is reached.
    if "min_measured_share" in ASKED[category]:
        share = least.min_measured_share or 0
        missing += ["min_measured_share"] * (served.measured * WHOLE < share * served.in_period)
    return missing + [BREACH] * (category == VOLUNTEER and served.in_breach)
