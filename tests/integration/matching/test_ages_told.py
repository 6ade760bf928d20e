"""What can be learned of an age, and by whom."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.matching.api import blueprints
from services.matching.rosters.policy import AGES
from shared.config import Settings
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from shared.web.scopes import SCOPES
from tests.integration.matching.test_rosters import DAY, hear, offer, shift, volunteer

OLDEST = 60


def client(settings: Settings, store: Store, *scopes: str) -> FlaskClient:
    """Somebody with these scopes."""
    made = make_application(settings, store, blueprints).test_client()
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {make_token(settings, 'attacker', list(scopes))}"
    return made


@pytest.fixture
def attacker(settings: Settings, store: Store) -> FlaskClient:
    """A client with every scope but that to see homes and birth dates."""
    return client(settings, store, *(one for one in SCOPES if one != "registry:personal"))


def born(age: int) -> str:
    """The birth date of who is so old on the day of the shifts."""
    day = dt.date.fromisoformat(DAY)
    return day.replace(year=day.year - age).isoformat()


def minor(store: Store, number: int, age: int, consent: str | None) -> Any:
    """A volunteer under 18, whose guardian consented on a day or not at all."""
    event = volunteer(store, number, birth_date=born(age))
    event.data["guardian_consent_on"] = consent  # type: ignore[index]
    return event


def ask(attacker: FlaskClient, store: Store, minimum_age: int) -> dict[str, Any]:
    """The candidates of a shift with a minimum age."""
    hear(store, shift(minimum_age, minimum_age=minimum_age))
    shown: Any = attacker.get(f"/v1/shifts/s-{minimum_age}/candidates").json
    return {one["volunteer_ref"]: {**one, "volunteer": "", "volunteer_ref": ""} for one in shown}


def test_all_minimum_ages_together_tell_a_step_and_not_the_age(attacker: FlaskClient, store: Store) -> None:
    """Of who offered the day, all eligible; for every minimum age there is: which of the policy's steps is reached."""
    ages = range(10, OLDEST)
    hear(store, *(minor(store, age, age, "2018-01-01") for age in ages), *(offer(age) for age in ages))
    answers = [ask(attacker, store, minimum_age) for minimum_age in range(101)]
    alike: dict[str, list[int]] = {}
    for age in ages:
        alike.setdefault(str([one[f"v-{age}"] for one in answers]), []).append(age)
    groups = [[age for age in ages if step <= age < after] for step, after in pairwise(AGES)]
    assert [group for group in groups if group] == list(alike.values())


def test_whether_age_or_consent_fails_is_one_reason(attacker: FlaskClient, store: Store) -> None:
    """Too young with consent, old enough without it, and both."""
    people = [minor(store, 1, 15, "2018-01-01"), minor(store, 2, 17, None), minor(store, 3, 15, None)]
    hear(store, *people, *(offer(number) for number in range(1, 4)))
    shown = ask(attacker, store, 16)
    assert [["age_or_consent"]] * 3 == [one["reasons"] for one in shown.values()]


def test_a_minor_with_consent_is_told_like_an_adult(attacker: FlaskClient, store: Store) -> None:
    """At a shift for both: no reason says who needs a consent. Without one a shift for all tells a minor."""
    people = [minor(store, 1, 16, "2018-01-01"), volunteer(store, 2), minor(store, 3, 16, None)]
    hear(store, *people, *(offer(number) for number in range(1, 4)))
    shown = ask(attacker, store, 0)
    assert shown["v-1"]["reasons"] == shown["v-2"]["reasons"]
    assert (False, ["age_or_consent"]) == (shown["v-3"]["eligible"], shown["v-3"]["reasons"])


def test_nothing_is_told_of_who_did_not_offer_the_day(attacker: FlaskClient, store: Store) -> None:
    """So nobody's birthday is looked for over the days of years."""
    hear(store, volunteer(store, 1), volunteer(store, 2), offer(1), offer(2, day="2018-02-15"))
    assert ["v-1"] == list(ask(attacker, store, 18))


@pytest.mark.parametrize("scope", [one for one in SCOPES if one != "matching:read"])
def test_candidates_ask_for_their_scope(settings: Settings, store: Store, scope: str) -> None:
    """No other one will do."""
    hear(store, shift(1))
    assert 403 == client(settings, store, scope).get("/v1/shifts/s-1/candidates").status_code
