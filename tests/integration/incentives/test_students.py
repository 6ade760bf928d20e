"""Stars as a student over HTTP, on a real store: from affiliations that stay sealed, in any order."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from services.incentives.api import blueprints
from services.incentives.standing import usecases
from services.incentives.students import usecases as students
from shared.config import Settings
from shared.crypto import Sealer
from shared.events.envelope import Event
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.contract import samples

NUMBER, ERASED = "KV1", "volunteer.erased.v1"
STUDY = {"kind": "student", "stage": "university", "from": "2017-09-01", "to": None}
NOTHING = (0, 0)


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    """The API, where 100 hours were served before the university and 300 since, and 300 came from an earlier system."""
    entries = (("old", "2017-08-31", 100), ("new", "2018-03-01", 300), ("opening:b-1", "2018-02-01", 300))
    sample = samples.event("hours.credited.v1")
    credited = [
        Event(
            sample.type,
            "hours",
            name,
            {**sample.data, "volunteer": NUMBER, "entry": name, "day": day, "minutes": hours * 60},
        )
        for name, day, hours in entries
    ]
    store.transact(lambda transaction: usecases.credit_hours(transaction, credited))
    return make_application(settings, store, blueprints).test_client()


def changed(
    sealer: Sealer, facts: dict[str, Any] | None, reference: str = "a-1", sequence: int = 1, of: str = NUMBER
) -> Event:
    """What the registry tells of an affiliation; None is what it told before it sealed anything."""
    data = {"affiliation_ref": reference, "volunteer": NUMBER, "organisation_ref": "o-1"}
    personal = {"personal": sealer.seal(facts, of)} if facts else {}
    return Event("membership.changed.v1", "registry", reference, {**data, **personal}, sequence)


def hear(store: Store, *events: Event) -> None:
    """One by one."""
    for event in events:
        use_case = students.forget_volunteers if event.type == ERASED else students.note_affiliations
        store.transact(lambda transaction, event=event, use=use_case: use(transaction, [event]))  # type: ignore[misc]


def ask(client: FlaskClient, settings: Settings, path: str) -> Any:
    """GET with a token."""
    token = make_token(settings, "tester", ("incentives:read", "incentives:export"))
    return client.get(f"/v1{path}", headers={"Authorization": f"Bearer {token}"})


def figures(client: FlaskClient, settings: Settings, day: str = "2018-03-12") -> tuple[int, int]:
    """Minutes and stars as a student, which the export and the volunteer's own page agree on."""
    one = ask(client, settings, f"/volunteers/{NUMBER}?as_of={day}").json
    line = orjson.loads(ask(client, settings, f"/exports/standings?as_of={day}").data)
    names = ("student_minutes", "student_stars")
    assert [one[name] for name in names] == [line[name] for name in names]
    return line["student_minutes"], line["student_stars"]


def test_presences_since_the_start_of_the_university_count(
    store: Store, client: FlaskClient, settings: Settings
) -> None:
    """Beside the stars of all hours, which stay what they are; with the entries and the policy."""
    assert NOTHING == figures(client, settings)
    hear(store, changed(store.sealer, STUDY))
    assert (18_000, 2) == figures(client, settings)
    assert NOTHING == figures(client, settings, "2017-08-31")
    shown = ask(client, settings, f"/volunteers/{NUMBER}").json
    assert (["new"], "stars/university") == (shown["student"]["entries"], shown["student"]["policy"]["name"])
    assert (42_000, 3) == (shown["stars"]["minutes"], shown["stars"]["stars"])


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_last_word_on_an_affiliation_counts(
    store: Store, client: FlaskClient, settings: Settings, order: tuple[int, ...]
) -> None:
    """A correction and an end, in any order: a student since an earlier day, until today."""
    steps = [
        {**STUDY, "kind": "employee", "stage": None},
        {**STUDY, "from": "2017-08-31"},
        {**STUDY, "to": "2018-03-12"},
    ]
    steps[2]["from"] = "2017-08-31"
    told = [changed(store.sealer, facts, sequence=number) for number, facts in enumerate(steps, 1)]
    hear(store, *(told[number] for number in order))
    assert (24_000, 2) == figures(client, settings)
    assert NOTHING == figures(client, settings, "2018-03-13")


def test_what_does_not_open_makes_nobody_a_student(store: Store, client: FlaskClient, settings: Settings) -> None:
    """Told before affiliations were sealed, of a key that is gone, or copied from somebody else: the rest is shown."""
    gone = Sealer({"gone": bytes(32)}, bytes(32))
    hear(store, changed(store.sealer, None), changed(gone, STUDY, "a-2"), changed(store.sealer, STUDY, "a-3", of="KV2"))
    assert NOTHING == figures(client, settings)


def test_nobody_sees_in_the_store_who_is_a_student(store: Store) -> None:
    """Every affiliation is kept, and as what stays sealed."""
    other = {**STUDY, "kind": "employee", "stage": None}
    hear(store, changed(store.sealer, STUDY), changed(store.sealer, other, "a-2"))
    (kept,) = store.database["affiliations"].find()
    assert ["a-1", "a-2"] == [one["affiliation_ref"] for one in kept["affiliations"]]
    assert len({len(one["personal"]) for one in kept["affiliations"]}) == 1
    assert not {"student", "university", "2017-09-01"} & set(repr(kept).split("'"))


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_of_who_is_erased_nothing_is_kept(store: Store, order: tuple[int, ...]) -> None:
    """Whatever comes late."""
    gone = Event(ERASED, "registry", NUMBER, {"volunteer": NUMBER, "volunteer_ref": "v-1"}, 4)
    told = [changed(store.sealer, STUDY), gone, changed(store.sealer, STUDY, sequence=2)]
    hear(store, *(told[number] for number in order))
    assert [{"_id": NUMBER, "affiliations": [], "erased": True}] == list(store.database["affiliations"].find())


def test_batches_at_the_same_time_lose_nothing(store: Store) -> None:
    """Affiliations of one volunteer from eight threads, some while another volunteer is erased."""
    gone = Event(ERASED, "registry", "KV2", {"volunteer": "KV2", "volunteer_ref": "v-2"}, 4)
    told = [changed(store.sealer, STUDY, f"a-{number}") for number in range(8)]
    late = [replace(one, data={**one.data, "volunteer": "KV2"}) for one in told]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda event: hear(store, event), [*told, *late[:4], gone, *late[4:]]))
    kept = {one["_id"]: one["affiliations"] for one in store.database["affiliations"].find()}
    assert [f"a-{number}" for number in range(8)] == [one["affiliation_ref"] for one in kept[NUMBER]]
    assert [] == kept["KV2"]
