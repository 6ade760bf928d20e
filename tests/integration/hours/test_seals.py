"""Seals of the ledger: what is credited is sealed once, in the order of the log, whoever is killed or seals besides."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from services.hours.seals import repository, usecases
from services.hours.seals.domain import leaf_of
from shared.merkle import Frontier
from shared.seals import NO_SEAL, Seal, seal_of
from shared.store import outbox
from shared.store.transaction import Store, Transaction
from tests.integration.hours.county import HERE
from tests.integration.hours.sealing import credit, public_keys, publish, seal, with_key
from tests.integration.listening import Service, hear
from tests.integration.registrations import Registry, erased, merged

SOME = [f"b-{number}" for number in range(7)]


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def ledger(store: Store, registry: Registry) -> Store:
    """Hours, which knows a volunteer and has a key."""
    hear(Service(store), *(registry.state(HERE, sequence) for sequence in (1, 2)))
    publish(store.database)
    return with_key(store)


def seals(store: Store) -> list[Seal]:
    """All seals, in order."""
    return [seal_of(one) for one in repository.in_order(store.database)]


def sealed(store: Store) -> list[str]:
    """The names of all sealed entries, in order."""
    found = (repository.entries_of(store.database, one) for one in repository.in_order(store.database))
    return [entry for one in found if one for entry in one.entries]


def assert_whole(store: Store) -> None:
    """Every entry is sealed once, in the order of the log; each seal has the root, chain and signature that it says."""
    events = [event for commit in store.database["outbox"].find().sort("last", 1) for event in outbox.events_of(commit)]
    told = [event.subject for event in events if event.type == "hours.credited.v1"]
    assert told == sealed(store)
    entries = {one["_id"]: one for one in store.database["ledger"].find()}
    assert sorted(told) == sorted(entries)
    before, tree = None, Frontier()
    for number, one in enumerate(seals(store), 1):
        tree = tree.grown(leaf_of(entries[name]) for name in told[tree.size : one.size])
        assert (number, before.digest if before else NO_SEAL, tree.root.hex()) == (one.number, one.previous, one.root)
        assert one.is_signed_by(public_keys(store)[one.key])
        before = one
    assert [one.plain for one in seals(store)] == [
        {name: value for name, value in event.data.items() if name != "entries"}
        for event in events
        if event.type == "ledger.sealed.v1"
    ]


def test_what_is_credited_is_sealed_once_in_the_order_of_the_log(ledger: Store) -> None:
    """Each round seals what is new, and a round without news makes no seal."""
    credit(ledger, *SOME[:3])
    credit(ledger, SOME[3])
    assert (4, 0) == (seal(ledger), seal(ledger))
    credit(ledger, *SOME[4:])
    assert (3, 0) == (seal(ledger), seal(ledger))
    assert [4, 7] == [one.size for one in seals(ledger)]
    assert_whole(ledger)


def test_a_seal_has_so_many_entries_at_most(ledger: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may end inside of a commit; a ledger from before there were seals is sealed in such parts, round by round."""
    monkeypatch.setattr(usecases, "MOST_ENTRIES", 3)
    monkeypatch.setattr(usecases, "READ_AT_ONCE", 2)
    monkeypatch.setattr(usecases, "SEALS_AT_ONCE", 2)
    ledger.database["ledger"].update_many({}, {"$unset": {"credited_at": ""}})
    credit(ledger, *SOME)
    assert (6, 1, 0) == (seal(ledger), seal(ledger), seal(ledger))
    assert [3, 6, 7] == [one.size for one in seals(ledger)]
    assert_whole(ledger)


@pytest.mark.parametrize("step", ["keep", "publish", "commit", "committed"])
def test_who_is_killed_while_sealing_leaves_all_or_nothing(
    ledger: Store, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """At each step: nothing is lost, doubled or in another order when the next one goes on."""
    credit(ledger, *SOME[:4])
    with monkeypatch.context() as dying:
        places: dict[str, tuple[Any, str, bool]] = {
            "keep": (repository, "keep", True),
            "publish": (Transaction, "publish", True),
            "commit": (Transaction, "flush", True),
            "committed": (Store, "transact", True),
        }
        place, name, after = places[step]
        dying.setattr(place, name, _dying(getattr(place, name), after=after))
        with pytest.raises(Killed):
            seal(ledger)
    publish(ledger.database)
    assert ([] if step != "committed" else SOME[:4]) == [one.removeprefix("opening:") for one in sealed(ledger)]
    credit(ledger, *SOME[4:])
    seal(ledger)
    assert_whole(ledger)


def _dying(work: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    def die(*args: Any, **more: Any) -> Any:
        if after:
            work(*args, **more)
        raise Killed

    return die


def test_two_sealers_make_one_chain(ledger: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one has read the same when the first one seals it: it seals nothing twice, and goes on."""
    credit(ledger, *SOME[:4])
    other, begun = with_key(ledger), iter([True])
    before = usecases._before

    def overtaken(store: Store, last: Any) -> Any:
        if next(begun, False):
            assert 4 == seal(other)
            credit(ledger, *SOME[4:])
        return before(store, last)

    monkeypatch.setattr(usecases, "_before", overtaken)
    assert 3 == seal(ledger)
    assert [4, 7] == [one.size for one in seals(ledger)]
    assert 2 == len(public_keys(ledger))
    assert_whole(ledger)


def test_a_key_that_was_rotated_stays_good_for_what_it_signed(ledger: Store) -> None:
    """Its public part lies with the seals; the private one is nowhere any more."""
    credit(ledger, *SOME[:2])
    seal(ledger)
    later = with_key(ledger, secrets.token_bytes(32))
    credit(later, *SOME[2:])
    seal(later)
    first, second = seals(ledger)
    assert first.key != second.key
    assert [1, 2] == [one["from"] for one in repository.keys(ledger.database)]
    assert not first.is_signed_by(public_keys(ledger)[second.key])
    assert_whole(later)


def test_erasures_and_merges_change_no_leaf(ledger: Store, registry: Registry) -> None:
    """What is sealed of the person stays as it was."""
    hear(Service(ledger), registry.state("other", 1))
    credit(ledger, *SOME[:3])
    seal(ledger)
    hear(Service(ledger), merged("other", HERE))
    hear(Service(ledger), erased(HERE))
    publish(ledger.database)
    assert_whole(ledger)


def test_what_is_not_sealed_grows_old(store: Store, ledger: Store) -> None:
    """Without a key nothing is sealed, and a metric says since when; with one it begins anew."""

    keyless = with_key(store)
    keyless.settings.ledger_keys.clear()
    sealing = usecases.Sealing(keyless)
    sealing.go_on()
    credit(ledger, *SOME)
    sealing.all_sealed_at -= dt.timedelta(hours=1)
    assert 0 == sealing.go_on()
    assert sealing.unsealed_seconds() > 3_599
    assert 7 == seal(ledger)
    assert 0 == sealing.go_on()
    assert sealing.unsealed_seconds() < 3_000


@pytest.mark.parametrize("what", ["gone", "changed"])
def test_nothing_is_sealed_on_top_of_entries_that_were_changed(ledger: Store, what: str) -> None:
    """A signature would hide it."""
    credit(ledger, *SOME[:3])
    seal(ledger)
    entries = ledger.database["sealed_entries"]
    if what == "gone":
        entries.delete_many({})
    else:
        entries.update_many({}, {"$set": {"leaves": bytes(96)}})
    credit(ledger, *SOME[3:])
    assert 0 == seal(ledger)
    assert [3] == [one.size for one in seals(ledger)]


def test_the_last_seal_is_found_whatever_was_known(ledger: Store) -> None:
    """By looking for few numbers, also where a number that was known is gone."""
    for number in range(6):
        credit(ledger, f"c-{number}")
        seal(ledger)
        assert {number + 1} == {
            found["number"] for known in range(number + 3) if (found := repository.last(ledger.database, known))
        }
