"""What projects knows of volunteers, on a real store: states, licences, insurance, merges and erasure in any order."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence

import pytest

from services.projects.credentials.domain import Volunteer
from services.projects.credentials.repository import known_volunteers
from shared.config import Settings
from shared.events.envelope import Event
from shared.store.transaction import Store
from tests.integration.listening import Service, hear
from tests.integration.registrations import Registry, erased, merged, number_of

DAY = dt.date(2018, 3, 10)


def licence(reference: str, volunteer: str, sequence: int = 1, **facts: object) -> Event:
    """A licence of a social worker for the first half of March."""
    data = {
        "licence_ref": reference,
        "volunteer": number_of(volunteer),
        "kind": "social_worker",
        "valid_from": "2018-03-01",
        "valid_to": "2018-03-15",
        "verified": True,
        **facts,
    }
    return Event("licence.recorded.v1", "registry", reference, data, sequence)


def insurance(reference: str, volunteer: str) -> Event:
    """An insurance without end."""
    data = {
        "insurance_ref": reference,
        "volunteer": number_of(volunteer),
        "first_day": "2018-03-01",
        "last_day": None,
    }
    return Event("insurance.recorded.v1", "registry", reference, data, 1)


def known(store: Store, reference: str) -> Volunteer | None:
    """Who is meant by a reference."""
    return store.transact(lambda transaction: known_volunteers(transaction, "volunteers", [reference])).get(reference)


@pytest.fixture
def service(store: Store) -> Service:
    """Projects with its handlers."""
    return Service(store)


def test_what_is_known_of_a_volunteer_is_the_newest_in_any_order(
    store: Store, service: Service, settings: Settings
) -> None:
    """A licence, and its state, may be heard of before the volunteer, and an older state after a newer one."""
    registry = Registry(settings)
    news = (
        registry.state("v-1", 1, born="2000-03-10"),
        registry.state("v-1", 2, born="2000-03-10", skills=["hakka"]),
        licence("l-1", "v-1", 2, verified=True),
    )
    for order in itertools.permutations(news):
        hear(service, *order, licence("l-1", "v-1", 1, verified=False), insurance("i-1", "v-1"))
        found = known(store, "v-1")
        assert found
        assert (True, dt.date(2000, 3, 10), {"hakka"}) == (found.verified, found.birth_date, set(found.skills))
        assert (True, True) == (found.holds("social_worker", DAY), found.is_insured(DAY))
        hear(service, erased("v-1"))
        assert known(store, "v-1") is None
        forget_all(store)


def forget_all(store: Store) -> None:
    """As if nobody had been erased."""
    for name in ("erased", "people", "licences", "insurance", "volunteers"):
        store.database[name].delete_many({})


@pytest.mark.parametrize("until", [(), ("2018-03-20",)])
def test_while_a_merge_is_in_force_the_kept_one_decides(
    store: Store, service: Service, settings: Settings, until: Sequence[str]
) -> None:
    """And what either holds counts for the person; when it is undone, each has its own again."""
    registry = Registry(settings)
    hear(service, *(registry.state(one, 1, born=born) for one, born in (("v-1", "1980-01-01"), ("v-2", "2001-01-01"))))
    hear(service, registry.state("v-1", born="1980-01-01"))
    hear(service, licence("l-1", "v-2"), merged("v-1", "v-2"), *(merged("v-1", "v-2", until=day) for day in until))
    kept, away = known(store, "v-1"), known(store, "v-2")
    assert kept
    assert away
    assert (not until, not until) == (away.verified, kept.holds("social_worker", DAY))
    assert (number_of("v-2") if until else number_of("v-1")) == away.person


def test_what_comes_late_of_who_was_erased_is_not_kept(store: Store, service: Service, settings: Settings) -> None:
    """Neither a state nor what the person held; and what was there is gone."""
    registry = Registry(settings)
    hear(service, registry.state("v-1"), licence("l-1", "v-1"), erased("v-1"))
    hear(service, registry.state("v-1", 3), licence("l-2", "v-1"), insurance("i-1", "v-1"))
    names = ("people", "licences", "insurance", "volunteers")
    assert [0, 0, 0, 0] == [store.database[name].count_documents({}) for name in names]
