"""What a leaf is made of: the same of an event and of the stored entry, and of nothing else."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.hours.ledger.domain import told
from services.hours.seals.domain import leaf_of
from shared.events.catalogue import CATALOGUE, contract
from shared.seals import CREDITED, FACTS, REVERSED, Seal, content, key_id, leaf, private_key, public_of

MOMENTS = st.datetimes(
    dt.datetime(2000, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
    dt.datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)
ENTRIES = st.fixed_dictionaries(
    {
        "_id": st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
        "attendance_ref": st.none() | st.text(st.characters(exclude_categories=["Cs"])),
        "shift_ref": st.none() | st.text(st.characters(exclude_categories=["Cs"])),
        "volunteer": st.text("KV0123456789"),
        "minutes": st.integers(0, 2**40),
        "region_code": st.just("440303"),
        "day": st.dates().map(str),
        "starts_at": st.none() | MOMENTS,
        "ends_at": st.none() | MOMENTS,
        "provenance": st.just("measured"),
        "late": st.booleans(),
        "policy": st.fixed_dictionaries({"name": st.just("attendance/guangdong"), "version": st.integers(1, 9)}),
    }
)
CHINA = dt.timezone(dt.timedelta(hours=8))


@given(ENTRIES)
def test_event_and_stored_entry_make_one_leaf(entry: dict[str, Any]) -> None:
    """The store keeps milliseconds, may give a policy's fields in another order, and times in any zone."""
    stored = {**entry, "policy": dict(reversed(entry["policy"].items())), "credited_at": dt.datetime.now(dt.UTC)}
    for name in ("starts_at", "ends_at"):
        if moment := entry[name]:
            stored[name] = moment.replace(microsecond=moment.microsecond // 1000 * 1000).astimezone(CHINA)
    event = json.loads(json.dumps(told(entry)))
    assert content(CREDITED, event) == content(CREDITED, stored, is_stored=True)
    array = json.loads(content(CREDITED, event))
    assert content(CREDITED, event) == json.dumps(array, ensure_ascii=False, separators=(",", ":")).encode()


@given(ENTRIES, ENTRIES)
def test_two_entries_make_two_leaves(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Whatever differs, but for what is less than a millisecond."""
    same = content(CREDITED, one, is_stored=True) == content(CREDITED, other, is_stored=True)
    assert same == (leaf(CREDITED, one, is_stored=True) == leaf(CREDITED, other, is_stored=True))
    changed = {**one, "minutes": one["minutes"] + 1}
    assert leaf(CREDITED, one, is_stored=True) != leaf(CREDITED, changed, is_stored=True)


def test_a_leaf_has_all_that_the_event_tells() -> None:
    """A fact that is added to an event is added to new leaves, under a kind of its own."""
    for kind, facts in FACTS.items():
        assert kind not in CATALOGUE or set(facts) == set(contract(kind).schema().fields)


def test_an_entry_that_takes_another_one_back_has_a_leaf_of_its_own_kind() -> None:
    """Of its event and as it is stored, with as many minutes less."""
    moment = dt.datetime(2018, 2, 14, 8, tzinfo=dt.UTC)
    facts = {
        "reverses": "a",
        "attendance_ref": "a",
        "shift_ref": "s",
        "volunteer": "KV1",
        "region_code": "440303",
        "day": "2018-02-14",
        "provenance": "measured",
        "because": "not_served",
    }
    times = {"starts_at": moment, "ends_at": moment}
    stored = {**facts, **times, "_id": "reversal:a", "minutes": -60, "policy": {"name": "p", "version": 1}}
    texts = dict.fromkeys(times, "2018-02-14T08:00:00Z")
    event = {**facts, **texts, "entry": "reversal:a", "minutes": 60}
    assert leaf(REVERSED, event) == leaf_of(stored) != leaf_of({**stored, "minutes": -61})


def test_a_seal_is_signed_by_the_key_that_it_names() -> None:
    """By no other, nor when anything of it is changed."""
    seed, other = bytes(32), bytes([1]) * 32
    seal = Seal(1, 2, "a", "b", "2018-02-14T00:00:00Z", key_id(public_of(seed))).signed(private_key(seed))
    assert seal.is_signed_by(public_of(seed))
    assert not seal.is_signed_by(public_of(other))
    assert not Seal(**{**seal.plain, "key": key_id(public_of(other))}).is_signed_by(public_of(other))
    for name, value in (("size", 3), ("root", "c"), ("sealed_at", "2018-02-14T00:00:01Z"), ("signature", "!")):
        assert not Seal(**{**seal.plain, name: value}).is_signed_by(public_of(seed))
