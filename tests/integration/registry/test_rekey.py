"""What the registry keeps is made anew while people register and change, and after a walk was killed."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from cli.paths import ROOT
from services.registry.api import blueprints
from services.registry.figures import usecases as figures
from services.registry.figures.domain import VOLUNTEERS
from services.registry.kept import KEPT
from shared import clock
from shared import figures as counted
from shared.rekeying.renewal import SEALED
from shared.rekeying.walk import Tally, walk
from shared.store.transaction import Store
from shared.web.application import make_application
from tests.integration.registry.calling import Caller
from tests.integration.registry.test_duplicates import PERSONAL, look, person
from tests.integration.rotating import NEW, USED, process
from tests.processes import eventually

PEOPLE = 60
SCRIPT = """
from runner.rekey import rekey
from shared.config import load_settings
from shared.store.client import connect
from tests.integration.test_rekey import no_bar
settings = load_settings()
with connect(settings) as client:
    rekey(settings, client, no_bar)
"""


@pytest.fixture
def changed(store: Store) -> Iterator[Store]:
    """A process that hashes by the new key."""
    with process(store, USED) as made:
        yield made


def run_one(store: Store, collection: str) -> int:
    """Make a collection anew; how many documents were, each counted once."""
    *_, tally = walk(store, next(kept for kept in KEPT if kept.collection == collection))
    return tally.renewed


def run(store: Store) -> int:
    """Make everything anew; how many documents were."""
    tallies: list[Tally] = []
    for kept in KEPT:
        *_, tally = walk(store, kept)
        tallies.append(tally)
    assert (0, 0) == (sum(one.left for one in tallies), sum(one.closed for one in tallies))
    return sum(one.renewed for one in tallies)


def caller(store: Store) -> Caller:
    """The API of a process."""
    return Caller(make_application(store.settings, store, blueprints).test_client(), store.settings)


def suspicions(api: Caller) -> dict[str, tuple[str, list[str]]]:
    """State and members of each suspicion."""
    found = api.send("GET", "/suspected-duplicates", scopes=PERSONAL).json["suspected_duplicates"]
    members = ((one, sorted(who["volunteer_ref"] for who in one["volunteers"])) for one in found)
    return {one["suspicion_ref"]: (one["state"], some) for one, some in members}


def test_suspicions_and_decisions_on_them_stay(store: Store, changed: Store) -> None:
    """By the references under which people know them; who comes later joins them."""
    before, after = caller(store), caller(changed)
    pairs = [person(2 * number + one, phone=f"1900000999{number}") for number in range(3) for one in range(2)]
    before.batch(*pairs)
    look(store)
    decided = min(suspicions(before))
    assert 200 == before.send("PUT", f"/suspected-duplicates/{decided}/dismissal", {}).status_code
    known = suspicions(before)
    assert len(pairs) == run_one(changed, VOLUNTEERS)
    run(changed)

    assert known == suspicions(after)
    after.batch(*(person(10 + number, phone=f"1900000999{number}") for number in range(3)))
    look(changed)
    joined = {one: (state, len(some)) for one, (state, some) in suspicions(after).items()}
    assert dict.fromkeys(known, ("open", 3)) == joined
    assert 0 == run(changed)


def test_figures_stay(store: Store, changed: Store) -> None:
    """Also where some were counted again under the new names before."""
    caller(store).batch(*(person(number) for number in range(8)))
    numbers = [one["number"] for one in store.database[VOLUNTEERS].find()]
    store.transact(lambda transaction: figures.count_people(transaction, numbers))
    changed.transact(lambda transaction: figures.count_people(transaction, numbers[:4]))
    run(changed)

    assert 8 == changed.database[counted.SUBJECTS].count_documents({})
    changed.transact(lambda transaction: figures.count_people(transaction, numbers))
    assert {"440100": 8} == counted.as_of(store.database, VOLUNTEERS, clock.today())


def test_people_register_and_change_meanwhile(store: Store, changed: Store) -> None:
    """Nobody becomes two, and no change is lost to the walk."""
    caller(store).batch(*(person(number) for number in range(PEOPLE)))
    application = caller(changed).client.application

    def live(number: int) -> list[int]:
        own = Caller(application.test_client(), changed.settings)
        again = own.send("POST", "/volunteers", person(number, volunteer_ref=f"again-{number}"))
        other = own.send("POST", "/volunteers", person(number), source="sz")
        facts = own.send("PUT", f"/volunteers/v-{number}/contact", {"phone": f"1880000{number:04}"})
        return [again.status_code, other.status_code, facts.status_code]

    with ThreadPoolExecutor(4) as pool:
        walked, lived = pool.submit(run, changed), list(pool.map(live, range(PEOPLE)))
        assert walked.result()
    run(changed)

    assert [[422, 202, 200]] * PEOPLE == lived
    people = list(store.database[VOLUNTEERS].find({"number": {"$exists": True}}))
    phones = {one["_id"]: changed.sealer.open(one["row"]["sealed"], one["number"])["phone"] for one in people}
    assert {f"v-{number}": f"1880000{number:04}" for number in range(PEOPLE)} == phones
    assert all(one["document"].startswith("h2.") for one in people)
    assert 0 == run(changed)


def test_a_walk_that_is_killed_goes_on(store: Store, changed: Store, environment: dict[str, str]) -> None:
    """Some documents are made anew and some are not; run again the rest is. What the store had been asked, it ends."""
    digests = (store.sealer.digest(str(number), digits=32).text for number in range(1_500))
    rows = [{"_id": f"o-{number}", "digest": one, "line": f"{one}#1"} for number, one in enumerate(digests)]
    store.database["organisations"].insert_many(rows)
    chain = f"{environment['KAPOK_HASH_KEYS']},h2:{base64.b64encode(NEW['h2']).decode()}"
    with_new = {**os.environ, **environment, "KAPOK_HASH_KEYS": chain, "KAPOK_HASH_FORMS": "h2,h1"}
    running = subprocess.Popen([sys.executable, "-c", SCRIPT], cwd=ROOT, env=with_new)
    try:
        eventually(lambda: _renewed(store) > 0)
    finally:
        running.send_signal(signal.SIGKILL)
        running.wait()
    done = _renewed(store)
    assert 0 < done < len(rows)
    assert 0 < run(changed) <= len(rows) - done
    assert (len(rows), 0) == (_renewed(store), run(changed))


def _renewed(store: Store) -> int:
    return sum(one["digest"].startswith("h2.") for one in store.database["organisations"].find({}, {"digest": 1}))


def test_what_cannot_be_made_anew_is_told_and_stays(store: Store, changed: Store) -> None:
    """A text that no key opens, and a digest that another document has already; all else is made anew."""
    caller(store).batch(person(1), person(2), person(3))
    people = store.database[VOLUNTEERS]
    one = people.find_one({"_id": "v-1"})
    assert one
    people.update_one({"_id": "v-2"}, {"$set": {"document": changed.sealer.hashes.renewed(one["document"])}})
    people.update_one({"_id": "v-3"}, {"$set": {"row.personal": "gone.AAAA"}})
    kept = next(kept for kept in KEPT if kept.collection == VOLUNTEERS)
    *_, tally = walk(changed, replace(kept, found_by=()))

    assert (2, 1, 1) == (tally.renewed, tally.left, tally.closed)
    assert [one["document"], "gone.AAAA"] == [
        found["document"] if found["_id"] == "v-1" else found["row"]["personal"]
        for found in people.find({"_id": {"$in": ["v-1", "v-3"]}})
    ]
    assert 1 == tally.keys[SEALED, "gone"]
