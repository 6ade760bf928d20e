"""Rules of pairings: which teams are taken, when a pairing is active, which visits count (rules-network.md 6). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shared import clock
from shared.regions import city_of
from shared.rules.conditions import Conditions
from shared.rules.places import PROVINCE
from shared.rules.policies import EVER
from shared.rules.spans import Span

YOUTH_AT_RISK, CHILDREN = "youth_at_risk", ("migrant_child", "left_behind_child")
UNGUARDED = ("disability_institution", "elder")
"""For whom nobody else has to agree."""
WHOM = ("disabled_youth", "disability_institution", *CHILDREN, "elder", YOUTH_AT_RISK)
HOUSEHOLDS = ("urban", "rural")
PROGRAMMES = ("sunshine", "sunrise", "alliance", "community")
VOLUNTEER, SOCIAL_WORKER, OFFICER = "volunteer", "social_worker", "officer"
ROLES = (VOLUNTEER, SOCIAL_WORKER, OFFICER)
LESSON = "lesson"
VISITS = ("visit", LESSON, "respite", "therapy", "employment")
LESSONS = ("companionship", "tutoring", "city", "self_protection", "care_gift")
PROPOSED, ACTIVE, ENDED = "proposed", "active", "ended"
MEMBERS = "team.volunteer_ref"
"""The field that names the team."""
SIDES = {"beneficiary": "beneficiary_agreed_on", "team": "team_agreed_on", "guardian": "guardian_agreed_on"}
"""Who agrees, and the field with the day."""

Facts = Mapping[str, Any]
"""Of a beneficiary, a pairing or a visit, as JSON values."""


@dataclass(frozen=True)
class PairingPolicy(Conditions):
    """Which teams are taken.

    Attributes:
        full_age: years of age of every member on the day of the proposal.
        small_hand_age: the same where the beneficiary is one of `children`: big hand, small hand. (no source)
        roles: of a kind of beneficiary the roles that a team must have; of others one volunteer does.
    """

    full_age: int
    small_hand_age: int
    children: tuple[str, ...]
    roles: Mapping[str, tuple[str, ...]]

    @property
    def rule(self) -> dict[str, Any]:
        """The reasons in the order in which they are asked, and its numbers."""
        roles = {kind: list(some) for kind, some in self.roles.items()}
        ages = {"full_age": self.full_age, "small_hand_age": self.small_hand_age}
        return {**super().rule, **ages, "children": list(self.children), "roles": roles}


def policy(
    version: int,
    holds_from: dt.date,
    ages: tuple[int, int],
    children: tuple[str, ...],
    roles: Mapping[str, tuple[str, ...]],
) -> PairingPolicy:
    """Guangdong's policy of teams with these numbers.

    A case knows the beneficiary, and by reference what is known of each member (credentials/domain.py).
    """
    full, small = ages

    def lacks_role(pairing: Any) -> bool:
        needed = roles.get(pairing.known["beneficiary_ref"]["kind"], (VOLUNTEER,))
        return not {one["role"] for one in pairing["team"]}.issuperset(needed)

    def is_too_young(pairing: Any) -> bool:
        years = small if pairing.known["beneficiary_ref"]["kind"] in children else full
        return any(one.is_younger(years, pairing.day("proposed_on")) for one in pairing.known[MEMBERS].values())

    def lacks_licence(pairing: Any) -> bool:
        members, day = pairing.known[MEMBERS], pairing.day("proposed_on")
        workers = (members[one["volunteer_ref"]] for one in pairing["team"] if one["role"] == SOCIAL_WORKER)
        return any(not one.holds(SOCIAL_WORKER, day) for one in workers)

    rows = (
        ("role_missing", lacks_role),
        ("unverified_volunteer", lambda pairing: any(not one.verified for one in pairing.known[MEMBERS].values())),
        ("too_young", is_too_young),
        ("licence_missing", lacks_licence),
    )
    return PairingPolicy("pairings/guangdong", PROVINCE, holds_from, version, rows, full, small, children, roles)


PAIRINGS_POLICY = policy(1, EVER, (18, 14), CHILDREN, {YOUTH_AT_RISK: ROLES})
VISITS_POLICY = Conditions(
    "visits/guangdong",
    PROVINCE,
    EVER,
    1,
    (
        (
            "not_in_pairing",
            lambda visit: visit.known["volunteer_ref"].person not in visit.known["pairing_ref"]["persons"],
        ),
        ("pairing_not_active", lambda visit: not is_active(visit.known["pairing_ref"], first_day(visit.facts))),
    ),
)


def is_guarded(beneficiary: Facts) -> bool:
    """Whether a guardian must agree, too."""
    return beneficiary["kind"] not in UNGUARDED


def agreed_on(pairing: Facts) -> str | None:
    """The day since when both sides agree: as a file says it, or the later of the days on which each said so."""
    both = [pairing.get(SIDES[one]) for one in ("beneficiary", "team")]
    days = [day for day in both if day]
    return max(days) if len(days) == len(both) else None


def active_days(pairing: Facts) -> Span | None:
    """The days on which a pairing is active; None while somebody has still to agree, or where it ended before that."""
    needed = [pairing["agreed_on"], *([pairing["guardian_agreed_on"]] if pairing["guarded"] else [])]
    if not all(needed):
        return None
    ended = pairing["ended_on"]
    days = Span(dt.date.fromisoformat(max(needed)), dt.date.fromisoformat(ended) if ended else None)
    return None if days.is_empty else days


def is_active(pairing: Facts, day: dt.date) -> bool:
    """Whether a pairing is active on a day."""
    days = active_days(pairing)
    return days is not None and days.has(day)


def state(pairing: Facts, day: dt.date) -> str:
    """proposed, active or ended, as of a day."""
    if pairing["ended_on"] and dt.date.fromisoformat(pairing["ended_on"]) <= day:
        return ENDED
    return ACTIVE if is_active(pairing, day) else PROPOSED


def first_day(visit: Facts) -> dt.date:
    """The day on which a visit begins, in China."""
    return clock.china_day(clock.from_text(visit["starts_at"]))


def outside(pairing: Facts, visits: Iterable[Facts]) -> bool:
    """Whether one of the visits lies on a day on which the pairing is not active."""
    return any(not is_active(pairing, first_day(one)) for one in visits)


def told_of_beneficiary(beneficiary: Facts) -> dict[str, Any]:
    """What others hear of one: nothing that is finer than a city."""
    told = {name: beneficiary[name] for name in ("beneficiary_ref", "kind", "registered_on")}
    return {**told, "region_code": city_of(beneficiary["region_code"])}


def told_of_pairing(pairing: Facts, region_code: str) -> dict[str, Any]:
    """What others hear of one: not whom it helps, and not who does."""
    names = ("pairing_ref", "programme", "organisation_ref", "proposed_on", "agreed_on", "guardian_agreed_on")
    return {**{name: pairing[name] for name in (*names, "ended_on")}, "region_code": city_of(region_code)}


def told_of_visit(visit: Facts, shift: str, region_code: str) -> dict[str, Any]:
    """What others hear of one: a shift of its own, in the city."""
    names = ("visit_ref", "pairing_ref", "kind", "lesson_kind", "starts_at", "ends_at")
    one = {name: visit[name] for name in names}
    return {**one, "shift_ref": shift, "capacity": 1, "minimum_age": 0, "region_code": city_of(region_code)}


def presence(visit: Facts, shift: str) -> dict[str, Any]:
    """The presence that a visit is: attested by who brought it, over exactly its time."""
    return {
        "attendance_ref": shift,
        "shift_ref": shift,
        "volunteer_ref": visit["volunteer_ref"],
        "checked_in_at": visit["starts_at"],
        "checked_out_at": visit["ends_at"],
        "method": "attested",
        "recorded_by": visit.get("recorded_by"),
        "approved_by": None,
    }
