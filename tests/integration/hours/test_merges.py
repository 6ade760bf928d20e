"""Two registrations of one person in hours: whatever order all is heard in, every sum is the same at the end."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.hours.api import blueprints
from services.hours.attendance import usecases
from services.hours.balances.usecases import take_balances
from services.hours.ledger import usecases as ledger
from services.hours.reviews import usecases as reviews
from shared.config import Settings
from shared.events.envelope import Event
from shared.intake.rows import Line
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.listening import Service, hear
from tests.integration.registrations import Registry, erased, merged, merged_again, named, number_of, transferred

PATIENT: dict[str, Any] = {
    "deadline": None,
    "phases": [Phase.generate],
    "print_blob": True,
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}


@pytest.fixture
def hours(store: Store) -> Service:
    """Hours, which hears what its worker would."""
    return Service(store)


def shift(day: int) -> Event:
    """A shift from 8 to 12 on a day of February 2018."""
    times = {"starts_at": at(day, 8), "ends_at": at(day, 12)}
    place = {"region_code": "440100", "latitude": 23.1, "longitude": 113.2, "city_code": "440100"}
    data = {"shift_ref": f"s-{day}", "post_ref": "p", "project_ref": "w", "capacity": 9, **times, **place}
    post = {"site_ref": "x", "organisation_ref": "o", "service": "order", "skill_required": None, "minimum_age": 14}
    return Event("shift.scheduled.v1", "projects", f"s-{day}", {**data, **post}, 1)


def presence(volunteer: str, day: int, first: int = 8, last: int = 12, **more: Any) -> Event:
    """A logged presence, by default over the whole shift of a day."""
    name = f"{volunteer}@{day}-{first}"
    data = {
        "attendance_ref": name.replace(":", "."),
        "shift_ref": f"s-{day}",
        "volunteer_ref": volunteer,
        "checked_in_at": at(day, first),
        "checked_out_at": at(day, last),
        "method": "qr",
        "recorded_by": None,
        "approved_by": None,
        **more,
    }
    return Event("attendance.logged.v1", "projects", name, data)


def at(day: int, hour: int) -> str:
    """A moment of February 2018 in China."""
    return f"2018-02-{day:02d}T{hour:02d}:00:00+08:00"


def balance(store: Store, volunteer: str, minutes: int) -> None:
    """Take an opening balance in."""
    values = {"balance_ref": f"b-{volunteer}".replace(":", "."), "volunteer_ref": volunteer, "minutes": str(minutes)}
    rest = {"region_code": "440400", "as_of": "2017-12-31", "source": "city_system_export"}
    store.transact(lambda tx: take_balances(tx, [Line(2, {**values, **rest})]))


def outcomes(service: Service) -> dict[str, str]:
    """What became of every presence."""
    return {one["attendance_ref"]: one["outcome"] for one in usecases.outcomes(service.store)}


def by_registration(service: Service, as_of: dt.date | None = None) -> dict[str, int]:
    """The credited minutes of every registration."""
    return {one["volunteer"]: one["minutes"] for one in ledger.totals(service.store, as_of)}


def by_person(service: Service, as_of: dt.date | None = None) -> dict[str, int]:
    """The credited minutes of every person, by the reference of the registration that stands for it."""
    added: Counter[str] = Counter()
    for one in ledger.totals(service.store, as_of):
        added[one.get("merged_into", one["volunteer_ref"])] += one["minutes"]
    return dict(added)


def overlapping(service: Service) -> list[tuple[str, list[list[str]]]]:
    """The merges that are shown for review, each with the entries."""
    found = reviews.reviews(service.store, 100)
    return [(one["merge_ref"], [overlap["entries"] for overlap in one["overlaps"]]) for one in found]


def everything(registry: Registry) -> list[Event]:
    """Registrations under several names, merged for good, for a while and in a row, moved, and presences of all."""
    kept = ["k-1", "k-2", "k-3"]
    away = ["m-1", "m-2", "m-3", "m-4"]
    states = [registry.state(ref, sequence) for ref in (*kept, *away) for sequence in (1, 2)]
    ties = [*merged_again("k-1", "m-1"), merged("k-2", "m-2"), merged("k-2", "m-2", until="2018-04-01")]
    chain = [merged("m-3", "m-4", "2018-03-02"), merged("k-3", "m-3")]
    names = [named("gz:k-1", "k-1"), named("gz:m-1", "m-1")]
    moves = [transferred("k-1", "440500", "2018-03-06"), transferred("m-4", "440300", "2018-03-04")]
    present = [presence(ref, day) for day, ref in enumerate((*kept, *away, "gz:k-1", "gz:m-1"), 1)]
    same_day = [presence("k-1", 20, 8, 9), presence("m-1", 20, 9, 10), presence("gz:m-1", 20, 10, 11)]
    shifts = [shift(day) for day in (*range(1, 10), 20)]
    return [*states, *ties, *chain, *names, *moves, *present, *same_day, *shifts]


@settings(max_examples=20, **PATIENT)
@given(data=st.data())
def test_any_order_ends_in_the_same_sums(hours: Service, registry: Registry, data: st.DataObject) -> None:
    """By registration and by person, now and as of days, and nobody is shown for review."""
    hours.forget()
    events = everything(registry)
    copies = data.draw(st.lists(st.sampled_from(events), max_size=6))
    rest = data.draw(st.permutations([*events, *copies]))
    balances = iter(data.draw(st.permutations(["k-1", "m-1", "gz:m-1", "m-4"])))
    while rest:
        size = data.draw(st.integers(1, 8))
        batch, rest = rest[:size], rest[size:]
        for _, some in itertools.groupby(sorted(batch, key=lambda one: one.type), lambda one: one.type):
            hours.hear(list(some))
        for volunteer in itertools.islice(balances, data.draw(st.integers(0, 1))):
            balance(hours.store, volunteer, 1_000)
    for volunteer in balances:
        balance(hours.store, volunteer, 1_000)
    assert set(outcomes(hours).values()) == {"credited"}
    assert by_registration(hours) == {
        "KV-k-1": 240 + 240 + 60 + 1_000,
        "KV-m-1": 240 + 240 + 60 + 60 + 2_000,
        "KV-k-2": 240,
        "KV-m-2": 240,
        "KV-k-3": 240,
        "KV-m-3": 240,
        "KV-m-4": 240 + 1_000,
    }
    persons = {"k-1": 4_140, "k-2": 240, "m-2": 240, "k-3": 1_720}
    assert by_person(hours) == persons
    assert by_person(hours, dt.date(2018, 4, 1)) == persons
    assert by_person(hours, dt.date(2018, 3, 31)) == {"k-1": 4_140, "k-2": 480, "k-3": 1_720}
    assert by_person(hours, dt.date(2018, 3, 1))["m-4"] == 1_240
    assert len(by_person(hours, dt.date(2018, 2, 28))) == 7
    assert overlapping(hours) == []


def test_the_kept_persons_facts_decide(hours: Service, registry: Registry) -> None:
    """A presence of the merged registration waits for the kept one, and is credited under its own number."""
    hear(hours, shift(1), registry.state("m-1"), merged("k-1", "m-1"), presence("m-1", 1))
    assert outcomes(hours) == {"m-1@1-8": "held:unknown_volunteer"}
    hear(hours, registry.state("k-1", 1))
    assert outcomes(hours) == {"m-1@1-8": "held:unverified_volunteer"}
    hear(hours, registry.state("k-1", 2))
    assert outcomes(hours) == {"m-1@1-8": "credited"}
    assert by_registration(hours) == {"KV-k-1": 0, "KV-m-1": 240}


@pytest.mark.parametrize(
    ("born", "consent", "outcome"),
    [
        ("2003-01-01", None, "held:guardian_consent_missing"),
        ("2003-01-01", "2018-02-01", "credited"),
        ("2010-01-01", "2018-02-01", "rejected:too_young"),
    ],
)
def test_the_kept_persons_age_and_consent_decide(
    hours: Service, registry: Registry, born: str, consent: str | None, outcome: str
) -> None:
    """The merged registration's say nothing."""
    kept = registry.state("k-1", born=born, guardian_consent_on=consent)
    hear(hours, shift(1), registry.state("m-1"), kept, merged("k-1", "m-1"), presence("m-1", 1))
    assert outcomes(hours) == {"m-1@1-8": outcome}


def test_what_is_held_is_decided_again_when_two_become_one(hours: Service, registry: Registry) -> None:
    """The merged registration was never verified; the kept person is."""
    hear(hours, shift(1), registry.state("k-1"), registry.state("m-1", 1), presence("m-1", 1))
    assert outcomes(hours) == {"m-1@1-8": "held:unverified_volunteer"}
    hear(hours, merged("k-1", "m-1"))
    assert outcomes(hours) == {"m-1@1-8": "credited"}


@pytest.mark.parametrize(("first", "second"), [("k-1", "m-1"), ("m-1", "k-1")])
def test_a_person_is_not_present_twice(hours: Service, registry: Registry, first: str, second: str) -> None:
    """A later presence overlaps what either was credited; when they are two again it counts."""
    hear(hours, shift(1), registry.state("k-1"), registry.state("m-1"), merged("k-1", "m-1"))
    hear(hours, presence(first, 1), presence(second, 1))
    assert outcomes(hours) == {f"{first}@1-8": "credited", f"{second}@1-8": "held:overlap"}
    hear(hours, merged("k-1", "m-1", until="2018-04-01"))
    assert set(outcomes(hours).values()) == {"credited"}
    assert by_registration(hours) == {"KV-k-1": 240, "KV-m-1": 240}


def test_what_overlapped_before_the_merge_counts_and_is_shown_for_review(hours: Service, registry: Registry) -> None:
    """As long as they are one person."""
    hear(hours, shift(1), shift(2), registry.state("k-1"), registry.state("m-1"))
    hear(hours, presence("k-1", 1), presence("m-1", 1, 9, 11), presence("m-1", 2))
    assert overlapping(hours) == []
    hear(hours, merged("k-1", "m-1"))
    assert overlapping(hours) == [("m-1-into-k-1", [["m-1@1-9", "k-1@1-8"]])]
    assert by_person(hours) == {"k-1": 600}
    hear(hours, merged("k-1", "m-1", until="2018-04-01"))
    assert overlapping(hours) == []


def test_another_name_releases_what_waited_for_it(hours: Service, registry: Registry) -> None:
    """Presences and balances under it are the person's, whichever of name and registration is heard of first."""
    hear(hours, shift(1), shift(2), presence("gz:v-1", 1))
    balance(hours.store, "gz:v-1", 50)
    hear(hours, named("gz:v-1", "k-1"))
    assert outcomes(hours) == {"gz.v-1@1-8": "held:unknown_volunteer"}
    hear(hours, registry.state("k-1"))
    assert outcomes(hours) == {"gz.v-1@1-8": "credited"}
    hear(hours, presence("k-1", 1, 9, 10))
    assert outcomes(hours)["k-1@1-9"] == "held:overlap"
    assert by_registration(hours) == {"KV-k-1": 290}


def test_the_second_person_is_none_of_the_volunteers_names(hours: Service, registry: Registry) -> None:
    """Another source's name, the other registration's reference or its number."""
    hear(hours, shift(1), registry.state("k-1"), registry.state("m-1"), merged("k-1", "m-1"), named("gz:v-1", "k-1"))
    for hour, approver in enumerate(("v-1", "M-1", number_of("m-1").lower(), "k-1", "somebody"), 8):
        by = {"method": "backfilled", "recorded_by": "admin-1", "approved_by": approver}
        hear(hours, presence("m-1", 1, hour, hour + 1, **by))
    assert Counter(outcomes(hours).values()) == {"held:second_person_required": 4, "held:public_notice": 1}


def test_of_concurrent_presences_of_both_one_is_credited(hours: Service, registry: Registry) -> None:
    """Each has days of its own; still they conflict."""
    days = range(1, 13)
    hear(hours, *map(shift, days), registry.state("k-1"), registry.state("m-1"), merged("k-1", "m-1"))
    present = [presence(ref, day) for day in days for ref in ("k-1", "m-1")]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda one: hours.hear([one]), present))
    assert Counter(outcomes(hours).values()) == {"credited": 12, "held:overlap": 12}
    assert by_person(hours) == {"k-1": 12 * 240}


def test_concurrent_hours_keep_every_sum(hours: Service, registry: Registry) -> None:
    """Presences, merges, separations, transfers, names and states at the same moment, each twice."""
    events = everything(registry)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda one: hours.hear([one]), [*events[::-1], *events]))
    assert set(outcomes(hours).values()) == {"credited"}
    assert by_person(hours) == {"k-1": 1_140, "k-2": 240, "m-2": 240, "k-3": 720}


@settings(max_examples=12, **PATIENT)
@given(data=st.data())
def test_nothing_but_the_number_is_left_of_who_is_erased(
    hours: Service, registry: Registry, data: st.DataObject
) -> None:
    """Whenever it is heard among all that tells of the person; what was credited stays, and copies are told."""
    hours.forget()
    hear(hours, shift(1), shift(2), registry.state("k-1"), registry.state("m-1", 1), registry.state("m-1", 2))
    hear(hours, presence("m-1", 1), presence("m-1", 2))
    balance(hours.store, "m-1", 100)
    hear(hours, presence("m-1", 2, 13, 14), presence("m-1", 1, 9, 10), presence("x-1", 1))
    ties = [merged("k-1", "m-1"), named("gz:m-1", "m-1")]
    undone = merged("k-1", "m-1", until="2018-04-01")
    late = [erased("m-1"), undone, *ties, registry.state("m-1", 1), registry.state("m-1", 3)]
    hear(hours, *data.draw(st.permutations(late)))
    hear(hours, presence("m-1", 1))
    assert by_registration(hours) == {"KV-k-1": 0, "KV-m-1": 580}
    assert outcomes(hours) == {
        "m-1@1-8": "credited",
        "m-1@2-8": "credited",
        "m-1@2-13": "rejected:outside_window",
        "m-1@1-9": "rejected:erased_reference",
        "x-1@1-8": "held:unknown_volunteer",
    }
    assert list(_references(hours.store)) == []


def _references(store: Store) -> Iterator[str]:
    """Where a reference of the erased volunteer stands: as it was registered, or another source's."""
    for name in ("volunteers", "held", "rejected", "balances", "merges", "erased", "ledger", "service_days"):
        for one in store.database[name].find():
            facts = {**one, **one.get("facts", {})}
            if {"m-1", "gz:m-1", "volunteer:m-1"} & {value for value in facts.values() if isinstance(value, str)}:
                yield f"{name} {one}"


def test_reviews_are_shown_page_by_page(hours: Service, registry: Registry, settings: Settings) -> None:
    """In the order of the merges; who may not read hours is not shown them."""
    client = make_application(settings, hours.store, blueprints).test_client()
    hear(hours, shift(1))
    for number in range(1, 6):
        kept, away = f"k-{number}", f"m-{number}"
        hear(hours, registry.state(kept), registry.state(away), presence(kept, 1), presence(away, 1))
        hear(hours, merged(kept, away))
    hear(hours, merged("k-2", "m-2", until="2018-04-01"))
    found, following = [], ""
    while following is not None:
        page = ask(client, settings, f"/reviews?limit=2&after={following}").json
        found += page["reviews"]
        following = page["next"]
    assert [f"m-{number}-into-k-{number}" for number in (1, 3, 4, 5)] == [one["merge_ref"] for one in found]
    assert found[0] == {
        "reason": "overlap_after_merge",
        "merge_ref": "m-1-into-k-1",
        "kept": "KV-k-1",
        "merged": "KV-m-1",
        "overlaps": [
            {
                "entries": ["m-1@1-8", "k-1@1-8"],
                "starts_at": "2018-02-01T00:00:00+00:00",
                "ends_at": "2018-02-01T04:00:00+00:00",
                "minutes": 240,
            }
        ],
    }
    assert ask(client, settings, "/reviews", "hours:export").status_code == 403
    assert ask(client, settings, "/reviews?limit=0").status_code == 422
    lines = ask(client, settings, "/exports/totals?as_of=2018-03-01", "hours:export").data.splitlines()
    assert len([line for line in lines if b'"merged_into":"k-' in line]) == 5


def test_a_source_reviews_merges_of_its_own_people(hours: Service, registry: Registry, settings: Settings) -> None:
    """Of a merge with somebody whom it has not registered it hears nothing."""
    client = make_application(settings, hours.store, blueprints).test_client()
    hear(hours, shift(1))
    for kept, away in (("k-1", "gz:m-1"), ("gz:k-2", "gz:m-2"), ("k-3", "m-3")):
        hear(
            hours, registry.state(kept), registry.state(away), presence(kept, 1), presence(away, 1), merged(kept, away)
        )
    hear(hours, named("gz:k-3", "k-3"), named("gz:m-3", "m-3"), named("sz:k-1", "k-1"))
    found = {source: ask(client, settings, "/reviews", source=source).json for source in ("local", "gz", "sz")}
    kept_by = {source: [one["kept"] for one in page["reviews"]] for source, page in found.items()}
    assert kept_by == {"local": ["KV-k-1", "KV-gz:k-2", "KV-k-3"], "gz": ["KV-gz:k-2", "KV-k-3"], "sz": []}


def ask(client: FlaskClient, settings: Settings, path: str, scope: str = "hours:read", source: str = "local") -> Any:
    """GET with a token."""
    token = make_token(settings, "tester", [scope], source=source)
    return client.get(f"/v1{path}", headers={"Authorization": f"Bearer {token}"})
