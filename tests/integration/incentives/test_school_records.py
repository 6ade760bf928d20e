"""School records over HTTP: what students served since their stage began, for the schools that they let know it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from services.incentives.api import blueprints
from shared.config import Settings
from shared.events.envelope import Event
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from shared.where import EVERYWHERE, Where
from tests.integration.incentives.test_standing import credited
from tests.integration.incentives.test_students import STUDY
from tests.integration.incentives.test_students import changed as affiliated
from tests.integration.listening import Service, hear
from tests.integration.registrations import Registry, erased, merged, number_of

V1, V2 = number_of("v-1"), number_of("v-2")
PUPIL = {**STUDY, "stage": "senior_high", "from": "2018-02-01"}
SCHOOL = {
    "organisation_ref": "school-1",
    "name": "第一中学",
    "kind": "school",
    "region_code": "440106",
    "parent_ref": None,
}


def consent(of: str, school: str = "school-1", withdrawn: str | None = None, purpose: str = "school_record") -> Event:
    """A consent to one's school's knowing it, or its withdrawal."""
    whole = {"consent_ref": f"c-{of}-{school}-{purpose}", "volunteer": of, "purpose": purpose, "receiver_ref": school}
    data = {**whole, "consented_at": "2018-02-10T09:00:00+08:00"}
    if withdrawn is None:
        return Event("consent.given.v1", "registry", whole["consent_ref"], data, 1)
    gone = {**data, "withdrawn_at": f"{withdrawn}T09:00:00+08:00"}
    return Event("consent.withdrawn.v1", "registry", whole["consent_ref"], gone, 2)


def changed(service: Service, sequence: int = 1, **facts: Any) -> Event:
    """What the registry tells of the pupil's affiliation."""
    told = affiliated(service.store.sealer, {**PUPIL, **facts}, sequence=sequence, of=V1)
    return replace(told, data={**told.data, "volunteer": V1})


@pytest.fixture
def service(incentives: Service, settings: Settings) -> Service:
    """Two registered volunteers; one is a pupil since February, and served before and since."""
    registry = Registry(settings)
    hear(
        incentives,
        registry.state("v-1"),
        registry.state("v-2"),
        Event("organisation.registered.v1", "registry", "school-1", SCHOOL, 1),
        credited("old", V1, 50, "2018-01-31", "440100"),
        credited("new", V1, 120, "2018-03-01", "440100"),
        credited("later", V1, 10, "2018-05-01", "440100"),
        credited("opening:b-1", V1, 300, "2018-02-05", "440100"),
        changed(incentives),
        consent(V1),
    )
    return incentives


class Office:
    """Who asks for records."""

    def __init__(self, client: FlaskClient, settings: Settings) -> None:
        self._client, self._settings = client, settings

    def ask(self, where: Where = EVERYWHERE, **asked: str) -> list[dict[str, Any]]:
        """The records that somebody is shown, as of a day of April unless said otherwise."""
        token = make_token(self._settings, where.person or "office", ["incentives:export"], where=where)
        bearer = {"Authorization": f"Bearer {token}"}
        query = {"as_of": "2018-04-01", **asked}
        answer = self._client.get("/v1/exports/school-records", query_string=query, headers=bearer)
        assert 200 == answer.status_code
        return [orjson.loads(line) for line in answer.data.splitlines()]


@pytest.fixture
def office(settings: Settings, store: Store) -> Office:
    """Who asks."""
    return Office(make_application(settings, store, blueprints).test_client(), settings)


def test_a_record_has_what_was_served_since_the_stage_began(service: Service, office: Office) -> None:
    """Presences up to the day, with the entries and the stars that these give: no opening balance, nothing before."""
    (found,) = office.ask()
    assert ("school-1", V1, "v-1", "2018-02-01") == tuple(
        found[name] for name in ("organisation_ref", "volunteer", "volunteer_ref", "since")
    )
    assert (7_200, 1, ["new"]) == (found["minutes"], found["stars"], found["entries"])
    assert {"name": "stars/university", "version": 1} == {name: found["policy"][name] for name in ("name", "version")}
    assert (7_800, ["later", "new"]) == tuple(
        office.ask(as_of="2018-05-01")[0][name] for name in ("minutes", "entries")
    )


def test_only_with_a_consent_to_this_purpose_and_while_it_holds(service: Service, office: Office) -> None:
    """None before it, none from the day of its withdrawal on, and none by a consent to anything else."""
    assert [] == office.ask(as_of="2018-02-09")
    hear(service, consent(V1, "school-2", purpose="benefits"))
    assert [] == office.ask(organisation_ref="school-2")
    hear(service, consent(V1, withdrawn="2018-03-20"))
    assert [] == office.ask()
    assert 1 == len(office.ask(as_of="2018-03-19"))


def test_who_is_no_student_on_the_day_has_none(service: Service, office: Office) -> None:
    """Never one, or no longer."""
    hear(service, consent(V2))
    assert [V1] == [one["volunteer"] for one in office.ask()]
    hear(service, changed(service, 2, to="2018-03-31"))
    assert [] == office.ask()


def test_a_school_is_shown_its_own_and_a_volunteer_too(service: Service, office: Office) -> None:
    """By its organisation, by its region, or as oneself; nobody else."""
    hear(service, consent(V1, "school-2"))
    everybody = [(one["organisation_ref"], one["volunteer"]) for one in office.ask()]
    assert [("school-1", V1), ("school-2", V1)] == everybody
    for where in (Where(organisations=frozenset({"school-1"})), Where(frozenset({"440100"}))):
        assert everybody[:1] == [(one["organisation_ref"], one["volunteer"]) for one in office.ask(where)]
        assert [] == office.ask(where, organisation_ref="school-2")
    assert 2 == len(office.ask(Where(person=V1)))
    for where in (Where(person=V2), Where(frozenset({"440300"})), Where(organisations=frozenset({"team-1"}))):
        assert [] == office.ask(where)
    assert ["school-2"] == [one["organisation_ref"] for one in office.ask(organisation_ref="school-2")]


def test_a_merged_registrations_hours_and_consent_are_the_kept_ones(service: Service, office: Office) -> None:
    """One record, of the registration that stands for the person."""
    hear(service, merged("v-2", "v-1", "2018-03-20"), credited("more", V2, 1, "2018-03-21", "440100"))
    (found,) = office.ask()
    assert (V2, ["more", "new"]) == (found["volunteer"], found["entries"])


def test_of_who_is_erased_there_is_none(service: Service, office: Office) -> None:
    """Nor is there anything to be told by."""
    hear(service, erased("v-1"))
    assert [] == office.ask()
