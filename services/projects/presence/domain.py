"""Rules of presence: what proves that somebody was at a shift, and how a presence ends. Pure.

A presence is signed in and out, each by a code, a position or the word of somebody who is not the volunteer. Where the
signing out was forgotten, a rule sets the end of the shift, which counts when a person has confirmed it; or a person
who runs the shift says the end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.projects.codes.domain import COPIED, FORGED, OTHER_SHIFT
from shared import clock
from shared.rules.distances import great_circle_metres
from shared.rules.faults import Fault
from shared.rules.names import NOT_WHO_ASKS, is_among
from shared.rules.places import PROVINCE
from shared.rules.policies import EVER, Policy

QR, GPS, ATTESTED = "qr", "gps", "attested"
METHODS = (QR, GPS, ATTESTED)
CLOSED, BY_RULE = "closed", "rule"
"""How a presence may end besides: by a person who runs the shift, and by the rule."""
WORDS = (ATTESTED, CLOSED, BY_RULE)
"""Somebody's word, where nothing was measured."""
OPEN, TO_CONFIRM, ENDED = "open", "to_confirm", "ended"
STATES = (OPEN, TO_CONFIRM, ENDED)
MISSING = "must not be empty"
OUTSIDE_FENCE, INACCURATE = "outside_fence", "inaccurate_position"
BELOW_MINIMUM_AGE, NOT_SIGNED_UP = "below_minimum_age", "not_signed_up"
BEYOND_CAPACITY, FRAUD_ATTEMPT, DELIVERED_LATE = "beyond_capacity", "fraud_attempt", "delivered_late"
SHIFT_CANCELLED = "shift_cancelled"
BEFORE_SIGNING_IN = "before_signing_in"
CLOSED_BY_RULE, CLOSED_BY_PERSON = "closed_by_rule", "closed_by_person"
SPEAKERS = ("confirmed_by", "closed_by", "out_attested_by", "attested_by")
"""Whose word a presence rests on, the last one first."""
FRAUD = (FORGED, OTHER_SHIFT, COPIED)
"""Why a code is refused that nobody shows by mistake."""
EVIDENCE = ("code", "latitude", "longitude", "accuracy_metres")
"""What a person shows when signing in or out: judged at once, and not kept."""


@dataclass(frozen=True)
class PresencePolicy(Policy):
    """What a position must be, and what becomes of what is late or forgotten.

    Attributes:
        fence_metres: a position lies so near to its site, unless the site says otherwise. [rules-network.md 5]
        accuracy_metres: and is known as exactly as this, or better. [rules-network.md 5]
        late_hours: what is delivered so long after its instant counts, and is flagged. (no source)
        forgotten_hours: so long after the shift's end the rule closes a presence that is open. (no source)
    """

    fence_metres: int
    accuracy_metres: int
    late_hours: int
    forgotten_hours: int


PRESENCE_POLICIES = (
    PresencePolicy(
        "presence/guangdong",
        PROVINCE,
        EVER,
        1,
        fence_metres=500,
        accuracy_metres=100,
        late_hours=12,
        forgotten_hours=12,
    ),
)


@dataclass(frozen=True)
class Shown:
    """What was shown for signing in or out at an instant."""

    method: str
    at: dt.datetime
    code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    accuracy_metres: int | None = None


@dataclass(frozen=True)
class Fence:
    """Where a shift is served, and how far from there somebody may be; None where its site says nothing."""

    latitude: float
    longitude: float
    metres: int | None


def signing_in(facts: Mapping[str, Any]) -> Shown:
    """What was shown for signing in, of a row's facts."""
    return Shown(
        facts["method"], clock.from_text(facts["signed_in_at"]), **{name: facts.get(name) for name in EVIDENCE}
    )


def signing_out(facts: Mapping[str, Any]) -> Shown | None:
    """What was shown for signing out, where the row has its end."""
    if facts.get("signed_out_at") is None:
        return None
    shown = {name: facts.get(f"out_{name}") for name in EVIDENCE}
    return Shown(facts["out_method"], clock.from_text(facts["signed_out_at"]), **shown)


def incomplete(facts: Mapping[str, Any], prefix: str = "") -> Iterable[Fault]:
    """What a method asks for that is not there."""
    method = facts.get(f"{prefix}method")
    asked = {QR: ("code",), GPS: EVIDENCE[1:]}.get(str(method), ())
    return [Fault(f"{prefix}{name}", MISSING) for name in asked if facts.get(f"{prefix}{name}") is None]


def position_problem(shown: Shown, fence: Fence, policy: PresencePolicy) -> str | None:
    """What is wrong with a position, or None."""
    if shown.latitude is None or shown.longitude is None or shown.accuracy_metres is None:
        return MISSING
    if shown.accuracy_metres > policy.accuracy_metres:
        return INACCURATE
    away = great_circle_metres(shown.latitude, shown.longitude, fence.latitude, fence.longitude)
    return OUTSIDE_FENCE if away > (policy.fence_metres if fence.metres is None else fence.metres) else None


def name_attester(facts: dict[str, Any], sender: str, speaks: bool) -> Fault | None:
    """Complete a presence by who sent it; what is wrong where it names another for whom its sender may not speak.

    Whose word it is, is who sends it; who speaks for others names them.
    """
    facts["sent_by"], attester = sender, facts["attested_by"]
    if ATTESTED not in (facts["method"], facts["out_method"]):
        return Fault("attested_by", "no_word") if attester else None
    if attester and not speaks and not is_among(sender, [attester]):
        return Fault("attested_by", NOT_WHO_ASKS)
    facts["attested_by"] = attester or sender
    return None


def state(presence: Mapping[str, Any]) -> str:
    """open, to_confirm or ended."""
    if presence.get("signed_out_at") is None:
        return OPEN
    waits = presence.get("out_method") == BY_RULE and not presence.get("confirmed_by")
    return TO_CONFIRM if waits else ENDED


def ends_before(signed_out_at: dt.datetime, signed_in_at: dt.datetime) -> bool:
    """Whether an end is none: no moment lies between it and the beginning."""
    return signed_out_at <= signed_in_at


def closing_problem(presence: Mapping[str, Any], signed_out_at: dt.datetime, shift_ends: dt.datetime) -> str | None:
    """Why a person cannot say this end, or None: it lies behind the beginning, and not behind the shift."""
    if ends_before(signed_out_at, clock.from_text(presence["signed_in_at"])):
        return BEFORE_SIGNING_IN
    return "after_shift" if signed_out_at > shift_ends else None


def flags_of(presence: Mapping[str, Any], policy: PresencePolicy, now: dt.datetime) -> set[str]:
    """What of a presence itself whoever runs the shift should look at."""
    last = presence["signed_in_at"]
    if presence.get("out_method") in METHODS:
        last = presence["signed_out_at"]
    found = {CLOSED: CLOSED_BY_PERSON, BY_RULE: CLOSED_BY_RULE}.get(str(presence.get("out_method")))
    is_late = now - clock.from_text(last) > dt.timedelta(hours=policy.late_hours)
    return {*([found] if found else []), *([DELIVERED_LATE] if is_late else [])}


def told(presence: Mapping[str, Any]) -> dict[str, Any]:
    """What others hear of a presence; an end that nobody has confirmed is none."""
    has_ended = state(presence) == ENDED
    word = next((one for name in SPEAKERS if (one := presence.get(name))), None)
    is_word = presence["method"] in WORDS or (has_ended and presence["out_method"] in WORDS)
    sender = presence.get("sent_by")
    return {
        "attendance_ref": presence["presence_ref"],
        "shift_ref": presence["shift_ref"],
        "volunteer_ref": presence["volunteer_ref"],
        "checked_in_at": presence["signed_in_at"],
        "checked_out_at": presence["signed_out_at"] if has_ended else None,
        "method": ATTESTED if is_word else presence["method"],
        "recorded_by": word or sender,
        "approved_by": None,
        "sent_by": sender if word and word != sender else None,
        "flags": sorted(presence["flags"]),
    }
