"""Volunteers' benefits on a real store: what they are on a day, and that every change is told once with its reason."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

import pytest
from flask.testing import FlaskClient

from services.incentives.benefits.kind import BENEFITS
from services.incentives.entitlements import repository, usecases
from services.incentives.partners.kind import PARTNERS
from services.incentives.reports.kind import REPORTS
from services.incentives.standing.parts import PART
from shared import clock
from shared.config import Settings
from shared.deciding import take
from shared.events.envelope import Event
from shared.intake.rows import Line
from shared.kinds import Kind
from shared.store.transaction import Store
from tests.integration.incentives.test_standing import ask, credited, lines, told
from tests.integration.listening import Service, hear
from tests.integration.registrations import Registry, erased, merged, number_of, transferred

TODAY = dt.date(2018, 12, 31)
V1, V2 = number_of("v-1"), number_of("v-2")
DAY = dt.timedelta(days=1)
LEAST: dict[str, Any] = {"min_stars": None, "min_minutes": 120, "within_days": 30, "to": None}


@pytest.fixture(autouse=True)
def today() -> Iterator[list[dt.date]]:
    """The day, which a test moves."""
    day = [TODAY]
    with mock.patch.object(clock, "today", side_effect=lambda: day[0]):
        yield day


class Scene:
    """Incentives, whose commands and events these tests send."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self.service, self.registry = service, Registry(settings)
        self.take(PARTNERS, partner_ref="p-1", name="省医院", department="health")
        self.offer()

    def take(self, kind: Kind, /, **row: Any) -> None:
        """A row comes in, and what it tells is heard."""
        self.service.store.transact(lambda transaction: take(transaction, kind, [Line(2, row, 1)]))
        self.spread()

    def spread(self) -> None:
        """What incentives tells itself is heard, and what is new is walked through."""
        for event in self.service.news():
            if event.type in self.service.heard:
                self.service.hear([event])
        usecases.walk(self.service.store, clock.now())

    def hear(self, *events: Event) -> None:
        """Others tell."""
        hear(self.service, *events)
        self.spread()

    def offer(self, reference: str = "n-1", **facts: Any) -> None:
        """A benefit of the partner."""
        named = {"benefit_ref": reference, "partner_ref": "p-1", "name": "体检", "region_code": "440100"}
        self.take(BENEFITS, **{**named, "from": "2018-01-01", **LEAST, **facts})

    def report(self, kind: str, at: str, reference: str = "", of: str = "v-1") -> None:
        """The partner reports."""
        named = {"report_ref": reference or f"{kind}-{at}", "partner_ref": "p-1", "volunteer_ref": of}
        benefit = "n-1" if kind == "redeemed" else None
        self.take(REPORTS, **named, benefit_ref=benefit, kind=kind, at=f"{at}T09:00:00+08:00")

    def told(self) -> list[tuple[str, str]]:
        """What became of benefits, in the order in which it was told, each with its reason."""
        events = [one for one in told(self.service.store) if one.type.startswith("benefit.") and "before" in one.data]
        return [(one.type.split(".")[1], one.data["reason"]) for one in events]

    def states(self, number: str = V1) -> dict[str, str]:
        """What is stored."""
        found = self.service.store.database["entitlements"].find_one({"_id": number})
        return dict(found["states"]) if found else {}


@pytest.fixture
def scene(incentives: Service, settings: Settings) -> Scene:
    """A partner with a benefit: 120 minutes in thirty days, for who belongs in the city."""
    return Scene(incentives, settings)


def consent(given: str = "2018-02-01", of: str = V1, withdrawn: str | None = None, **more: Any) -> Event:
    """A consent to benefits, or its withdrawal."""
    whole = {"consent_ref": f"c-{of}", "volunteer": of, "purpose": "benefits", "receiver_ref": "p-1"}
    data = {**whole, "consented_at": f"{given}T09:00:00+08:00", **more}
    if withdrawn is None:
        return Event("consent.given.v1", "registry", f"c-{of}", data, 1)
    return Event(
        "consent.withdrawn.v1", "registry", f"c-{of}", {**data, "withdrawn_at": f"{withdrawn}T09:00:00+08:00"}, 2
    )


def shift(day: dt.date, hours: float = 2, of: str = V1, entry: str = "") -> Event:
    """Minutes that were credited."""
    return credited(entry or f"e-{day}-{of}", of, hours, day.isoformat(), "440100")


def granted(scene: Scene) -> None:
    """Somebody who has the benefit."""
    scene.hear(scene.registry.state("v-1", 1), scene.registry.state("v-1"), shift(TODAY - 5 * DAY), consent())


def test_a_benefit_is_granted_with_the_last_of_its_conditions_in_any_order(scene: Scene) -> None:
    """Whichever comes last tells it, once."""
    granted(scene)
    assert {"n-1": "granted"} == scene.states()
    assert [("granted", "eligible")] == scene.told()
    scene.hear(scene.registry.state("v-1"), shift(TODAY - 5 * DAY), consent())
    assert [("granted", "eligible")] == scene.told()


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_the_order_is_no_matter(incentives: Service, settings: Settings, order: tuple[int, ...]) -> None:
    """Of volunteer, hours, consent and benefit."""
    scene = Scene.__new__(Scene)
    scene.service, scene.registry = incentives, Registry(settings)
    scene.take(PARTNERS, partner_ref="p-1", name="省医院", department="health")
    steps: list[Callable[[], None]] = [
        lambda: scene.hear(scene.registry.state("v-1")),
        lambda: scene.hear(shift(TODAY - 5 * DAY)),
        lambda: scene.hear(consent()),
        scene.offer,
    ]
    for number in order:
        steps[number]()
    assert [("granted", "eligible")] == scene.told()


def test_each_condition_that_fails_ends_it_with_its_reason(scene: Scene) -> None:
    """Verification, home and consent; what comes back grants it again."""
    granted(scene)
    scene.hear(scene.registry.state("v-1", 3, verified=False))
    scene.hear(scene.registry.state("v-1", 4))
    scene.hear(scene.registry.state("v-1", 5, home_region_code="440300"))
    scene.hear(scene.registry.state("v-1", 6, home_region_code="440106"))
    scene.hear(consent(withdrawn="2018-12-30"))
    again, ends = ("granted", "eligible"), ("unverified_volunteer", "outside_region", "no_consent")
    assert [again, ("ended", ends[0]), again, ("ended", ends[1]), again, ("ended", ends[2])] == scene.told()
    assert {} == scene.states()


def test_a_breach_suspends_until_it_is_resolved(scene: Scene) -> None:
    """And comes before a redemption, which comes before what is granted."""
    granted(scene)
    scene.report("breach", "2018-12-01")
    scene.report("redeemed", "2018-12-02")
    assert {"n-1": "suspended"} == scene.states()
    scene.report("breach_resolved", "2018-12-03")
    scene.report("redeemed", "2018-12-04")
    assert [("granted", "eligible"), ("suspended", "breach"), ("redeemed", "reported")] == scene.told()


def test_minutes_that_leave_the_window_end_it_on_their_day(scene: Scene, today: list[dt.date]) -> None:
    """By a timer that catches up, however late it runs; twice tells nothing twice."""
    scene.hear(scene.registry.state("v-1"), shift(TODAY - 29 * DAY), consent())
    assert 0 == usecases.expire(scene.service.store, TODAY)
    today[0] = TODAY + 20 * DAY
    assert 1 == usecases.expire(scene.service.store, today[0])
    assert 0 == usecases.expire(scene.service.store, today[0])
    assert [("granted", "eligible"), ("ended", "too_few_minutes")] == scene.told()


def test_who_is_due_together_is_asked_for_in_parts(scene: Scene, today: list[dt.date]) -> None:
    """On a new day; also those whose part nobody had noted when they were decided on."""
    people = [f"v-{number}" for number in range(1, 6)]
    for one in people:
        scene.hear(scene.registry.state(one), shift(TODAY - 29 * DAY, of=number_of(one)), consent(of=number_of(one)))
    scene.service.store.database["entitlements"].update_many({}, {"$unset": {PART: ""}})
    repository.find_by_part(scene.service.store.database)
    today[0] = TODAY + DAY
    with mock.patch.object(repository, "due", return_value=[]):
        assert 5 == usecases.expire(scene.service.store, today[0])
        assert 0 == usecases.expire(scene.service.store, today[0])
    assert 5 == scene.told().count(("ended", "too_few_minutes"))


@pytest.mark.parametrize(("last", "count"), [("2018-12-31", 1), ("2019-01-01", 0)])
def test_a_benefit_ends_after_its_last_day(scene: Scene, today: list[dt.date], last: str, count: int) -> None:
    """And begins on its first, likewise."""
    granted(scene)
    scene.offer("n-2", to=last, min_minutes=None, within_days=None)
    scene.offer("n-3", **{"from": "2019-01-01"}, min_minutes=None, within_days=None)
    today[0] = TODAY + DAY
    usecases.expire(scene.service.store, today[0])
    found = scene.told()
    assert count == found.count(("ended", "not_running"))
    assert "granted" == scene.states()["n-3"]


def test_while_a_merge_is_in_force_the_kept_one_has_what_both_have(scene: Scene) -> None:
    """Consent and hours of the merged one too; apart again each has its own."""
    scene.hear(scene.registry.state("v-1"), scene.registry.state("v-2"))
    scene.hear(shift(TODAY - 5 * DAY), consent(of=V2), shift(TODAY - 5 * DAY, 1, V2))
    assert ({}, {}) == (scene.states(V1), scene.states(V2))
    scene.hear(merged("v-1", "v-2", "2018-12-20"))
    assert ({"n-1": "granted"}, {}) == (scene.states(V1), scene.states(V2))
    scene.hear(merged("v-1", "v-2", "2018-12-20", until="2018-12-25"))
    assert ({}, {}) == (scene.states(V1), scene.states(V2))


def test_hours_of_the_merged_one_count_for_whoever_stands_for_it(scene: Scene) -> None:
    """Consent was given by the kept registration alone, and what is served comes under the other's number."""
    scene.hear(scene.registry.state("v-1"), scene.registry.state("v-2"))
    scene.hear(merged("v-1", "v-2", "2018-12-20"), consent())
    scene.hear(shift(TODAY - 5 * DAY, of=V2))
    assert {"n-1": "granted"} == scene.states(V1)


def test_of_who_is_erased_nothing_is_kept(scene: Scene) -> None:
    """It ends, and whatever comes late grants nothing."""
    granted(scene)
    scene.hear(erased("v-1"))
    scene.hear(consent(), shift(TODAY - 4 * DAY, entry="late"))
    assert scene.service.store.database["entitlements"].find_one() is None
    assert [("granted", "eligible"), ("ended", "unverified_volunteer")] == scene.told()


def test_a_day_is_asked_of_history(scene: Scene, client: FlaskClient, settings: Settings) -> None:
    """Consent, home, hours, reports and window as they were at its end; and the export says the same."""
    scene.hear(scene.registry.state("v-1", 1), scene.registry.state("v-1", 5, home_region_code="440300"))
    scene.hear(transferred("v-1", "440300", "2018-06-20"))
    scene.hear(shift(dt.date(2018, 3, 1)), shift(dt.date(2018, 6, 1)), consent("2018-02-10", withdrawn="2018-07-01"))
    scene.report("redeemed", "2018-03-05")
    scene.report("breach", "2018-06-02")
    scene.report("breach_resolved", "2018-06-10")
    stories = {
        "2018-02-28": ("none", "too_few_minutes"),
        "2018-03-01": ("granted", "eligible"),
        "2018-03-05": ("redeemed", "reported"),
        "2018-03-30": ("redeemed", "reported"),
        "2018-03-31": ("none", "too_few_minutes"),
        "2018-06-02": ("suspended", "breach"),
        "2018-06-10": ("redeemed", "reported"),
        "2018-06-20": ("none", "outside_region"),
        "2018-07-01": ("none", "too_few_minutes"),
    }
    found = {}
    for day in stories:
        answer = ask(client, settings, f"/volunteers/{V1}/benefits?as_of={day}", "incentives:read").json
        assert day == answer["as_of"]
        found[day] = tuple(answer["benefits"][0][name] for name in ("state", "reason"))
        exported = lines(ask(client, settings, f"/exports/benefits?as_of={day}", "incentives:export"))
        state = found[day][0]
        assert ({} if state == "none" else {V1: state}) == {name: one["state"] for name, one in exported.items()}
    assert stories == found


def test_of_two_at_one_moment_the_later_sees_the_earlier(scene: Scene, store: Store) -> None:
    """A consent and hours that neither saw of each other would leave the benefit to nobody."""
    people = [f"v-{number}" for number in range(100, 130)]
    scene.hear(*(scene.registry.state(one) for one in people))
    events = [event for one in people for event in (shift(TODAY - DAY, of=number_of(one)), consent(of=number_of(one)))]
    random.Random(7).shuffle(events)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda event: scene.service.hear([event]), events))
    found = store.database["entitlements"].find()
    assert {number_of(one): {"n-1": "granted"} for one in people} == {one["_id"]: dict(one["states"]) for one in found}
