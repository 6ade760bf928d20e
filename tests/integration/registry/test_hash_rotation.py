"""The hash key is changed while people register: whoever is known stays known, and whatever came stays told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest

from services.registry.api import blueprints
from services.registry.figures import usecases as figures
from services.registry.figures.domain import VOLUNTEERS
from shared import clock
from shared import figures as counted
from shared.store.transaction import Store
from shared.web.application import make_application
from tests.integration.registry.calling import Caller
from tests.integration.registry.people import organisation
from tests.integration.registry.test_duplicates import look, person, suspected
from tests.integration.rotating import BEFORE, KNOWN, NEIGHBOURS, USED, process

PEOPLE, THREADS = 100, 8


@pytest.fixture
def processes(store: Store) -> Iterator[dict[str, Store]]:
    """The registry's processes at each step."""
    with ExitStack() as stack:
        yield {step: stack.enter_context(process(store, step)) for step in (BEFORE, KNOWN, USED)}


def caller(store: Store) -> Caller:
    """The API of a process."""
    return Caller(make_application(store.settings, store, blueprints).test_client(), store.settings)


@pytest.mark.parametrize("steps", NEIGHBOURS)
def test_100_people_who_register_twice_at_one_moment_stay_100(
    processes: dict[str, Store], store: Store, steps: tuple[str, str]
) -> None:
    """Each by two sources at two processes, of which one has taken a step that the other one has not."""
    callers = [caller(processes[step]) for step in steps]
    rows = [(source, which, number) for number in range(PEOPLE) for which, source in enumerate(("gz", "sz"))]

    def register(one: tuple[str, int, int]) -> int:
        source, which, number = one
        sender = callers[(which + number) % 2]
        own = Caller(sender.client.application.test_client(), sender.settings)
        status: int = own.send("POST", "/volunteers", person(number), source=source).status_code
        return status

    with ThreadPoolExecutor(THREADS) as pool:
        assert {202: 2 * PEOPLE} == Counter(pool.map(register, rows))
    stored = list(store.database["volunteers"].find())
    assert (PEOPLE, PEOPLE) == (sum("number" in one for one in stored), sum("alias_of" in one for one in stored))


@pytest.mark.parametrize(("before", "after"), [(BEFORE, KNOWN), (KNOWN, BEFORE), (KNOWN, USED), (USED, KNOWN)])
def test_who_registered_at_one_step_is_known_at_the_next(processes: dict[str, Store], before: str, after: str) -> None:
    """Also by a document that was renewed, whose holder is told apart from who has neither."""
    one, other = caller(processes[before]), caller(processes[after])
    one.batch(person(1), person(2))
    renewed = {"document_type": "passport", "document_number": "E00000009"}
    assert one.send("PUT", "/volunteers/v-2/document", renewed).status_code == 200
    again = [person(number, volunteer_ref=f"again-{number}") for number in (1, 2, 9)]
    assert [3, 3, 3] == [len(other.batch(*again)["refused"]) for _ in range(3)]
    assert (422, 200) == (
        other.send("PUT", "/volunteers/v-1/document", renewed).status_code,
        other.send("PUT", "/volunteers/v-2/document", renewed).status_code,
    )


@pytest.mark.parametrize(("before", "after"), [(BEFORE, KNOWN), (KNOWN, USED), (USED, KNOWN), (BEFORE, USED)])
def test_rows_stay_told_apart(processes: dict[str, Store], store: Store, before: str, after: str) -> None:
    """A repeat is one, a conflict is one, and what was refused is refused once, whichever process reads the row."""
    one, other = caller(processes[before]), caller(processes[after])
    rows = [person(1), person(2), person(2), person(3, phone="none"), person(4, volunteer_ref="v-1")]
    first, second = one.batch(*rows), other.batch(*rows)
    assert (2, 1, 1) == (first["accepted"], first["replayed"], first["conflicting"])
    assert (0, 3, 1) == (second["accepted"], second["replayed"], second["conflicting"])
    school = organisation("o-1")
    assert [1, 0] == [api.batch(school, kind="organisations")["accepted"] for api in (one, other)]
    assert 1 == other.batch({**school, "name": "小学"}, kind="organisations")["conflicting"]
    kinds = Counter(one["kind"] for one in store.database["refusals"].find())
    assert {"replayed": 1, "invalid": 1, "conflicting": 2} == kinds


def test_who_shares_a_phone_is_suspected_across_keys(processes: dict[str, Store]) -> None:
    """One registered before, one after; a decision on two stays made when a third comes, and opens for that one."""
    one, other = caller(processes[KNOWN]), caller(processes[USED])
    phone = person(1)["phone"]
    one.batch(person(1), person(5))
    other.batch(person(2, phone=phone))
    look(processes[USED])
    assert [("same_phone", "open", ["v-1", "v-2"])] == suspected(other)

    one.batch(person(6, phone=person(5)["phone"]))
    look(processes[KNOWN])
    known = {found["suspicion_ref"] for found in _listed(other)}
    other.send("PUT", f"/suspected-duplicates/{only_of(other, 'v-5')}/dismissal", {})
    other.batch(person(7, phone=person(5)["phone"]))
    look(processes[USED])
    assert ("same_phone", "open", ["v-5", "v-6", "v-7"]) in suspected(other)
    assert known == {found["suspicion_ref"] for found in _listed(other)}


def only_of(api: Caller, reference: str) -> str:
    """The suspicion in which somebody is."""
    (found,) = (one for one in _listed(api) if reference in [who["volunteer_ref"] for who in one["volunteers"]])
    name: str = found["suspicion_ref"]
    return name


def _listed(api: Caller) -> list[Any]:
    scopes = ("registry:read", "registry:personal")
    found: list[Any] = api.send("GET", "/suspected-duplicates", scopes=scopes).json["suspected_duplicates"]
    return found


@pytest.mark.parametrize("steps", [(BEFORE, KNOWN), (KNOWN, USED), (USED, KNOWN)])
def test_people_count_once(processes: dict[str, Store], store: Store, steps: tuple[str, str]) -> None:
    """Counted by one process and again by the other, under whichever name, each is one person of the figures."""
    caller(processes[steps[0]]).batch(*(person(number) for number in range(5)))
    numbers = [one["number"] for one in store.database["volunteers"].find()]
    for step in (*steps, steps[0]):
        processes[step].transact(lambda transaction: figures.count_people(transaction, numbers))
        assert {"440100": 5} == counted.as_of(store.database, VOLUNTEERS, clock.today())
