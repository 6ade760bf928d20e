"""A rebuild makes a service's read data again from the events: the same figures, nothing twice, nobody disturbed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from cli.stack.stack import Stack
from runner.rebuild import SHADOW, Outcome, rebuild
from runner.services import part
from services.hours.balances import usecases as hours
from services.incentives.explanations.showing import explanation_of
from services.incentives.nominations.deciding import decide
from services.incentives.standing.usecases import expire
from services.matching.rosters import usecases as rosters
from services.matching.rosters.selection import Selection
from services.projects.attendance import usecases as attendance
from services.registry.erasure.usecases import erase
from services.registry.volunteers import usecases as volunteers
from shared.events.catalogue import contract
from shared.intake.rows import Line
from shared.messaging.rebuild import IncompleteLog, Superseded
from shared.messaging.topology import queue_of
from shared.store.read_data import OwnCopy
from shared.store.transaction import Transaction
from tests.integration.network import Network, network_of
from tests.integration.small_season import Step, commands

REBUILT = ("projects", "hours", "incentives", "matching")
BOOKKEEPING = {"version", "awaited", "turn"}


@pytest.fixture(scope="module")
def network(stack: Stack) -> Iterator[Network]:
    """A small season that has reached everybody. Each test brings more, and leaves nothing in flight."""
    with network_of(stack, "rebuild") as made:
        for name, store in made.stores.items():
            for step in (step for group in commands(name) for step in group):
                store.transact(lambda transaction, step=step: _take(transaction, step))  # type: ignore[misc]
        made.spread()
        rosters.propose_roster(made.stores["matching"], Selection())
        made.stores["projects"].transact(_refuse_sign_up)
        made.spread()
        yield made


def _refuse_sign_up(transaction: Transaction) -> None:
    """And decline a proposal. The season has none of either: what matching keeps of them is made again, too."""
    facts = {"sign_up_ref": "sign-up-1", "shift_ref": "gz-14", "volunteer": "KV", "starts_at": "2018-02-14T00:00:00Z"}
    told = {**facts, "state": "refused", "moved_up": False, "reason": "too_late"}
    transaction.publish("signup.settled.v1", "sign-up-1", told, sequence=1)
    answer = {"roster": "r-1", "shift_ref": "gz-14", "volunteer": "KV", "state": "declined", "sign_up_ref": None}
    transaction.publish("proposal.answered.v1", "r-1:gz-14:KV", answer, sequence=1)


def _take(transaction: Transaction, step: Step) -> None:
    if isinstance(step, tuple):
        step[0](transaction, [step[1]])
    else:
        step(transaction)


@contextmanager
def no_bar(title: str, total: int | None) -> Iterator[Any]:
    """Shows nothing."""
    yield lambda done: None


def run(network: Network, service: str) -> Outcome:
    """Rebuild a service."""
    return rebuild(network.settings, network.client, service, no_bar)


def put_right(network: Network, service: str) -> int:
    """How many documents a rebuild puts right."""
    outcome = run(network, service)
    assert outcome.left_out == 0
    assert [one.before for one in outcome.tallies if not one.put_right] == [
        one.after for one in outcome.tallies if not one.put_right
    ]
    return sum(one.put_right for one in outcome.tallies)


def collections(service: str) -> list[str]:
    """What is rebuilt of events; what follows from own records, tests of its subject make again."""
    return [data.collection for data in part(service, "read_data").read_data() if not isinstance(data, OwnCopy)]


def rebuilt(network: Network, service: str) -> dict[str, Any]:
    """What it says, but for how often it was said; a document that says nothing is none."""
    documents = network.documents(service, *collections(service), besides=BOOKKEEPING)
    views = {data.collection: data.view for data in part(service, "read_data").read_data()}
    said = {name: views[name.split()[0]](one) for name, one in documents.items()}
    return {name: one for name, one in said.items() if one is not None}


def everything(network: Network, service: str) -> dict[str, Any]:
    """All that a service has stored, but for how messages came and went."""
    database = network.stores[service].database
    besides = {"outbox", "relay", "inbox", "counters", "migrations"}
    return network.documents(service, *sorted(set(database.list_collection_names()) - besides))


def test_what_is_right_stays_as_it_is(network: Network) -> None:
    """Not a document of any service is touched, nothing is told, and the shadow is gone afterwards."""
    before = {name: (everything(network, name), network.told(name)) for name in network.stores}
    for service in REBUILT:
        assert all(network.documents(service, name) for name in collections(service))
        assert put_right(network, service) == 0
    assert before == {name: (everything(network, name), network.told(name)) for name in network.stores}
    prefix = network.settings.database_prefix + SHADOW
    assert not [name for name in network.client.list_database_names() if name.startswith(prefix)]


def test_what_was_spoiled_is_made_again(network: Network) -> None:
    """Documents lost, altered and invented, in every collection: the same as before, and nobody hears of it."""
    told = {name: network.told(name) for name in network.stores}
    for service in REBUILT:
        before = rebuilt(network, service)
        for name in collections(service):
            documents = network.stores[service].database[name]
            lost, altered, *_ = [*documents.find(), None, None]
            invented = {name: value for name, value in {**lost, "_id": "invented"}.items() if name != "awaited"}
            documents.delete_one({"_id": lost["_id"]})
            documents.insert_one(invented)
            if altered:
                documents.update_one({"_id": altered["_id"]}, {"$set": {"number": "wrong", "entries": []}})
        assert put_right(network, service) >= 2 * len(collections(service))
        assert before == rebuilt(network, service)
        assert put_right(network, service) == 0
        network.spread()
        assert before == rebuilt(network, service)
    assert told == {name: network.told(name) for name in network.stores}


def test_who_was_erased_is_made_again(network: Network) -> None:
    """In hours and matching the references are closed after a rebuild as before; what was credited stays."""
    register(network, "v-401")
    network.spread()
    log_attendance(network, "before-erasure", "gz-14", "2018-02-14", volunteer="v-401")
    network.spread()
    network.stores["registry"].transact(lambda transaction: erase(transaction, "v-401"))
    network.spread()
    register(network, "v-401")
    log_attendance(network, "after-erasure", "gz-15", "2018-02-15", volunteer="v-401")
    network.spread()
    ledger = network.stores["hours"].database["ledger"]
    assert [1, 0] == [ledger.count_documents({"_id": one}) for one in ("before-erasure", "after-erasure")]
    assert network.stores["registry"].database["volunteers"].find_one({"_id": "v-401"}) is None
    for service in ("hours", "matching"):
        assert put_right(network, service) == 0
        before = rebuilt(network, service)
        closed = "erased_references" if service == "hours" else "erased"
        for name in ("volunteers", closed):
            network.stores[service].database[name].delete_many({})
        assert put_right(network, service) > 0
        assert before == rebuilt(network, service)


def test_lost_standings_go_on_after_what_was_told(network: Network) -> None:
    """All of them are gone: the versions never go back, and partners hear only what is news."""
    standings = network.stores["incentives"].database["standings"]
    before, told = network.documents("incentives", "standings"), network.told("incentives")
    standings.delete_many({})
    run(network, "incentives")
    after = network.documents("incentives", "standings")
    assert before.keys() == after.keys()
    assert told == network.told("incentives")
    about = [one for one in events_of(network, "incentives") if one.type in {"stars.changed.v1", "points.changed.v1"}]
    spoken = {event.subject: event.sequence for event in about if event.sequence}
    assert spoken
    assert all(standings.find_one({"_id": name})["version"] >= sequence for name, sequence in spoken.items())  # type: ignore[index]
    credit(network, "after-loss", "v-2", "2018-01-28")
    network.spread()
    news = events_of(network, "incentives")[told:]
    assert news
    assert all((event.sequence or 0) > spoken.get(event.subject, 0) for event in news)


def test_what_time_took_is_not_given_back(network: Network) -> None:
    """Points of 2018 are over for who is stored and for who is lost; nobody hears of them again."""
    store, today = network.stores["incentives"], dt.date(2026, 3, 1)
    credit(network, "before-time", "v-2", "2018-01-03")
    network.spread()
    assert expire(store, today) > 0
    network.spread()
    assert put_right(network, "incentives") == 0
    before, told = network.documents("incentives", "standings", besides=BOOKKEEPING), network.told("incentives")
    store.database["standings"].delete_many({})
    run(network, "incentives")
    assert before == network.documents("incentives", "standings", besides=BOOKKEEPING)
    assert told == network.told("incentives")


def test_nominations_are_what_they_were_when_what_was_served_is_made_again(network: Network) -> None:
    """Copies are lost and nominations decided without them; then figures, scores and explanations are as before."""
    store = network.stores["incentives"]

    def found() -> tuple[dict[str, Any], list[Any]]:
        names = ("outcome", "lacks", "figures", "counted", "objected_on", "result")
        documents = {
            one["_id"]: {name: one.get(name) for name in names} for one in store.database["nominations"].find()
        }
        numbers = sorted(one["_id"] for one in store.database["standings"].find({}, {"_id": 1}))
        return documents, [explanation_of(store, one, dt.date(2018, 12, 31)) for one in numbers]

    before = found()
    for name in ("shifts", "merges", "organisations", "projects", "stations"):
        store.database[name].delete_many({})
    store.transact(lambda transaction: decide(transaction, nominations_in(transaction)))
    assert before != found()
    run(network, "incentives")
    network.spread()
    assert before == found()


def nominations_in(transaction: Transaction) -> list[Any]:
    """Those that are decided on."""
    return [one for one in transaction["nominations"].find({}) if "award_ref" in one]


def test_two_registrations_of_one_person_are_put_right_one_by_one(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the kept one has rests on the other, too, which is still spoiled: nothing wrong is told meanwhile."""
    monkeypatch.setattr("shared.messaging.rebuild.DOCUMENTS_AT_ONCE", 1)
    standings = network.stores["incentives"].database["standings"]
    before, told = network.documents("incentives", "standings", besides=BOOKKEEPING), network.told("incentives")
    pair = {"volunteer_ref": {"$in": ["v-kept", "v-away"]}}
    assert [True, False] == sorted((one["earned"] is None for one in standings.find(pair)), reverse=True)
    standings.update_many(pair, {"$set": {"entries": [], "earned": None}})
    assert put_right(network, "incentives") == 2
    assert before == network.documents("incentives", "standings", besides=BOOKKEEPING)
    assert told == network.told("incentives")


def test_what_waits_in_a_queue_counts_once(network: Network) -> None:
    """What a service has not heard yet, a rebuild hears before it; what follows is told, and only once."""
    register(network, "v-301")
    network.spread()
    credit(network, "queued", "v-301", "2018-01-29")
    network.spread(besides=[queue_of("incentives", "hours.credited.v1")])
    told = network.told("incentives")
    assert put_right(network, "incentives") == 2
    standing = network.documents("incentives", "standings", "credited_days")
    assert told < (now := network.told("incentives"))
    network.spread()
    assert (now, standing) == (
        network.told("incentives"),
        network.documents("incentives", "standings", "credited_days"),
    )


def test_attendance_that_waits_for_what_waits_in_a_queue_is_credited_once(network: Network) -> None:
    """Hours puts a volunteer right that it has not heard of yet, and decides who waited; the event comes afterwards."""
    log_attendance(network, "waits", "gz-14", "2018-02-14", volunteer="v-302")
    credit(network, "waits", "v-302", "2018-01-30")
    network.spread()
    register(network, "v-302")
    queues = [queue_of("hours", one) for one in ("volunteer.registered.v1", "volunteer.verified.v1")]
    network.spread(besides=queues)
    database = network.stores["hours"].database
    assert database["held"].find_one({"_id": "waits"}) is not None
    assert put_right(network, "hours") == 4  # the volunteer, the home, and what figures know of both person and shift
    assert {database["ledger"].find_one({"_id": name}) is not None for name in ("waits", "opening:waits")} == {True}
    assert database["held"].find_one({"_id": "waits"}) is None
    state, told = everything(network, "hours"), network.told("hours")
    network.spread()
    assert (state, told) == (everything(network, "hours"), network.told("hours"))


def test_what_is_published_but_not_marked_yet_is_heard(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relay that died in between: the service has handled the event, and it has no position in the log yet."""
    monkeypatch.setattr("shared.messaging.relay.Relay._mark", lambda *_: None)
    credit(network, "unmarked", "v-1", "2018-01-31")
    network.publish()
    network.deliver()
    monkeypatch.undo()
    before = {name: everything(network, name) for name in ("incentives", "matching")}
    assert "credited opening:unmarked" in before["matching"]
    assert [0, 0] == [put_right(network, name) for name in before]
    assert before == {name: everything(network, name) for name in before}
    network.spread()


def test_what_is_handled_meanwhile_is_not_taken_back(network: Network) -> None:
    """The service heard of it after the shadow had heard everything, and before they were compared."""

    @contextmanager
    def busy_meanwhile(title: str, total: int | None) -> Iterator[Any]:
        if title == "standings":
            credit(network, "meanwhile", "v-1", "2018-02-02")
            network.spread()
        yield lambda done: None

    outcome = rebuild(network.settings, network.client, "incentives", busy_meanwhile)
    assert not any(one.put_right for one in outcome.tallies)
    standings = network.documents("incentives", "standings").values()
    assert "opening:meanwhile" in {entry[0] for one in standings for entry in one["entries"]}


def test_a_rebuild_beside_busy_handlers_loses_nothing(network: Network) -> None:
    """New volunteers and balances arrive all the time, and standings were spoiled: in the end all is right."""
    network.stores["incentives"].database["standings"].update_many({}, {"$set": {"entries": []}})

    def be_busy() -> None:
        for number in range(12):
            register(network, f"v-{number + 100}")
            for one in ("v-1", "v-2", f"v-{number + 100}"):
                credit(network, f"busy-{number}-{one}", one, "2018-02-01")
            network.publish()
            network.deliver()

    with ThreadPoolExecutor(1) as pool:
        busy = pool.submit(be_busy)
        while not busy.done():
            run(network, "incentives")
        busy.result()
    network.spread()
    run(network, "incentives")
    standings = network.documents("incentives", "standings").values()
    credited = [event.data["entry"] for event in events_of(network, "hours") if event.type == "hours.credited.v1"]
    assert sorted(credited) == sorted(entry[0] for one in standings for entry in one["entries"])
    known: dict[str, int] = {}
    for event in sorted(events_of(network, "incentives"), key=lambda one: one.sequence or 0):
        if event.type == "stars.changed.v1":
            assert known.get(event.subject, 0) == event.data["before"]
            known[event.subject] = event.data["stars"]
    assert {number: stars for number, stars in known.items() if stars} == {
        one["_id"]: stars for one in standings if one["earned"] and (stars := one["earned"]["stars"]["stars"])
    }


def test_what_a_killed_rebuild_left_is_of_no_matter(network: Network) -> None:
    """Its shadow is thrown away, whatever it holds."""
    shadow = network.client[f"{network.settings.database_prefix}{SHADOW}matching"]
    shadow["volunteers"].insert_one({"_id": "half-done"})
    shadow["migrations"].insert_one({"_id": 1})
    assert put_right(network, "matching") == 0


def test_of_two_rebuilds_the_later_one_goes_on(network: Network) -> None:
    """The first one finds that its shadow was taken, and must not take what is missing in it for invented."""
    before = network.documents("matching", *collections("matching"))

    @contextmanager
    def second_meanwhile(title: str, total: int | None) -> Iterator[Any]:
        if title == "volunteers":
            assert put_right(network, "matching") == 0
        yield lambda done: None

    with pytest.raises(Superseded):
        rebuild(network.settings, network.client, "matching", second_meanwhile)
    assert before == network.documents("matching", *collections("matching"))


def test_a_log_without_its_beginning_is_refused(network: Network) -> None:
    """What follows from events that are gone must not be taken for invented."""
    before = everything(network, "matching")
    log = network.stores["projects"].database["outbox"]
    log.delete_one({"first": 1})
    with pytest.raises(IncompleteLog):
        run(network, "matching")
    assert before == everything(network, "matching")


def events_of(network: Network, service: str) -> list[Any]:
    """All that a service has told, as it stands in its log."""
    found = network.events(service)
    assert all(contract(event.type).source == service for event in found)
    return found


def register(network: Network, reference: str) -> None:
    """A volunteer who is verified at once."""
    line = next(
        step[1]
        for group in commands("registry")
        for step in group
        if isinstance(step, tuple) and step[1].values.get("volunteer_ref") == "v-2"
    )
    digits = "".join(filter(str.isdigit, reference)) or "0"
    values = {**line.values, "volunteer_ref": reference, "document_number": f"E{int(digits):08}"}
    values["phone"] = f"190{int(digits):08}"
    network.stores["registry"].transact(
        lambda transaction: volunteers.register_volunteers(transaction, [Line(2, values, 1)])
    )


def log_attendance(network: Network, reference: str, shift: str, day: str, volunteer: str = "v-2") -> None:
    """A presence of four hours in the morning."""
    moments = {"checked_in_at": f"{day}T08:00:00+08:00", "checked_out_at": f"{day}T12:00:00+08:00"}
    values = {"attendance_ref": reference, "shift_ref": shift, "volunteer_ref": volunteer, **moments}
    rest = {"method": "qr", "recorded_by": "", "approved_by": ""}
    network.stores["projects"].transact(
        lambda transaction: attendance.log_attendance(transaction, [Line(2, {**values, **rest}, 1)])
    )


def credit(network: Network, reference: str, volunteer: str, day: str) -> None:
    """300 hours in Foshan, which earn stars and points."""
    values = {"balance_ref": reference, "volunteer_ref": volunteer, "minutes": "18000", "region_code": "440600"}
    line = Line(2, {**values, "as_of": day, "source": "city_system_export"}, 1)
    network.stores["hours"].transact(lambda transaction: hours.take_balances(transaction, [line]))
