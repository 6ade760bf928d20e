"""Many register at one moment, twice each: one registration of each person is left, whoever was first."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

from services.registry.api import blueprints
from shared.config import Settings
from shared.store import outbox
from shared.store.transaction import Store
from shared.web.application import make_application
from tests.integration.registry.calling import Caller
from tests.integration.registry.test_volunteers import row

PEOPLE, THREADS = 500, 16


def applications() -> list[tuple[str, dict[str, Any]]]:
    """Each person twice, neighbours in time: half of them by two sources, half by one under two references."""
    pairs = (
        (
            ("gz", _of(number, f"v-{number}")),
            ("sz", _of(number, f"v-{number}")) if number % 2 else ("gz", _of(number, f"again-{number}")),
        )
        for number in range(PEOPLE)
    )
    return list(chain.from_iterable(pairs))


def _of(number: int, reference: str) -> dict[str, Any]:
    document = {"document_type": "passport", "document_number": f"E{number:08d}"}
    return row(volunteer_ref=reference, phone=f"190{number:08d}", **document)


def test_a_thousand_registrations_of_500_people_leave_500(settings: Settings, store: Store) -> None:
    """Of two sources the later has a name of the person, of two references of one source the later is refused."""
    application = make_application(settings, store, blueprints)

    def register(one: tuple[str, dict[str, Any]]) -> int:
        source, values = one
        caller = Caller(application.test_client(), settings)
        status: int = caller.send("POST", "/volunteers", values, source=source).status_code
        return status

    with ThreadPoolExecutor(THREADS) as pool:
        statuses = Counter(pool.map(register, applications()))
    stored = list(store.database["volunteers"].find())
    persons = {one["_id"]: one for one in stored if "number" in one}
    names = [one for one in stored if "alias_of" in one]
    assert statuses == {202: PEOPLE + PEOPLE // 2, 422: PEOPLE // 2}
    assert (len(persons), len(names)) == (PEOPLE, PEOPLE // 2)
    assert (
        len({one["number"] for one in persons.values()}) == len({one["document"] for one in persons.values()}) == PEOPLE
    )
    assert all(persons[one["alias_of"]]["names"] == [one["_id"]] for one in names)
    told = Counter(event.type for commit in store.database["outbox"].find() for event in outbox.events_of(commit))
    assert told == {"volunteer.registered.v1": PEOPLE, "volunteer.named.v1": PEOPLE // 2}
