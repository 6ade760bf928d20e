"""What a dissolved organisation runs passes to its successor, whatever order rows and events come in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.projects.api import blueprints
from services.projects.worker import Worker
from shared.config import Settings
from shared.events.catalogue import heard_by
from shared.events.envelope import Event
from shared.messaging.rebuild import handlers
from shared.messaging.subscription import Delivery
from shared.store import outbox
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.projects.definitions import ORGANISATION, POST, SHIFT, SITE, take

OWN = {one.type for one in heard_by("projects") if one.source == "projects"}


def changed(sequence: int, **facts: Any) -> Event:
    """A step of the organisation's life."""
    data = {**ORGANISATION.data, **dict.fromkeys(("field", "founded_on", "dissolved_on", "successor_ref")), **facts}
    return Event("organisation.changed.v1", "registry", "team-1", data, sequence=sequence)


DISSOLVED = [
    changed(2, dissolved_on="2018-02-01"),
    changed(3, dissolved_on="2018-02-15"),
    changed(4, dissolved_on="2018-02-15", successor_ref="team-2"),
]
SUCCESSOR = Event(
    "organisation.registered.v1",
    "registry",
    "team-2",
    {**ORGANISATION.data, "organisation_ref": "team-2"},
    sequence=1,
)
LATER = {**SHIFT, "shift_ref": "shift-2", "starts_at": "2018-02-14T23:00:00Z", "ends_at": "2018-02-15T04:00:00Z"}
NEWS: list[Event | tuple[str, dict[str, str]]] = [
    ORGANISATION,
    *DISSOLVED,
    SUCCESSOR,
    ("site", SITE),
    ("post", POST),
    ("shift", SHIFT),
    ("shift", LATER),
]


class Projects:
    """The service, which hears what it tells itself too."""

    def __init__(self, store: Store) -> None:
        self.store, self.handlers = store, handlers(Worker, store)
        self.heard: set[str] = set()

    def bring(self, *news: Event | tuple[str, dict[str, str]]) -> None:
        """Rows and events arrive one by one."""
        for one in news:
            if isinstance(one, Event):
                self.hear(one)
            else:
                take(self.store, *one)
            while own := [event for event in self.told() if event.type in OWN and event.id not in self.heard]:
                for event in own:
                    self.hear(event)

    def hear(self, event: Event) -> None:
        """An event arrives, be it again."""
        self.heard.add(event.id)
        self.handlers[event.type]([Delivery(None, 1, event.headers(), event.body())])

    def told(self) -> list[Event]:
        """All that was told."""
        commits = list(self.store.database["outbox"].find())
        return [event for commit in commits for event in outbox.events_of(commit)]


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    """The API of projects."""
    return make_application(settings, store, blueprints).test_client()


def ask(client: FlaskClient, settings: Settings, path: str, source: str = "local") -> Any:
    """The answer to a request."""
    token = make_token(settings, "tester", ["projects:read"], source=source)
    return client.get(f"/v1{path}", headers={"Authorization": f"Bearer {token}"})


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_order_of_posts_and_dissolutions_does_not_matter(
    store: Store, client: FlaskClient, settings: Settings, data: st.DataObject
) -> None:
    """The post and its shifts are the same before and after; others are told the same, each once."""
    for name in set(store.database.list_collection_names()) - {"migrations"}:
        store.database[name].delete_many({})
    projects = Projects(store)
    projects.bring(*data.draw(st.permutations([*NEWS, *data.draw(st.lists(st.sampled_from(NEWS), max_size=3))])))

    def responsible(path: str) -> list[str]:
        found = ask(client, settings, path).json
        return [found["outcome"], found["responsible_ref"]]

    days = [responsible(f"/posts/post-1?as_of={day}") for day in ("2018-01-31", "2018-02-14", "2018-02-15")]
    assert [["accepted", "team-1"], ["accepted", "team-1"], ["accepted", "team-2"]] == days
    assert [["accepted", "team-1"], ["accepted", "team-2"]] == [
        responsible(f"/shifts/{shift}") for shift in ("shift-1", "shift-2")
    ]
    told = sorted(f"{one.type} {one.subject}" for one in projects.told() if one.type != "definition.held.v1")
    scheduled = ["shift.scheduled.v1 shift-1", "shift.scheduled.v1 shift-2"]
    assert ["post.opened.v1 post-1", *scheduled, "site.opened.v1 site-1"] == told


def test_a_dissolution_that_is_taken_back_leaves_all_as_it_was(
    store: Store, client: FlaskClient, settings: Settings
) -> None:
    """Without a successor nobody answers; the organisation does again, once it lives on."""
    projects = Projects(store)
    projects.bring(*NEWS[:3], *NEWS[5:])
    assert None is ask(client, settings, "/shifts/shift-2").json["responsible_ref"]

    projects.bring(changed(5))
    assert ask(client, settings, "/shifts/shift-2").json["responsible_ref"] == "team-1"


def test_what_waits_is_shown_with_nobody(store: Store, client: FlaskClient, settings: Settings) -> None:
    """A post whose organisation is unknown, and its shift."""
    Projects(store).bring(("site", SITE), ("post", POST), ("shift", SHIFT))
    post, shift = (ask(client, settings, path).json for path in ("/posts/post-1", "/shifts/shift-1"))

    assert ("held:unknown_organisation", None, "team-1") == tuple(
        post[name] for name in ("outcome", "responsible_ref", "organisation_ref")
    )
    assert ("held:unknown_post", None) == (shift["outcome"], shift["responsible_ref"])


def test_references_are_those_of_who_asks(store: Store, client: FlaskClient, settings: Settings) -> None:
    """Another source names this one's with its name before them; its own `post-1` is another post."""
    Projects(store).bring(*NEWS)
    found = ask(client, settings, "/posts/local:post-1?as_of=2018-02-15", source="gz").json

    assert ("local:post-1", "local:team-2") == (found["post_ref"], found["responsible_ref"])
    assert 404 == ask(client, settings, "/posts/post-1", source="gz").status_code
    assert 404 == ask(client, settings, "/shifts/none").status_code
    assert 422 == ask(client, settings, "/posts/post-1?as_of=tomorrow").status_code


def test_a_post_is_shown_as_of_today(store: Store, client: FlaskClient, settings: Settings) -> None:
    """Where no day is asked for."""
    Projects(store).bring(*NEWS[:1], *NEWS[4:])
    Projects(store).bring(changed(2, dissolved_on=dt.date.max.isoformat(), successor_ref="team-2"))

    assert "team-1" == ask(client, settings, "/posts/post-1").json["responsible_ref"]
