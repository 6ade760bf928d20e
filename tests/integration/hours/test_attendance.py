"""Hours decides the same whatever order events come in, and held presences release themselves."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.hours.api import blueprints
from services.hours.attendance import due, ending, usecases, verdicts
from services.hours.balances.usecases import take_balances
from services.hours.ledger import usecases as ledger
from services.hours.worker import Worker
from shared import clock
from shared.clock import CHINA
from shared.events.envelope import Event
from shared.intake.rows import Line
from shared.rules.faults import Refused
from shared.store import outbox
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.conftest import MakeStore
from tests.integration.rotating import USED, process

NUMBER = "KV0123456789AB"
SEALED_BY_NOBODY = {"verified": True, "guardian_consent_on": None, "personal": "lost.AAAA", "sequence": 1}
HANDLERS = {
    "attendance.logged.v1": Worker.record_attendance,
    "shift.scheduled.v1": Worker.learn_shifts,
    "shift.changed.v1": Worker.learn_changed_shifts,
    "volunteer.changed.v1": Worker.learn_changed,
}
_ids = itertools.count()


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    """The store of hours."""
    return make_store("hours")


def wipe(store: Store) -> None:
    """Forget everything."""
    for name in ("volunteers", "shifts", "ledger", "held", "rejected", "balances", "service_days", "outbox"):
        store.database[name].delete_many({})


def at(hour: int, day: int = 14) -> str:
    """A moment of February 2018 in China."""
    return dt.datetime(2018, 2, day, hour, tzinfo=CHINA).isoformat()


def attendance(reference: str = "a-1", **changes: Any) -> Event:
    """A logged presence."""
    data = {
        "attendance_ref": reference,
        "shift_ref": "shift-1",
        "volunteer_ref": "v-1",
        "checked_in_at": at(8),
        "checked_out_at": at(12),
        "method": "qr",
        "recorded_by": None,
        "approved_by": None,
        **changes,
    }
    return Event("attendance.logged.v1", "projects", reference, data)


def shift() -> Event:
    """The shift of that morning."""
    data = {"shift_ref": "shift-1", "starts_at": at(8), "ends_at": at(12), "region_code": "440100"}
    return Event("shift.scheduled.v1", "projects", "shift-1", data)


def volunteer(
    store: Store, sequence: int, *, verified: bool, consent: str | None = None, born: str = "1990-01-01"
) -> Event:
    """A state of the volunteer."""
    personal = store.sealer.seal({"birth_date": born, "latitude": 23.1, "longitude": 113.2}, NUMBER)
    data = {
        "volunteer": NUMBER,
        "volunteer_ref": "v-1",
        "home_region_code": "440100",
        "verified": verified,
        "guardian_consent_on": consent,
        "personal": personal,
    }
    return Event("volunteer.changed.v1", "registry", NUMBER, data, sequence)


def hear(store: Store, *events: Event) -> None:
    """Let hours hear events as its worker would, one by one: it tells copies by itself."""
    for event in events:
        handler = HANDLERS[event.type]
        store.transact(lambda tx: handler(Worker(), tx, [event]))  # noqa: B023


def outcomes(store: Store) -> dict[str, str]:
    """What became of every presence."""
    return {one["attendance_ref"]: one["outcome"] for one in usecases.outcomes(store)}


def minutes(store: Store) -> int:
    """The volunteer's credited minutes."""
    return sum(one["minutes"] for one in ledger.totals(store))


def told(store: Store) -> list[str]:
    """The types of the events that hours has published, in order."""
    return [event.type for one in outbox.pending(store.database, 500) for event in outbox.events_of(one)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_order_and_the_copies_of_events_do_not_matter(store: Store, data: st.DataObject) -> None:
    """Shuffled and repeated, the end is the same; of two records of one presence either is credited."""
    wipe(store)
    events = [
        shift(),
        volunteer(store, 1, verified=False, born="2003-01-01"),
        volunteer(store, 2, verified=True, born="2003-01-01"),
        volunteer(store, 3, verified=True, born="2003-01-01", consent="2018-02-01"),
        attendance("a-1"),
        attendance("a-2"),
        attendance("a-3", checked_in_at=at(13), checked_out_at=at(12)),
        attendance("a-4", volunteer_ref="v-unknown"),
    ]
    copies = data.draw(st.lists(st.sampled_from(events), max_size=4))
    hear(store, *data.draw(st.permutations([*events, *copies])))
    found = outcomes(store)
    assert sorted([found.pop("a-1"), found.pop("a-2")]) == ["credited", "held:overlap"]
    assert found == {"a-3": "rejected:negative_duration", "a-4": "held:unknown_volunteer"}
    assert minutes(store) == 240
    assert told(store).count("hours.credited.v1") == 1


def test_a_held_presence_walks_through_its_reasons(store: Store) -> None:
    """Each obstacle that goes away shows the next, until the minutes are credited."""
    hear(store, attendance())
    seen = [outcomes(store)["a-1"]]
    for event in (
        shift(),
        volunteer(store, 1, verified=False, born="2003-01-01"),
        volunteer(store, 2, verified=True, born="2003-01-01"),
        volunteer(store, 3, verified=True, born="2003-01-01", consent="2018-02-20"),
        volunteer(store, 4, verified=True, born="2003-01-01", consent="2018-02-14"),
    ):
        hear(store, event)
        seen.append(outcomes(store)["a-1"])
    assert seen == [
        "held:unknown_shift",
        "held:unknown_volunteer",
        "held:unverified_volunteer",
        "held:guardian_consent_missing",
        "held:guardian_consent_missing",
        "credited",
    ]


def test_a_presence_of_days_still_overlaps(store: Store) -> None:
    """Somebody forgot to sign in and out for days: what is cut to the shift overlaps what is credited there."""
    long = attendance("a-2", checked_in_at=at(8, day=8), checked_out_at=at(9, day=20))
    hear(store, shift(), volunteer(store, 1, verified=True), attendance("a-1"), long)
    assert outcomes(store) == {"a-1": "credited", "a-2": "held:overlap"}


def test_an_older_state_does_not_undo_a_newer_one(store: Store) -> None:
    """Registered and verified travel in different queues; the sequence tells which is later."""
    hear(store, shift(), volunteer(store, 2, verified=True), volunteer(store, 1, verified=False), attendance())
    assert outcomes(store) == {"a-1": "credited"}


def test_a_public_notice_ends_after_three_working_days(store: Store) -> None:
    """Not on its last day, but after it; then the minutes count as backfilled."""
    backfilled = attendance(method="backfilled", recorded_by="admin-1", approved_by="admin-2")
    hear(store, shift(), volunteer(store, 1, verified=True), backfilled)
    last = dt.date.fromisoformat(store.database["held"].find_one({"_id": "a-1"})["notice_until"])  # type: ignore[index]
    assert due.end_public_notices(store, last) == 0
    assert outcomes(store) == {"a-1": "held:public_notice"}
    assert due.end_public_notices(store, last + dt.timedelta(days=1)) == 1
    assert store.database["ledger"].find_one({"_id": "a-1"})["provenance"] == "backfilled"  # type: ignore[index]
    assert due.end_public_notices(store, dt.date(2999, 1, 1)) == 0


def ended(reference: str = "a-1", sequence: int = 2, **changes: Any) -> Event:
    """The end of a presence that was logged without it."""
    return dataclasses.replace(attendance(reference, **changes), sequence=sequence)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_presence_that_is_logged_again_with_its_end_is_one(store: Store, data: st.DataObject) -> None:
    """In any order, with copies, whatever else it waits for: credited once; without an end another stays open."""
    wipe(store)
    events = [
        shift(),
        volunteer(store, 1, verified=True),
        ended("a-1", 1, checked_out_at=None),
        ended("a-1"),
        ended("a-2", 1, checked_in_at=at(13), checked_out_at=None),
        ended("a-2", checked_in_at=at(13)),
        attendance("a-3", checked_out_at=None),
    ]
    copies = data.draw(st.lists(st.sampled_from(events), max_size=4))
    hear(store, *data.draw(st.permutations([*events, *copies])))
    expected = {"a-1": "credited", "a-2": "rejected:negative_duration", "a-3": "held:open_attendance"}
    assert expected == outcomes(store)
    assert (240, 1) == (minutes(store), told(store).count("hours.credited.v1"))


def test_what_is_not_over_is_credited_when_it_is(store: Store) -> None:
    """By the clock, and once; also where no process was up at its end."""
    now = clock.now()
    begins, ends = now + dt.timedelta(hours=16), now + dt.timedelta(hours=17)
    times = {"starts_at": clock.to_text(begins), "ends_at": clock.to_text(ends)}
    tomorrow = Event("shift.scheduled.v1", "projects", "shift-1", {**shift().data, **times})
    presence = attendance(checked_in_at=clock.to_text(begins), checked_out_at=clock.to_text(ends))
    hear(store, tomorrow, volunteer(store, 1, verified=True), presence, presence)
    assert {"a-1": "held:not_over"} == outcomes(store)
    assert 0 == due.release_over(store, ends - dt.timedelta(seconds=1))
    assert {"a-1": "held:not_over"} == outcomes(store)
    assert [1, 0] == [due.release_over(store, ends + dt.timedelta(days=days)) for days in (3, 4)]
    assert {"a-1": "credited"} == outcomes(store)
    assert (60, ["hours.held.v1", "hours.credited.v1"]) == (minutes(store), told(store))


def test_a_notice_that_cannot_end_keeps_no_other_waiting(store: Store) -> None:
    """The personal facts of one volunteer do not open: that record stays held, the others are credited."""
    hear(store, shift(), volunteer(store, 1, verified=True))
    for number in range(5):
        times = {"checked_in_at": at(8 + number // 2), "checked_out_at": at(9 + number // 2)}
        hear(store, attendance(f"a-{number}", method="backfilled", recorded_by="x", approved_by="y", **times))
    store.database["volunteers"].insert_one({"_id": "v-2", "number": "KV2", **SEALED_BY_NOBODY})
    store.database["held"].update_one({"_id": "a-3"}, {"$set": {"facts.volunteer_ref": "v-2"}})
    assert due.end_public_notices(store, dt.date(2999, 1, 1)) == 4
    assert outcomes(store)["a-3"] == "held:public_notice"


def test_an_objection_ends_a_public_notice(store: Store) -> None:
    """The record is rejected; where there is no notice, nothing happens."""
    backfilled = attendance(method="backfilled", recorded_by="admin-1", approved_by="admin-2")
    hear(store, shift(), volunteer(store, 1, verified=True), backfilled)
    assert store.transact(lambda tx: verdicts.object_to(tx, "a-1", "neighbour"))
    assert not store.transact(lambda tx: verdicts.object_to(tx, "a-1", "neighbour"))
    assert outcomes(store) == {"a-1": "rejected:objection"}


def test_an_approval_comes_from_somebody_else(store: Store) -> None:
    """Who recorded it cannot approve it; another can, and the next reason is looked at."""
    backfilled = attendance(method="backfilled", recorded_by="admin-1", approved_by="admin-1")
    hear(store, shift(), volunteer(store, 1, verified=True), backfilled)
    assert outcomes(store) == {"a-1": "held:second_person_required"}
    assert not store.transact(lambda tx: verdicts.approve(tx, "a-1", "Admin-1"))
    assert not store.transact(lambda tx: verdicts.approve(tx, "a-1", "v-1"))
    assert not store.transact(lambda tx: verdicts.approve(tx, "a-1", NUMBER))
    assert store.transact(lambda tx: verdicts.approve(tx, "a-1", "admin-2"))
    assert outcomes(store) == {"a-1": "held:public_notice"}
    assert not store.transact(lambda tx: verdicts.approve(tx, "a-1", "admin-2"))


def test_an_approval_needs_to_know_who_recorded(store: Store) -> None:
    """Nobody can be a second person where no first one is named."""
    backfilled = attendance(method="backfilled", approved_by="admin-1")
    hear(store, shift(), volunteer(store, 1, verified=True), backfilled)
    assert not store.transact(lambda tx: verdicts.approve(tx, "a-1", "admin-2"))
    assert outcomes(store) == {"a-1": "held:second_person_required"}


def test_an_opening_balance_waits_for_its_volunteer(store: Store) -> None:
    """It is credited once, in its region and on its day, verified or not."""
    row = {
        "balance_ref": "b-1",
        "volunteer_ref": "v-1",
        "minutes": "5580",
        "region_code": "440400",
        "as_of": "2017-12-31",
        "source": "city_system_export",
    }
    for _ in range(2):
        store.transact(lambda tx: take_balances(tx, [Line(2, row)]))
    assert minutes(store) == 0
    hear(store, volunteer(store, 1, verified=False), volunteer(store, 2, verified=False))
    assert minutes(store) == 5580
    (entry,) = ledger.entries_of(store, NUMBER)
    assert (entry["entry"], entry["provenance"], entry["day"]) == ("opening:b-1", "migrated", "2017-12-31")
    late = {**row, "balance_ref": "b-2", "minutes": "20"}
    store.transact(lambda tx: take_balances(tx, [Line(2, late)]))
    assert minutes(store) == 5600


def test_a_copy_of_what_was_rejected_stays_rejected_after_a_correction(store: Store) -> None:
    """The birth date was wrong; what was decided stays decided, and what is logged from now on counts."""
    hear(store, shift(), volunteer(store, 1, verified=True, born="2012-01-01"), attendance("a-1"))
    hear(store, volunteer(store, 2, verified=True), attendance("a-1"), attendance("a-2"))
    assert [one["_id"] for one in store.database["rejected"].find()] == ["a-1"]
    assert [one["_id"] for one in store.database["ledger"].find()] == ["a-2"]
    assert [entry for day in store.database["service_days"].find() for entry, _, _ in day["intervals"]] == ["a-2"]


def test_nobody_decides_twice_in_one_case(store: Store) -> None:
    """Who recorded, sent or approved a long record approves nothing of it again, and objects to none of it."""
    long = {"checked_in_at": at(8), "checked_out_at": at(17)}
    record = attendance(method="backfilled", recorded_by="clerk", sent_by="city-import", **long)
    whole_day = dataclasses.replace(shift(), data={**shift().data, "ends_at": at(18)})
    hear(store, whole_day, volunteer(store, 1, verified=True), record)
    approved = [store.transact(lambda tx: verdicts.approve(tx, "a-1", name)) for name in ("City-Import", "lead")]  # noqa: B023
    assert ([False, True], {"a-1": "held:public_notice"}) == (approved, outcomes(store))
    assert not store.transact(lambda tx: verdicts.object_to(tx, "a-1", "lead"))
    assert not store.transact(lambda tx: verdicts.object_to(tx, "a-1", NUMBER))
    due.end_public_notices(store, dt.date(2999, 1, 1))
    assert {"a-1": "held:parent_approval"} == outcomes(store)
    names = ("lead", "gz:lead", "clerk", "city-import", NUMBER, "head")
    approved = [store.transact(lambda tx: verdicts.approve(tx, "a-1", name)) for name in names]  # noqa: B023
    assert ([False] * 5 + [True], {"a-1": "credited"}) == (approved, outcomes(store))


def test_a_subject_that_is_no_reference_is_kept_as_a_hash(store: Store) -> None:
    """An issuer may call people by their addresses; who is called so still decides once."""
    record = attendance(method="backfilled", recorded_by="clerk")
    hear(store, shift(), volunteer(store, 1, verified=True), record)
    assert store.transact(lambda tx: verdicts.approve(tx, "a-1", "li.wei@example.org"))
    kept = store.database["held"].find_one({"_id": "a-1"})
    assert kept
    (approver,) = kept["approvers"]
    assert approver.startswith("subject-")
    assert "li.wei" not in str(kept)
    assert not store.transact(lambda tx: verdicts.object_to(tx, "a-1", "li.wei@example.org"))


def test_a_subject_decides_once_though_the_hash_key_changed(store: Store) -> None:
    """Approved under the name by one key, and objected to or approved again under that by the next."""
    long = {"checked_in_at": at(8), "checked_out_at": at(17)}
    record = attendance(method="backfilled", recorded_by="clerk", **long)
    whole_day = dataclasses.replace(shift(), data={**shift().data, "ends_at": at(18)})
    hear(store, whole_day, volunteer(store, 1, verified=True), record)
    assert store.transact(lambda tx: verdicts.approve(tx, "a-1", "li.wei@example.org"))
    with process(store, USED) as changed:
        assert not changed.transact(lambda tx: verdicts.object_to(tx, "a-1", "li.wei@example.org"))
        due.end_public_notices(changed, dt.date(2999, 1, 1))
        assert not changed.transact(lambda tx: verdicts.approve(tx, "a-1", "li.wei@example.org"))
        assert changed.transact(lambda tx: verdicts.approve(tx, "a-1", "li.wang@example.org"))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0), (2, 1, 0)])
def test_a_shift_is_at_its_latest_time(store: Store, order: tuple[int, ...]) -> None:
    """Whatever is heard first: a presence is decided on by the time that the shift has then."""
    hear(store, volunteer(store, 1, verified=True))
    later = {**shift().data, "starts_at": at(14), "ends_at": at(18)}
    events = [
        replace(shift(), sequence=1),
        Event("shift.changed.v1", "projects", "shift-1", {**later, "ends_at": at(16)}, 2),
        Event("shift.changed.v1", "projects", "shift-1", later, 3),
    ]
    hear(store, *(events[number] for number in order))
    hear(store, attendance(checked_in_at=at(12), checked_out_at=at(18)))
    assert 4 * 60 + 30 == minutes(store)


def say_end(store: Store, by: str, hour: int | None = None, reference: str = "a-1") -> bool:
    """Say when somebody left, or confirm the shift's end."""
    said = clock.from_text(at(hour)) if hour else None
    return store.transact(lambda transaction: ending.end(transaction, reference, said, by))


def looked_at(store: Store) -> dict[str, tuple[Any, ...]]:
    """What people should look at, by reference."""
    found = store.database["flagged_presences"].find()
    return {one["_id"]: (one["flags"], one["outcome"], one["proposed_end"]) for one in found}


def test_a_row_without_its_end_is_ended_by_the_rule_that_a_person_confirms(store: Store) -> None:
    """Until then it waits and is shown with the shift's end; never by the volunteer, and once."""
    record = attendance(checked_out_at=None, recorded_by="clerk")
    hear(store, attendance("a-2", shift_ref="far", checked_out_at=None), record, volunteer(store, 1, verified=True))
    assert {} == looked_at(store)
    hear(store, shift())
    ends = clock.to_text(clock.from_text(at(12)))
    assert {"a-1": (["not_signed_out"], "held:open_attendance", ends)} == looked_at(store)
    assert [False, False, False] == [say_end(store, *some) for some in (("v-1",), (NUMBER,), ("lead", None, "a-2"))]
    assert [True, False] == [say_end(store, "lead") for _ in range(2)]
    assert ({"a-1": "credited", "a-2": "held:unknown_shift"}, 240) == (outcomes(store), minutes(store))
    assert {"a-1": (["closed_by_rule"], "credited", None)} == looked_at(store)
    (entry,) = ledger.entries_of(store, NUMBER)
    assert "attested" == entry["provenance"]
    hear(store, record)
    assert (240, "credited") == (minutes(store), outcomes(store)["a-1"])


@pytest.mark.parametrize(
    ("hour", "changes", "reason"),
    [
        (8, {}, "before_signing_in"),
        (13, {}, "after_shift"),
        (None, {"checked_in_at": at(13)}, "before_signing_in"),
        (10, {"flags": []}, "ended_at_projects"),
    ],
)
def test_an_end_that_cannot_be_is_refused(store: Store, hour: int | None, changes: dict[str, Any], reason: str) -> None:
    """It lies behind the beginning and within the shift; what was signed in over HTTP is ended there."""
    hear(store, shift(), volunteer(store, 1, verified=True), attendance(checked_out_at=None, **changes))
    with pytest.raises(Refused) as refused:
        say_end(store, "lead", hour)
    assert reason == refused.value.fault.reason
    assert {"a-1": "held:open_attendance"} == outcomes(store)


def test_a_shift_that_goes_on_ends_nobodys_presence(store: Store) -> None:
    """Its end has not come: only an earlier moment can be said."""
    begin, end = (clock.to_text(clock.now() + dt.timedelta(hours=hours)) for hours in (-2, 2))
    going_on = dataclasses.replace(shift(), data={**shift().data, "starts_at": begin, "ends_at": end})
    hear(store, going_on, volunteer(store, 1, verified=True), attendance(checked_in_at=begin, checked_out_at=None))
    with pytest.raises(Refused, match="shift_not_over"):
        say_end(store, "lead")


def test_what_is_flagged_while_it_is_open_is_looked_at_at_once(store: Store) -> None:
    """In whatever order it is heard; its end still comes."""
    open_one = attendance(checked_out_at=None, flags=[])
    suspect = ended(checked_out_at=None, flags=["fraud_attempt"])
    hear(store, shift(), volunteer(store, 1, verified=True), open_one, suspect, open_one, suspect)
    assert {"a-1": (["fraud_attempt"], "held:open_attendance", None)} == looked_at(store)
    hear(store, ended(sequence=3, flags=["fraud_attempt"]), suspect)
    assert ({"a-1": (["fraud_attempt"], "credited", None)}, 240) == (looked_at(store), minutes(store))
    assert ["hours.held.v1", "hours.credited.v1"] == told(store)


def test_who_says_the_end_of_a_record_does_not_approve_it(store: Store) -> None:
    """A backfilled one needs another person than who recorded it and who ended it, and stays backfilled."""
    record = attendance(method="backfilled", recorded_by="clerk", checked_out_at=None)
    hear(store, shift(), volunteer(store, 1, verified=True), record)
    assert say_end(store, "lead", 11)
    assert {"a-1": (["closed_by_person"], "held:second_person_required", None)} == looked_at(store)
    assert [False, True] == [store.transact(lambda tx: verdicts.approve(tx, "a-1", one)) for one in ("lead", "head")]  # noqa: B023
    due.end_public_notices(store, dt.date(2999, 1, 1))
    (entry,) = ledger.entries_of(store, NUMBER)
    assert (180, "backfilled") == (entry["minutes"], entry["provenance"])


def test_an_end_is_said_over_http(store: Store) -> None:
    """As a verdict: with the moment, within the shift, or without for the shift's; a moment belongs to nothing else."""
    hear(store, shift(), volunteer(store, 1, verified=True), attendance(checked_out_at=None))
    client = make_application(store.settings, store, blueprints).test_client()
    bearer = {"Authorization": f"Bearer {make_token(store.settings, 'lead', ['hours:approve'])}"}
    bodies = [
        {"verdict": verdict, "checked_out_at": at(hour)}
        for verdict, hour in (("approve", 11), ("end", 13), ("end", 11))
    ]
    answers = [
        client.post("/v1/attendance/a-1/verdicts", json=body, headers=bearer) for body in (*bodies, {"verdict": "end"})
    ]
    assert [422, 422, 200, 409] == [one.status_code for one in answers]
    assert ["checked_out_at"] * 2 == [one.json["errors"][0]["field"] for one in answers[:2]]
    assert ("credited", 180) == tuple(answers[2].json[name] for name in ("outcome", "minutes"))
