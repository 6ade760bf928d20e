"""What sign-ups and presences ask of the store: no more than their rules need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient
from pymongo import MongoClient

from services.projects.api import blueprints
from services.projects.presence.kind import PRESENCES
from services.projects.shifts.usecases import schedule_shifts
from services.projects.signups.usecases import sign_up
from shared import deciding, lying
from shared.config import Settings
from shared.intake.rows import Line
from shared.rules.faults import Fault, Refused
from shared.store import outbox
from shared.store.client import Document
from shared.store.groups import Groups
from shared.store.transaction import Store, Transaction
from shared.web.application import make_application
from shared.web.auth import make_token
from shared.where import Where
from tests.integration.asked import Commands
from tests.integration.listening import Service
from tests.integration.projects.definitions import SHIFT, take
from tests.integration.projects.presences import PRESENT, Scene
from tests.integration.projects.test_attendance import ROW
from tests.integration.projects.test_sign_ups import OWN, TO_COME, prepare
from tests.integration.registrations import Registry, number_of
from tests.integration.together import Work, together

MOST = 15
"""Commands: for what is named (shift, person, merges, post, project, seats, days), what it becomes, and the request."""


MOST_OF_A_PRESENCE = 16
"""For what is named and shown, what whoever runs the shift should look at, and the request."""


@contextmanager
def client_of(settings: Settings, commands: Commands) -> Iterator[FlaskClient]:
    """The API of a process of its own, whose commands are noted."""
    with MongoClient[Document](settings.store_uri, event_listeners=[commands]) as client:
        yield make_application(settings, Store(client, settings, "projects"), blueprints).test_client()


def presence(
    client: FlaskClient, settings: Settings, reference: str, region: str = "440100", shift: str = "shift-1"
) -> int:
    """The answer to a row of attendance, by a token of a city."""
    token = make_token(settings, "city", ("projects:write",), where=Where(frozenset({region})))
    row = {**ROW, "attendance_ref": reference, "shift_ref": shift}
    return client.post("/v1/attendance", json=row, headers={"Authorization": f"Bearer {token}"}).status_code


def test_where_a_shift_lies_is_asked_once(
    service: Service, registry: Registry, settings: Settings, store: Store
) -> None:
    """A city's presences lie with their shifts, which stay where they are; what is remembered lets nobody else in."""
    prepare(service, registry)
    commands = Commands()
    with client_of(settings, commands) as client:
        assert 202 == presence(client, settings, "a-1")
        assert "find shifts" in commands.sent
        commands.sent.clear()
        assert [202, 403] == [
            presence(client, settings, "a-2"),
            presence(client, settings, "a-3", "440300"),
        ]
        assert "find shifts" not in commands.sent
    assert {"a-1", "a-2"} == {one["_id"] for one in store.database["attendance"].find()}


def test_a_shift_that_came_here_is_not_asked_for(
    service: Service, registry: Registry, settings: Settings, store: Store
) -> None:
    """Who took a shift in knows where it lies; of one that is held for its post nobody knows."""
    prepare(service, registry)
    commands = Commands()
    with client_of(settings, commands) as client:
        everywhere = {"Authorization": f"Bearer {make_token(settings, 'tester', ('projects:write',))}"}
        for reference, post in (("shift-new", "post-1"), ("shift-held", "post-none")):
            row = {**SHIFT, "shift_ref": reference, "post_ref": post}
            assert 202 == client.post("/v1/shifts", json=row, headers=everywhere).status_code
        commands.sent.clear()
        assert 202 == presence(client, settings, "a-1", shift="shift-new")
        assert "find shifts" not in commands.sent
        assert 403 == presence(client, settings, "a-2", shift="shift-held")
        assert "find shifts" in commands.sent


def test_what_is_taken_back_is_not_remembered(service: Service, registry: Registry, store: Store) -> None:
    """Where a shift lies that a transaction saw or wrote counts when that is committed."""
    prepare(service, registry)
    own = Store(store.client, store.settings, store.service)

    def fail(transaction: Transaction) -> None:
        lines = [Line(2, {**SHIFT, "shift_ref": "shift-new"})]
        assert 1 == schedule_shifts(transaction, lines).accepted
        assert {"shift-1"} == lying.places(transaction, "shifts", ["shift-1"]).keys()
        raise Refused(Fault("", "taken_back"))

    for transact in (own.transact, Groups(own).transact):
        with pytest.raises(Refused):
            transact(fail)
    assert {} == own.memory.places.of("shifts", ["shift-1", "shift-new"])


def test_a_presence_asks_the_store_for_what_it_needs(settings: Settings, store: Store) -> None:
    """Shift and person are judged, decided on and told of by one look, and nobody asks what the person holds."""
    scene, commands = Scene(store, settings), Commands()
    with client_of(settings, commands) as client:
        for volunteer in ("v-1", "v-2"):
            commands.sent.clear()
            number = number_of(volunteer)
            bearer = make_token(settings, number, PRESENT, where=Where(person=number))
            body = scene.presence(f"p-{volunteer}", volunteer_ref=volunteer)
            headers = {"Authorization": f"Bearer {bearer}", "Idempotency-Key": volunteer}
            assert 202 == client.post("/v1/presences", json=body, headers=headers).status_code
        sent = list(commands.sent)
    assert MOST_OF_A_PRESENCE == len(sent), "; ".join(sent)
    twice = {one for one in sent if one.startswith("find ") and sent.count(one) > 1}
    assert {"find presences", "find merges"} == twice
    assert {"find licences", "find insurance"}.isdisjoint(sent)


def test_phones_at_different_shifts_share_a_transaction(settings: Settings, store: Store) -> None:
    """Each is judged, counted and told of in the transaction of all; two at one shift come one after the other."""
    scene = Scene(store, settings)
    rows = [
        scene.presence("p-1"),
        scene.presence("p-2", volunteer_ref="v-2", shift_ref="shift-2", code=scene.code(5, "shift-2")),
        scene.presence("p-3", volunteer_ref="v-3"),
    ]
    before = len(list(outbox.pending(store.database, 100)))
    works: list[Work] = [partial(deciding.take, kind=PRESENCES, lines=[Line(1, row)]) for row in rows]
    receipts = together(Groups(store, most_at_once=1), works)
    assert [(1, [])] * 3 == [(one.accepted, one.refusals) for one in receipts]
    commits = [one["count"] for one in outbox.pending(store.database, 100)][before:]
    assert [1, 2] == sorted(commits)


def test_sign_ups_for_different_shifts_share_a_transaction(service: Service, registry: Registry) -> None:
    """Each is decided on by what it asks for; two for one shift come one after the other."""
    prepare(service, registry, **TO_COME)
    take(service.store, "shift", {**SHIFT, **TO_COME, "shift_ref": "shift-2", "post_ref": "post-1"})
    asked = (("shift-1", "v-1"), ("shift-2", "v-2"), ("shift-1", "v-3"))
    works: list[Work] = [partial(sign_up, shift_ref=shift, volunteer_ref=person) for shift, person in asked]
    before = len(list(outbox.pending(service.store.database, 100)))
    found = together(Groups(service.store, most_at_once=1), works)
    assert ["confirmed"] * 3 == [one.document["state"] for one in found]
    commits = [one["count"] for one in outbox.pending(service.store.database, 100)][before:]
    assert [1, 2] == sorted(commits)


def test_a_sign_up_asks_the_store_for_what_it_needs(service: Service, registry: Registry, settings: Settings) -> None:
    """Nothing twice; licences, insurance and qualifications only where the post asks for them."""
    prepare(service, registry, **TO_COME)
    commands = Commands()
    with MongoClient[Document](settings.store_uri, event_listeners=[commands]) as client:
        app = make_application(settings, Store(client, settings, "projects"), blueprints).test_client()
        bearer = {"Authorization": f"Bearer {make_token(settings, 'tester', OWN)}"}
        for volunteer in ("v-1", "v-2"):
            commands.sent.clear()
            body = {"shift_ref": "shift-1", "volunteer_ref": volunteer}
            answer: Any = app.post("/v1/sign-ups", json=body, headers={**bearer, "Idempotency-Key": volunteer})
            assert (201, "confirmed") == (answer.status_code, answer.json["state"])
        sent = list(commands.sent)
    assert MOST == len(sent), "; ".join(sent)
    asked = [one for one in sent if one.startswith("find ")]
    assert {"find licences", "find insurance", "find enrolments"}.isdisjoint(asked)
    assert ["find merges"] == sorted({one for one in asked if asked.count(one) > 1})
