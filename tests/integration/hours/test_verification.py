"""Verification of the ledger: what is changed in the store itself is found, and named."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from cli.operating.verifying import SENTENCES, read_published, sentence
from cli.terminal.errors import CommandError
from services.hours.seals import repository, usecases
from services.hours.seals.findings import Finding
from services.hours.seals.verification import Verification
from shared.languages import CHINESE, say
from shared.seals import seal_of
from shared.store.transaction import Store
from tests.integration.hours.county import HERE
from tests.integration.hours.sealing import credit, publish, seal, with_key
from tests.integration.listening import Service, hear
from tests.integration.registrations import Registry, erased

SEALED = [f"opening:b-{number}" for number in range(9)]
Change = Callable[[Any], object]


@pytest.fixture
def ledger(store: Store, registry: Registry, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Nine entries in three seals, and one that is not sealed yet."""
    hear(Service(store), *(registry.state(HERE, sequence) for sequence in (1, 2)))
    publish(store.database)
    monkeypatch.setattr(usecases, "MOST_ENTRIES", 4)
    sealing = with_key(store)
    credit(sealing, *(name.removeprefix("opening:") for name in SEALED))
    assert 9 == seal(sealing)
    credit(sealing, "fresh")
    return sealing


def found(store: Store, published: Mapping[int, bytes] | None = None) -> list[Finding]:
    """What a verification finds."""
    return list(Verification(store.database).findings(published))


def test_what_is_as_it_was_sealed_passes(ledger: Store, registry: Registry) -> None:
    """Also when the person is erased; what has no seal yet is counted, and how long all took."""
    hear(Service(ledger), erased(HERE))
    verification, told = Verification(ledger.database), list[int]()
    assert [] == list(verification.findings(tell=told.append))
    assert (9, 3, 1) == (verification.entries, verification.seals, verification.unsealed)
    assert [4, 8, 9] == told
    assert verification.hashing > 0
    assert verification.reading > 0


@pytest.mark.parametrize(
    ("change", "findings"),
    [
        (lambda ledger: ledger.update_one({"_id": SEALED[5]}, {"$inc": {"minutes": 1}}), [("changed", 2, SEALED[5])]),
        (lambda ledger: ledger.update_one({"_id": SEALED[5]}, {"$unset": {"policy": 1}}), [("changed", 2, SEALED[5])]),
        (
            lambda ledger: ledger.delete_many({"_id": {"$in": SEALED[7:]}}),
            [("removed", 2, SEALED[7]), ("removed", 3, SEALED[8])],
        ),
        (
            lambda ledger: ledger.insert_one({**ledger.find_one({"_id": SEALED[0]}), "_id": "a", "day": "2018-01-01"}),
            [("added", None, "a")],
        ),
        (
            lambda ledger: ledger.insert_one(ledger.find_one_and_delete({"_id": SEALED[0]}) | {"_id": "a"}),
            [("removed", 1, SEALED[0]), ("added", None, "a")],
        ),
        (lambda ledger: ledger.update_one({"_id": "opening:fresh"}, {"$inc": {"minutes": 1}}), ["changed"]),
        (lambda ledger: ledger.delete_one({"_id": "opening:fresh"}), ["removed"]),
    ],
)
def test_what_is_done_to_the_ledger_is_named(ledger: Store, change: Change, findings: list[Any]) -> None:
    """An entry that was changed, removed or added, and the seal that has it."""
    change(ledger.database["ledger"])
    of_fresh = [Finding(one, None, "opening:fresh") if isinstance(one, str) else Finding(*one) for one in findings]
    assert of_fresh == found(ledger)


def test_two_entries_that_change_places_are_named(ledger: Store) -> None:
    """In what is stored beside the seal: the log knows where they stood."""
    beside = ledger.database["sealed_entries"]
    document = beside.find_one({"_id": "000000000002"})
    assert document
    names, leaves = json.loads(document["entries"]), document["leaves"]
    names[0], names[1] = names[1], names[0]
    swapped = leaves[32:64] + leaves[:32] + leaves[64:]
    beside.update_one({"_id": document["_id"]}, {"$set": {"entries": json.dumps(names).encode(), "leaves": swapped}})
    moved = [Finding("moved", 2, one) for one in SEALED[4:6]]
    assert [Finding("unfit", 2), *moved] == found(ledger)


def test_entries_that_are_gone_beside_a_seal_are_taken_from_the_log(ledger: Store) -> None:
    """So the ledger's own are still compared one by one."""
    ledger.database["sealed_entries"].delete_one({"_id": "000000000001"})
    ledger.database["ledger"].update_one({"_id": SEALED[2]}, {"$set": {"minutes": 999}})
    assert [("bare", 1, None), ("changed", 1, SEALED[2])] == [
        tuple(one) for one in found(ledger) if one.what != "moved"
    ]


@pytest.mark.parametrize(
    ("change", "findings"),
    [
        (lambda seals: seals.delete_one({"number": 2}), ["missing"]),
        (lambda seals: seals.update_one({"number": 2}, {"$unset": {"key": 1}}), ["unfit", "missing"]),
        (lambda seals: seals.update_one({"number": 2}, {"$set": {"previous": "0" * 64}}), ["unchained", "unsigned"]),
        (lambda seals: seals.update_one({"number": 2}, {"$set": {"signature": "AAAA"}}), ["unsigned"]),
        (lambda seals: seals.update_one({"number": 2}, {"$set": {"root": "0" * 64}}), ["unsigned", "unfit"]),
    ],
)
def test_what_is_done_to_seals_is_named(ledger: Store, change: Change, findings: list[Any]) -> None:
    """One that is missing, follows on none, is not signed, or does not fit."""
    change(ledger.database["seals"])
    some = found(ledger)
    assert findings == [one.what for one in some if one.seal == 2]
    assert {2, 3} >= {one.seal for one in some}


def test_seals_that_somebody_made_differ_from_those_that_were_published(ledger: Store, tmp_path: Any) -> None:
    """A whole other history, well signed by a key of its own, passes by itself, and not beside what was published."""
    database, file = ledger.database, tmp_path / "seals.ndjson"
    lines = [json.dumps({"seal_ref": one["_id"], **seal_of(one).plain}) for one in repository.in_order(database)]
    file.write_text("\n".join([*lines, ""]))
    published = read_published(file)
    assert [] == found(ledger, published)

    for name in ("seals", "sealed_entries", "seal_keys"):
        database[name].delete_many({})
    assert 10 == seal(with_key(ledger))
    assert [] == found(ledger)
    assert [Finding("other", number) for number in (1, 2, 3)] == found(ledger, published)

    database["seals"].delete_one({"number": 3})
    database["sealed_entries"].delete_one({"_id": "000000000003"})
    assert Finding("gone", 3) in found(ledger, published)


def test_a_file_that_holds_no_seals_is_refused(tmp_path: Any) -> None:
    """With what it should be."""
    file = tmp_path / "seals"
    for text in ("", "{}\n", "[1]\n", "no\n"):
        file.write_text(text)
        with pytest.raises(CommandError):
            read_published(file)


def test_each_finding_is_told_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its entry and its seal."""
    monkeypatch.setenv("LC_ALL", "C")
    for what, has_seal in SENTENCES:
        english = sentence(Finding(what, 7 if has_seal else None, "a-1"))
        assert english != say(english, CHINESE)
        assert ("a-1" in english) == ("entry" in SENTENCES[what, has_seal].partition(" of ")[0].split()[0])
        assert ("7" in english) == has_seal
