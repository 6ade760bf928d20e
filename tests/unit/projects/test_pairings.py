"""Rules of pairings: teams, when a pairing is active, and which visits count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.projects.credentials.domain import Licence, Volunteer
from services.projects.pairings import domain
from shared.kinds import Case
from shared.rules.spans import Span, through

DAY = dt.date(2018, 3, 12)
ONE = dt.timedelta(1)
AGREED = {"agreed_on": "2018-03-02", "guardian_agreed_on": "2018-03-09", "ended_on": None, "guarded": True}


def born(years: int, days: int = 0) -> dt.date:
    """Of who is so old on the day, and so many days less."""
    return dt.date(DAY.year - years, DAY.month, DAY.day) + days * ONE


def adult(**facts: Any) -> Volunteer:
    """Somebody verified of 40 years."""
    return Volunteer("KV1", "KV1", **{"verified": True, "birth_date": born(40), **facts})


def refused(kind: str, *team: tuple[str, Volunteer]) -> str | None:
    """Why a team is refused for a kind of beneficiary."""
    members = {f"v-{number}": one for number, (_, one) in enumerate(team)}
    facts = {
        "team": [{"role": role, "volunteer_ref": f"v-{number}"} for number, (role, _) in enumerate(team)],
        "proposed_on": DAY.isoformat(),
    }
    known = {"beneficiary_ref": {"kind": kind}, domain.MEMBERS: members}
    return domain.PAIRINGS_POLICY.failing(Case("p-1", facts, known))


WORKER = adult(licences=(Licence("social_worker", through(DAY, DAY)),))
THREE = (("volunteer", adult()), ("social_worker", WORKER), ("officer", adult()))


@pytest.mark.parametrize(
    ("kind", "team", "expected"),
    [
        ("elder", [("volunteer", adult())], None),
        ("elder", [("officer", adult()), ("social_worker", WORKER)], "role_missing"),
        ("youth_at_risk", THREE, None),
        ("youth_at_risk", THREE[:2], "role_missing"),
        ("youth_at_risk", THREE[1:], "role_missing"),
        ("elder", [("volunteer", adult()), ("volunteer", adult(verified=False))], "unverified_volunteer"),
        ("elder", [("volunteer", adult(birth_date=born(18)))], None),
        ("elder", [("volunteer", adult(birth_date=born(18, 1)))], "too_young"),
        ("migrant_child", [("volunteer", adult(birth_date=born(14)))], None),
        ("left_behind_child", [("volunteer", adult(birth_date=born(14, 1)))], "too_young"),
        ("elder", [("volunteer", adult()), ("social_worker", adult())], "licence_missing"),
        ("elder", [("volunteer", WORKER), ("social_worker", adult())], "licence_missing"),
        ("elder", [("officer", adult(verified=False, birth_date=born(3)))], "role_missing"),
        ("elder", [("volunteer", adult(verified=False, birth_date=born(3)))], "unverified_volunteer"),
    ],
)
def test_a_team_is_refused_for_the_first_condition_that_applies(
    kind: str, team: Sequence[tuple[str, Volunteer]], expected: str | None
) -> None:
    """Roles, then identities, then ages, then the social worker's licence, all on the day it is proposed."""
    assert expected == refused(kind, *team)


@pytest.mark.parametrize("day", [DAY - ONE, DAY + ONE])
def test_a_licence_counts_on_the_day_of_the_proposal(day: dt.date) -> None:
    """Neither the day before nor the day after does."""
    worker = adult(licences=(Licence("social_worker", through(day, day)),))
    assert "licence_missing" == refused("elder", ("volunteer", adult()), ("social_worker", worker))


@pytest.mark.parametrize(
    ("facts", "states"),
    [
        ({}, ["proposed", "active", "active"]),
        ({"guarded": False}, ["active", "active", "active"]),
        ({"guardian_agreed_on": None}, ["proposed", "proposed", "proposed"]),
        ({"agreed_on": None}, ["proposed", "proposed", "proposed"]),
        ({"ended_on": "2018-03-10"}, ["proposed", "active", "ended"]),
        ({"agreed_on": None, "ended_on": "2018-03-09"}, ["proposed", "ended", "ended"]),
        ({"ended_on": "2018-03-01"}, ["ended", "ended", "ended"]),
    ],
)
def test_a_pairing_is_active_once_all_agree_until_it_ends(facts: dict[str, Any], states: list[str]) -> None:
    """On 8, 9 and 10 March; a guardian is asked where there is one, and an end may come before."""
    pairing = {**AGREED, **facts}
    assert states == [domain.state(pairing, dt.date(2018, 3, day)) for day in (8, 9, 10)]


def visited(person: str, day: str) -> str | None:
    """Why a visit is refused to a pairing of KV1 that was active from 9 to 11 March."""
    known = {
        "pairing_ref": {**AGREED, "ended_on": "2018-03-12", "persons": {"KV1"}},
        "volunteer_ref": Volunteer("KV9", person),
    }
    return domain.VISITS_POLICY.failing(Case("visit-1", {"starts_at": f"{day}T15:59:59+00:00"}, known))


@pytest.mark.parametrize(
    ("person", "day", "expected"),
    [
        ("KV1", "2018-03-08", "pairing_not_active"),
        ("KV1", "2018-03-09", None),
        ("KV1", "2018-03-11", None),
        ("KV1", "2018-03-12", "pairing_not_active"),
        ("KV2", "2018-03-12", "not_in_pairing"),
    ],
)
def test_a_visit_is_of_the_team_on_an_active_day(person: str, day: str, expected: str | None) -> None:
    """The person counts, under whichever registration; the day is China's, and not being in the pairing comes first."""
    assert expected == visited(person, day)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, None),
        ({"team_agreed_on": "2018-03-02"}, None),
        ({"team_agreed_on": "2018-03-02", "beneficiary_agreed_on": "2018-03-01"}, "2018-03-02"),
        ({"team_agreed_on": "2018-03-02", "beneficiary_agreed_on": "2018-03-05"}, "2018-03-05"),
    ],
)
def test_both_agree_since_the_later_said_so(said: dict[str, str], expected: str | None) -> None:
    """One side alone agrees to nothing."""
    assert expected == domain.agreed_on(said)


days = st.one_of(st.none(), st.dates(dt.date(2018, 1, 1), dt.date(2018, 1, 20)).map(dt.date.isoformat))


@given(days, days, days, st.booleans(), st.dates(dt.date(2017, 12, 30), dt.date(2018, 1, 22)))
def test_a_pairing_is_active_on_exactly_the_days_of_its_span(
    agreed: str | None, guardian: str | None, ended: str | None, guarded: bool, day: dt.date
) -> None:
    """What a state says day by day, the span says at once."""
    pairing = {"agreed_on": agreed, "guardian_agreed_on": guardian, "ended_on": ended, "guarded": guarded}
    span = domain.active_days(pairing) or Span(dt.date.max, dt.date.max)
    assert span.has(day) == (domain.state(pairing, day) == domain.ACTIVE)


def test_a_guardian_agrees_for_all_but_institutions_and_elders() -> None:
    """Whoever is of age, or is no person, agrees alone."""
    guarded = {kind for kind in domain.WHOM if domain.is_guarded({"kind": kind})}
    assert {"disabled_youth", "migrant_child", "left_behind_child", "youth_at_risk"} == guarded
