"""Presences on a real store: signed in and out by what proves it, closed by a rule or a person, and told once each."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.projects.presence.usecases import close_forgotten
from services.projects.signups.kind import SIGN_UP_ACTIONS
from shared import clock
from shared.config import Settings
from shared.store.transaction import Store
from tests.integration.listening import hear
from tests.integration.projects.definitions import send
from tests.integration.projects.presences import AT_SITE, KIOSK, RUNS, VOLUNTEERS, Scene, reasons
from tests.integration.registrations import erased, merged, number_of

PRESENCES, ONE = "/v1/presences", "/v1/presences/p-1"
OUT, CLOSING, CONFIRMATION = (f"{ONE}/{step}" for step in ("sign-out", "closing", "confirmation"))
DAY = dt.timedelta(days=1)


@pytest.fixture
def scene(store: Store, settings: Settings) -> Scene:
    """A shift that runs."""
    return Scene(store, settings)


def gps(**changes: Any) -> dict[str, Any]:
    """Signing in by position."""
    return {"method": "gps", "code": None, **AT_SITE, **changes}


def stored(scene: Scene) -> str:
    """All that lies in the store of presences, as text."""
    names = ("presences", "refusals", "attendance", "outbox", "idempotency")
    return str([list(scene.store.database[name].find()) for name in names])


def test_signing_in_and_out_are_two_steps_of_one_presence(scene: Scene) -> None:
    """Each with its code; told as one record twice, the second time with its end; the same step again is none."""
    phone = scene.phone()
    assert 202 == phone.post(PRESENCES, json=scene.presence()).status_code
    seen = phone.get(ONE)
    assert ("open", "accepted", []) == tuple(seen.json[name] for name in ("state", "outcome", "flags"))
    assert 412 == phone.put(OUT, json=scene.out(), headers={"If-Match": '"9"'}).status_code
    done = phone.put(OUT, json=scene.out(), headers={"If-Match": seen.headers["ETag"]})
    assert (200, "ended", "qr") == (done.status_code, done.json["state"], done.json["out_method"])
    assert done.headers["ETag"] == phone.put(OUT, json=scene.out()).headers["ETag"]
    assert [("signed_out_at", "already_signed_out")] == reasons(phone.put(OUT, json=scene.out(100)))
    first, second = scene.told()
    assert (1, None, 2) == (first.sequence, first.data["checked_out_at"], second.sequence)
    assert scene.after(95) == clock.from_text(second.data["checked_out_at"])
    assert ("qr", "KV-v-1", []) == tuple(second.data[name] for name in ("method", "recorded_by", "flags"))


@pytest.mark.parametrize(
    ("field", "reason", "changes"),
    [
        ("code", "forged_code", {"code": "no code"}),
        ("code", "other_shift", {"shift_ref": "shift-2"}),
        ("code", "early_code", {"minutes": -10}),
        ("code", "late_code", {"minutes": 20}),
        ("code", "must not be empty", {"code": None}),
        ("shift_ref", "unknown_shift", {"shift_ref": "shift-9"}),
        ("latitude", "outside_fence", gps(latitude=23.0)),
        ("latitude", "inaccurate_position", gps(accuracy_metres=101)),
        ("latitude", "must not be empty", gps(latitude=None)),
        ("attested_by", "own_word", {"method": "attested"}),
        ("out_method", "must not be empty", {"signed_out_at": "2018-02-14T10:00:00+08:00"}),
        ("signed_in_at", "lies in the future", {"minutes": 60 * 24}),
    ],
)
def test_what_proves_nothing_is_refused_with_its_reason(
    scene: Scene, field: str, reason: str, changes: dict[str, Any]
) -> None:
    """And nothing is kept under the reference, so that it can be used with what does."""
    row = (
        scene.presence(code=scene.code(5), **{"minutes": 5, **changes})
        if "code" not in changes
        else scene.presence(**changes)
    )
    refused = scene.phone().post(PRESENCES, json=row)
    assert 422 == refused.status_code
    assert (field, reason) in reasons(refused)
    assert 202 == scene.phone().post(PRESENCES, json=scene.presence()).status_code


def test_a_position_counts_within_the_fence_and_is_not_kept(scene: Scene) -> None:
    """Neither with the presence nor with a conflict."""
    phone, near = scene.phone(), {"latitude": 22.9921, "longitude": 113.2734}
    assert 202 == phone.post(PRESENCES, json=scene.presence(**gps(**near))).status_code
    assert 409 == phone.post(PRESENCES, json=scene.presence(minutes=6, **gps(**near))).status_code
    assert 200 == phone.put(OUT, json=scene.out(method="gps", code=None, **{**AT_SITE, **near})).status_code
    assert "22.9921" not in stored(scene)
    assert "113.2734" not in stored(scene)
    assert "gps" == scene.told()[-1].data["method"]


def test_one_code_serves_many_and_each_once(scene: Scene) -> None:
    """At a kiosk all scan the same; who shows it for two presences shows a copy."""
    kiosk = scene.leader("kiosk-1", KIOSK)
    for number in (1, 2, 3):
        row = scene.presence(f"p-{number}", volunteer_ref=f"v-{number}")
        assert 202 == kiosk.post(PRESENCES, json=row).status_code
    again = scene.presence("p-4")
    assert [("code", "copied_code")] == reasons(kiosk.post(PRESENCES, json=again))
    both = {"signed_out_at": clock.to_text(scene.after(5)), "out_method": "qr", "out_code": scene.code(5)}
    row = scene.presence("p-5", 4, **both)
    assert [("out_code", "copied_code")] == reasons(kiosk.post(PRESENCES, json=row))
    assert 202 == kiosk.post(PRESENCES, json=scene.presence()).status_code


def test_who_scans_twice_in_the_minute_of_signing_in_is_told_so(scene: Scene) -> None:
    """Not signed out, and no fraud: nothing could be gained by it; with a row of both ends likewise."""
    phone = scene.phone()
    phone.post(PRESENCES, json=scene.presence())
    twice = scene.out(5.5, code=scene.code(5))
    assert [("code", "code_of_signing_in")] == reasons(phone.put(OUT, json=twice))
    both = {"signed_out_at": twice["signed_out_at"], "out_method": "qr", "out_code": twice["code"]}
    row = scene.presence("p-2", volunteer_ref="v-2", **both)
    assert [("out_code", "code_of_signing_in")] == reasons(scene.phone("v-2").post(PRESENCES, json=row))
    assert not scene.store.database["refusals"].count_documents({"reference": "p-1"})
    assert (200, []) == ((done := phone.put(OUT, json=scene.out())).status_code, done.json["flags"])


def test_an_end_lies_behind_the_beginning(scene: Scene) -> None:
    """A mistyped one is refused, so that the true one can be said; of a row with both ends it is malformed."""
    leader = scene.leader()
    leader.post(PRESENCES, json=scene.presence())
    for minutes in (5, -5):
        said = {"signed_out_at": clock.to_text(scene.after(minutes)), "method": "attested"}
        assert [("signed_out_at", "before_signing_in")] == reasons(leader.put(OUT, json=said))
        row = scene.presence("p-2", volunteer_ref="v-2", signed_out_at=said["signed_out_at"], out_method="attested")
        assert [("signed_out_at", "before_signing_in")] == reasons(leader.post(PRESENCES, json=row))
    assert 200 == leader.put(OUT, json=scene.out()).status_code


def test_a_kiosk_is_given_codes_for_twelve_hours(scene: Scene) -> None:
    """One a minute from half an hour before the shift until half an hour after it; to nobody who only comes."""
    kiosk = scene.leader("kiosk-1", KIOSK)
    begin = {"from": clock.to_text(scene.after(0).replace(second=0))}
    shown = kiosk.get("/v1/shifts/shift-1/codes", query_string={**begin, "minutes": 5}).json
    assert (60, 5) == (shown["seconds"], len(shown["codes"]))
    assert scene.code(0) == shown["codes"][0]["code"]
    whole = {"from": clock.to_text(scene.begins - DAY), "minutes": 24 * 60}
    assert 31 >= len(kiosk.get("/v1/shifts/shift-1/codes", query_string=whole).json["codes"]) >= 30
    rest = kiosk.get("/v1/shifts/shift-1/codes", query_string={"minutes": 24 * 60}).json["codes"]
    assert 151 >= len(rest) >= 149
    phone = scene.client("KV-v-1", KIOSK, scene_person("v-1"))
    assert 404 == phone.get("/v1/shifts/shift-1/codes").status_code


def scene_person(volunteer: str) -> Any:
    """Where a volunteer's own token acts."""
    from shared.where import Where

    return Where(person=f"KV-{volunteer}")


def test_nobody_signs_in_for_another(scene: Scene) -> None:
    """A volunteer's token only for oneself, a leader's by its own name; who speaks for others names the leader."""
    assert 403 == scene.phone("v-2").post(PRESENCES, json=scene.presence()).status_code
    attested = {"method": "attested", "code": None}
    named = scene.presence(attested_by="leader-9", **attested)
    assert [("attested_by", "not_who_asks")] == reasons(scene.leader().post(PRESENCES, json=named))
    assert 202 == scene.leader().post(PRESENCES, json=scene.presence(**attested)).status_code
    speaks = scene.leader("app", (*RUNS, "projects:speak"))
    assert 202 == speaks.post(PRESENCES, json={**named, "presence_ref": "p-2"}).status_code
    told = [{name: one.data[name] for name in ("method", "recorded_by", "sent_by")} for one in scene.told()]
    first = {"method": "attested", "recorded_by": "leader-1", "sent_by": None}
    assert [first, {**first, "recorded_by": "leader-9", "sent_by": "app"}] == told


def forgotten(scene: Scene) -> FlaskClient:
    """A presence of which nobody signed out, closed by the rule."""
    leader = scene.leader()
    assert 202 == leader.post(PRESENCES, json=scene.presence()).status_code
    due = scene.ends + dt.timedelta(hours=12)
    assert [0, 1, 0] == [close_forgotten(scene.store, due + dt.timedelta(seconds=late)) for late in (-1, 0, 60)]
    return leader


def test_a_forgotten_signing_out_is_closed_by_the_rule_and_confirmed_by_a_person(scene: Scene) -> None:
    """At the end of the shift; until somebody who runs it has confirmed that, nobody hears of an end."""
    leader = forgotten(scene)
    closed = leader.get(ONE).json
    assert ("to_confirm", "rule", ["closed_by_rule"]) == tuple(closed[one] for one in ("state", "out_method", "flags"))
    assert [None] == [one.data["checked_out_at"] for one in scene.told()]
    assert 403 == scene.phone().put(CONFIRMATION, json={}).status_code
    own = scene.client("KV-v-1", RUNS, scene_person("v-1"))
    assert 404 == own.put(CONFIRMATION, json={}).status_code
    both = scene.leader("v-1")
    assert [("", "own_record")] == reasons(both.put(CONFIRMATION, json={}))
    assert "ended" == leader.put(CONFIRMATION, json={}).json["state"]
    last = scene.told()[-1].data
    assert scene.ends == clock.from_text(last["checked_out_at"])
    assert ("attested", "leader-1", ["closed_by_rule"]) == tuple(
        last[one] for one in ("method", "recorded_by", "flags")
    )
    assert [("signed_out_at", "waits_for_no_confirmation")] == reasons(leader.put(CONFIRMATION, json={}))


def test_who_is_one_person_with_the_volunteer_gives_no_word_either(scene: Scene) -> None:
    """Of a merged registration neither a presence by word nor its end; when the merge is undone, both."""
    hear(scene.service, merged("v-2", "v-1"))
    both = scene.leader(number_of("v-2"))
    attested = {"method": "attested", "code": None}
    assert [("attested_by", "own_word")] == reasons(both.post(PRESENCES, json=scene.presence(**attested)))
    assert 202 == scene.leader().post(PRESENCES, json=scene.presence(**attested)).status_code
    end = {"signed_out_at": clock.to_text(scene.after(95))}
    assert [("", "own_record")] == reasons(both.put(CLOSING, json=end))
    assert [("", "own_record")] == reasons(both.put(OUT, json={**end, "method": "attested"}))
    hear(scene.service, merged("v-2", "v-1", until="2018-06-01"))
    assert 200 == both.put(CLOSING, json=end).status_code


def test_a_signing_out_that_comes_late_takes_the_place_of_the_rules(scene: Scene) -> None:
    """A phone that was without a network: as long as nobody has confirmed the rule's end."""
    forgotten(scene)
    done = scene.phone().put(OUT, json=scene.out()).json
    assert ("ended", "qr", scene.after(95)) == (
        done["state"],
        done["out_method"],
        clock.from_text(done["signed_out_at"]),
    )


def test_a_person_who_runs_the_shift_says_the_end(scene: Scene) -> None:
    """Behind the beginning and within the shift; never the volunteer, and not twice."""
    leader = scene.leader()
    leader.post(PRESENCES, json=scene.presence())
    ends = [{"signed_out_at": clock.to_text(scene.after(minutes))} for minutes in (5, 95)]
    assert [("signed_out_at", "before_signing_in")] == reasons(leader.put(CLOSING, json=ends[0]))
    assert [("", "own_record")] == reasons(scene.leader("v-1").put(CLOSING, json=ends[1]))
    attested = {"signed_out_at": ends[1]["signed_out_at"], "method": "attested"}
    assert [("", "own_record")] == reasons(scene.phone().put(OUT, json=attested))
    assert "closed" == leader.put(CLOSING, json=ends[1]).json["out_method"]
    assert [("signed_out_at", "already_signed_out")] == reasons(leader.put(CLOSING, json=ends[1]))
    last = scene.told()[-1].data
    assert ("attested", "leader-1", ["closed_by_person"]) == tuple(
        last[one] for one in ("method", "recorded_by", "flags")
    )


def test_what_should_be_looked_at_is_shown_and_not_refused(scene: Scene) -> None:
    """Beyond the capacity, below the post's age, after an attempt with no code of the shift's, delivered late."""
    hear(scene.service, scene.registry.state("v-3", born="2013-01-01"))
    leader = scene.leader()
    scene.phone("v-2").post(PRESENCES, json=scene.presence("p-2", volunteer_ref="v-2", code="forged"))
    for number, minutes in ((1, 5), (2, 6), (3, 7)):
        row = scene.presence(f"p-{number}", minutes, volunteer_ref=f"v-{number}")
        assert 202 == leader.post(PRESENCES, json=row).status_code
    shown = leader.get(PRESENCES, query_string={"shift_ref": "shift-1"}).json["presences"]
    flags = {"p-1": [], "p-2": ["fraud_attempt"], "p-3": ["below_minimum_age", "beyond_capacity"]}
    assert flags == {one["presence_ref"]: one["flags"] for one in shown}
    assert flags == {one.subject: one.data["flags"] for one in scene.told()}


def test_of_those_who_come_at_one_moment_some_are_beyond_the_capacity(scene: Scene) -> None:
    """A leader who attests all at the beginning: as many as there are places are not, by their references."""
    leader = scene.leader()
    rows = [scene.presence(f"p-{one}", 5, volunteer_ref=f"v-{one}") for one in (3, 1, 2)]
    batch = {"rows": [{"row": number, "values": row} for number, row in enumerate(rows, 1)]}
    assert 3 == leader.post(f"{PRESENCES}/batch", json=batch).json["accepted"]
    shown = leader.get(PRESENCES, query_string={"shift_ref": "shift-1"}).json["presences"]
    flags = {"p-1": [], "p-2": [], "p-3": ["beyond_capacity"]}
    assert flags == {one["presence_ref"]: one["flags"] for one in shown}


def test_who_went_and_came_again_takes_one_place(scene: Scene) -> None:
    """The second who comes is not beyond the places of two, and the third is."""
    leader = scene.leader()
    for number, minutes, volunteer in ((1, 5, 1), (2, 30, 1), (3, 35, 2), (4, 40, 3), (5, 45, 2)):
        row = scene.presence(f"p-{number}", minutes, volunteer_ref=f"v-{volunteer}")
        assert 202 == leader.post(PRESENCES, json=row).status_code
    assert {"p-4": ["beyond_capacity"]} == {one.subject: one.data["flags"] for one in scene.told() if one.data["flags"]}


def test_who_did_not_sign_up_is_shown_where_others_did(scene: Scene) -> None:
    """At a shift to which nobody signs up nobody is looked at for it."""
    at = clock.to_text(scene.begins - DAY)
    asked = [
        {"action_ref": f"s-{number}", "action": "sign_up", "shift_ref": "shift-1", "volunteer_ref": f"v-{number}"}
        for number in (1, 2)
    ]
    hear(scene.service, *(scene.registry.state(one) for one in VOLUNTEERS))
    send(scene.store, SIGN_UP_ACTIONS, *({**one, "at": at, "sign_up_ref": ""} for one in asked))
    leader = scene.leader()
    for number in (1, 3):
        for shift in ("shift-1", "shift-2"):
            codes = {"code": scene.code(5, shift), "shift_ref": shift}
            row = scene.presence(f"p-{number}-{shift}", volunteer_ref=f"v-{number}", **codes)
            assert 202 == leader.post(PRESENCES, json=row).status_code
    flags = {one.subject: one.data["flags"] for one in scene.told()}
    looked_at = {"p-3-shift-1": ["not_signed_up"]}
    assert {"p-1-shift-1": [], "p-1-shift-2": [], "p-3-shift-2": [], **looked_at} == flags


def test_what_is_shown_at_signing_out_is_looked_at_as_well(scene: Scene) -> None:
    """Kept for review once, told with the presence at once, and still there when it has ended; of an open one, too."""
    phone = scene.phone()
    phone.post(PRESENCES, json=scene.presence())
    headers = {"If-Match": phone.get(ONE).headers["ETag"], "Idempotency-Key": "key"}
    for code, reason in (
        ("forged", "forged_code"),
        (scene.code(95, "shift-2"), "other_shift"),
        ("forged", "forged_code"),
    ):
        refused = phone.put(OUT, json=scene.out(code=code))
        assert (422, [("code", reason)]) == (refused.status_code, reasons(refused))
    kept = scene.store.database["refusals"].find({"values.volunteer_ref": "v-1"})
    assert [("p-1", "forged_code"), ("p-1", "other_shift")] == sorted((one["reference"], one["reason"]) for one in kept)
    assert 412 == phone.put(OUT, json=scene.out(), headers=headers).status_code
    headers["If-Match"] = phone.get(ONE).headers["ETag"]
    assert 422 == phone.put(OUT, json=scene.out(code="forged"), headers=headers).status_code
    assert 200 == phone.put(OUT, json=scene.out(), headers=headers).status_code
    told = [(one.sequence, one.data["flags"], bool(one.data["checked_out_at"])) for one in scene.told()]
    assert [(1, [], False), (2, ["fraud_attempt"], False), (3, ["fraud_attempt"], True)] == told


def test_an_attempt_of_somebody_unknown_is_told_when_the_presence_is(scene: Scene) -> None:
    """Until then it is kept for review alone."""
    leader = scene.leader()
    leader.post(PRESENCES, json=scene.presence(volunteer_ref="v-9"))
    assert 422 == leader.put(OUT, json=scene.out(code="forged")).status_code
    hear(scene.service, scene.registry.state("v-9", sequence=1))
    assert [["fraud_attempt"]] == [one.data["flags"] for one in scene.told()]


def test_a_cancelled_shift_gives_out_no_codes_and_takes_nobody(store: Store, settings: Settings) -> None:
    """By no means of proof; who signed in before may leave, and is looked at."""
    scene = Scene(store, settings, hours_ago=-0.2)
    leader, attested = scene.leader("leader-1", (*RUNS, *KIOSK)), {"method": "attested", "code": None}
    early = {"signed_in_at": clock.to_text(clock.now())}
    assert 202 == leader.post(PRESENCES, json=scene.presence(**attested, **early)).status_code
    assert 200 == leader.get("/v1/shifts/shift-1/codes").status_code
    assert 200 == leader.put("/v1/shifts/shift-1/cancellation", json={"reason": "weather"}).status_code
    assert [("state", "is_cancelled")] == reasons(leader.get("/v1/shifts/shift-1/codes"))
    for proof in (attested, {"code": scene.code(-12)}, gps()):
        row = scene.presence("p-2", volunteer_ref="v-2", **{**proof, **early})
        assert ("shift_ref", "shift_cancelled") in reasons(leader.post(PRESENCES, json=row))
    out = {"signed_out_at": clock.to_text(clock.now()), "method": "attested"}
    assert 200 == leader.put(OUT, json=out).status_code
    assert ["shift_cancelled"] == scene.told()[-1].data["flags"]


def test_what_is_delivered_days_later_counts_and_is_flagged(store: Store, settings: Settings) -> None:
    """Complete in one row, as a phone without a network keeps it."""
    scene = Scene(store, settings, hours_ago=72)
    out = {f"out_{name}": value for name, value in scene.out().items() if name != "signed_out_at"}
    row = {**scene.presence(), **out, "signed_out_at": scene.out()["signed_out_at"]}
    assert [202, 202] == [scene.phone().post(PRESENCES, json=row).status_code for _ in range(2)]
    (told,) = scene.told()
    assert (scene.after(95), ["delivered_late"]) == (clock.from_text(told.data["checked_out_at"]), told.data["flags"])


def test_a_presence_waits_for_its_volunteer(scene: Scene) -> None:
    """Signed out meanwhile, it is told whole when the volunteer is known."""
    leader = scene.leader()
    assert 202 == leader.post(PRESENCES, json=scene.presence(volunteer_ref="v-9")).status_code
    assert "held:unknown_volunteer" == leader.get(ONE).json["outcome"]
    assert 200 == leader.put(OUT, json=scene.out()).status_code
    assert [] == scene.told()
    hear(scene.service, scene.registry.state("v-9", sequence=1))
    (told,) = scene.told()
    assert scene.after(95) == clock.from_text(told.data["checked_out_at"])
    assert "ended" == leader.get(ONE).json["state"]


def test_a_reference_is_one_presence_whichever_way_it_came(scene: Scene) -> None:
    """A row of attendance does not take that of a presence, nor the other way round."""
    leader = scene.leader()
    leader.post(PRESENCES, json=scene.presence())
    row = {"shift_ref": "shift-1", "volunteer_ref": "v-1", "method": "qr", "recorded_by": "", "approved_by": ""}
    times = {"checked_in_at": clock.to_text(scene.after(1)), "checked_out_at": ""}
    assert 409 == leader.post("/v1/attendance", json={"attendance_ref": "p-1", **row, **times}).status_code
    assert 202 == leader.post("/v1/attendance", json={"attendance_ref": "p-2", **row, **times}).status_code
    assert [("presence_ref", "sent_as_attendance")] == reasons(leader.post(PRESENCES, json=scene.presence("p-2")))


def test_of_who_is_erased_nothing_stays(scene: Scene) -> None:
    """Neither the presence nor the attempt."""
    phone = scene.phone()
    phone.post(PRESENCES, json=scene.presence("p-0", code="forged"))
    phone.post(PRESENCES, json=scene.presence())
    phone.put(OUT, json=scene.out(code="forged"))
    hear(scene.service, erased("v-1"))
    assert 404 == scene.leader().get(ONE).status_code
    assert 0 == scene.store.database["refusals"].count_documents({"reference": {"$in": ["p-0", "p-1"]}})
