"""A person whom two sources register: one person under two names, and neither source learns of the other."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from services.registry.volunteers import usecases
from shared.events.envelope import Event
from shared.store import outbox
from shared.store.transaction import Store
from tests.integration.registry.calling import Caller, refusals
from tests.integration.registry.test_volunteers import row, told

PERSONAL = ("registry:read", "registry:personal")
ASIDE = {"volunteer", "registered_on"}
"""What differs between any two registrations, or is today."""


def events(store: Store) -> list[Event]:
    """Everything that was told."""
    commits = store.database["outbox"].find().sort([("pending", 1), ("_id", 1)])
    return [event for commit in commits for event in outbox.events_of(commit)]


def settle(store: Store) -> None:
    """The worker has heard of everybody."""
    heard = [one for one in events(store) if one.type in ("volunteer.registered.v1", "volunteer.named.v1")]
    store.transact(lambda transaction: usecases.settle_identities(transaction, heard))


def seen(caller: Caller, source: str) -> tuple[dict[str, Any], str]:
    """A volunteer as a source sees it, with its version."""
    answer = caller.send("GET", "/volunteers/v-0", source=source, scopes=PERSONAL)
    return {name: value for name, value in answer.json.items() if name not in ASIDE}, answer.headers["ETag"]


def known_and_verified(caller: Caller, store: Store) -> None:
    """Shenzhen knows the person well, under the same reference as it happens."""
    caller.batch(row(name="陈红棉", phone="18900000000", skills="teochew", guardian_consent_on=""), source="sz")
    settle(store)
    caller.send("PUT", "/volunteers/v-0/student-stage", {"student_stage": "university"}, source="sz")


def test_a_second_source_makes_a_name(caller: Caller, store: Store) -> None:
    """One person with one number, told once; the sender is answered as of anybody new."""
    known_and_verified(caller, store)
    answer = caller.batch(row(), source="gz")
    assert (answer["accepted"], answer["refused"]) == (1, [])
    number = store.database["volunteers"].find_one({"_id": "sz:v-0"})["number"]  # type: ignore[index]
    (named,) = [event.data for event in events(store) if event.type == "volunteer.named.v1"]
    expected = {"volunteer": number, "volunteer_ref": "gz:v-0", "registered_ref": "sz:v-0"}
    assert {**expected, "home_region_code": "440100"} == named
    assert caller.send("GET", "/volunteers/v-0", source="gz").json["volunteer"] == number
    assert store.database["volunteers"].count_documents({"number": {"$exists": True}}) == 1


def test_the_sender_sees_what_it_would_see_of_somebody_new(caller: Caller, store: Store) -> None:
    """Receipt, facts, state and version are those of a first registration, before the authority's answer and after."""
    fresh, after = [], []
    for known in (False, True):
        if known:
            store.database["volunteers"].delete_many({})
            known_and_verified(caller, store)
        receipt = caller.batch(row(guardian_consent_on="2018-01-15"), source="gz")
        fresh.append((receipt, seen(caller, "gz"), caller.batch(row(), source="gz")["conflicting"]))
        settle(store)
        caller.send("PUT", "/volunteers/v-0/contact", {"phone": "17700000000"}, source="gz")
        caller.send("PUT", "/volunteers/v-0/skills", {"skills": ["english"]}, source="gz")
        after.append(seen(caller, "gz"))
    assert fresh[0] == fresh[1]
    assert after[0] == after[1]
    assert fresh[0][1][0]["identity"] == "asked"
    assert (after[0][0]["verified"], after[0][0]["personal"]["name"]) == (True, "陈木棉")


def test_what_one_source_says_changes_nothing_of_the_others(caller: Caller, store: Store) -> None:
    """Phone, home, skills and stage are each source's own; nobody is told of what concerns one source alone."""
    known_and_verified(caller, store)
    before, told_before = seen(caller, "sz"), len(events(store))
    caller.batch(row(), source="gz")
    for name, body in (
        ("contact", {"phone": "17700000000"}),
        ("home", {"latitude": 1, "longitude": 1}),
        ("skills", {"skills": ["hakka"]}),
        ("student-stage", {"student_stage": "primary"}),
    ):
        assert caller.send("PUT", f"/volunteers/v-0/{name}", body, source="gz").status_code == 200
    assert seen(caller, "sz") == before
    assert len(events(store)) == told_before + 1


def test_within_one_source_a_document_has_one_reference(caller: Caller, store: Store) -> None:
    """Whether the person was registered by it first, or under another source's registration."""
    taken = [(2, "document_number", "already_registered")]
    caller.batch(row(), source="sz")
    assert refusals(caller.batch(row(volunteer_ref="v-9"), source="sz")) == taken
    caller.batch(row(), source="gz")
    assert refusals(caller.batch(row(volunteer_ref="v-9"), source="gz")) == taken
    assert caller.batch(row(volunteer_ref="v-9"))["accepted"] == 1
    assert caller.send("GET", "/volunteers/v-9", source="gz").status_code == 404


def test_a_name_is_a_replay_or_a_conflict_like_any_reference(caller: Caller, store: Store) -> None:
    """The first row of a source stays its own."""
    caller.batch(row(), source="sz")
    caller.batch(row(phone="17700000000"), source="gz")
    assert caller.batch(row(phone="17700000000"), source="gz")["replayed"] == 1
    assert caller.batch(row(), source="gz")["conflicting"] == 1
    assert seen(caller, "gz")[0]["personal"]["phone"] == "17700000000"


@pytest.mark.parametrize("first", ["", "2018-01-20"])
def test_a_consent_is_the_persons(caller: Caller, store: Store, first: str) -> None:
    """Of two the earlier counts; one that is withdrawn under either name no longer does."""
    caller.batch(row(guardian_consent_on=first), source="sz")
    caller.batch(row(guardian_consent_on="2018-01-15"), source="gz")
    assert seen(caller, "sz")[0]["guardian_consent_on"] == "2018-01-15"
    caller.send("DELETE", "/volunteers/v-0/guardian-consent", source="gz")
    assert seen(caller, "sz")[0]["guardian_consent_on"] is None
    assert told(store)[-1] == ("volunteer.changed.v1", "sz:v-0", 3)


WITHDRAWAL = ("DELETE", None)
GIVEN_ANEW = ("PUT", {"given_on": "2018-02-01"})


@pytest.mark.parametrize("steps", [(WITHDRAWAL,), (GIVEN_ANEW,), (WITHDRAWAL, GIVEN_ANEW)])
@pytest.mark.parametrize("second_comes", ["before the steps", "after them"])
@pytest.mark.parametrize("first", ["", "2018-01-20"])
def test_a_step_about_consent_outlasts_rows(
    caller: Caller, store: Store, first: str, second_comes: str, steps: Any
) -> None:
    """An older row of another source neither revives a consent that was withdrawn nor dates one that was given anew."""
    caller.batch(row(guardian_consent_on=first), source="sz")
    if second_comes == "before the steps":
        caller.batch(row(guardian_consent_on="2018-01-15"), source="gz")
    for method, body in steps:
        caller.send(method, "/volunteers/v-0/guardian-consent", body, source="sz")
    if second_comes == "after them":
        caller.batch(row(guardian_consent_on="2018-01-15"), source="gz")
    expected = "2018-02-01" if GIVEN_ANEW in steps else None
    assert seen(caller, "sz")[0]["guardian_consent_on"] == expected


@pytest.mark.parametrize(("first", "second"), [("verified", "unverified"), ("unverified", "verified")])
def test_a_yes_of_the_authority_confirms_the_person(caller: Caller, store: Store, first: str, second: str) -> None:
    """Under whichever name it was asked; a no is about what that source said."""
    caller.batch(row(identity_status=first), source="sz")
    caller.batch(row(identity_status=second), source="gz")
    settle(store)
    assert (seen(caller, "sz")[0]["verified"], seen(caller, "gz")[0]["identity"]) == (True, second)
    assert [one for one, *_ in told(store)].count("volunteer.verified.v1") == 1


def test_a_document_that_one_source_renews_is_the_persons(caller: Caller, store: Store) -> None:
    """The other source sees nothing of it, and both documents lead to the one person."""
    caller.batch(row(), source="sz")
    before = seen(caller, "sz")
    caller.batch(row(), source="gz")
    renewal = {"document_type": "passport", "document_number": "E7654321"}
    assert caller.send("PUT", "/volunteers/v-0/document", renewal, source="gz").status_code == 200
    assert seen(caller, "gz")[0]["personal"]["document_number"] == "E7654321"
    assert seen(caller, "sz") == before
    assert caller.batch(row(volunteer_ref="v-1", **renewal))["accepted"] == 1
    assert refusals(caller.batch(row(volunteer_ref="v-2"))) == [(2, "document_number", "already_registered")]
    assert store.database["volunteers"].count_documents({"number": {"$exists": True}}) == 1


def test_a_source_reads_and_changes_its_own_people_only(caller: Caller, store: Store) -> None:
    """Another's are not found, whatever they are called; who speaks for no source is the network's own."""
    caller.batch(row(), source="sz")
    caller.batch(row(1), source="gz")
    for reference in ("sz:v-0", "v-0", "local:v-0"):
        path = f"/volunteers/{reference}"
        assert caller.send("GET", path, source="gz").status_code == 404
        assert caller.send("PUT", f"{path}/contact", {"phone": "17700000000"}, source="gz").status_code == 404
    assert caller.send("GET", "/volunteers/gz:v-1", source="gz").json["volunteer_ref"] == "v-1"
    assert caller.send("GET", "/volunteers/sz:v-0").json["volunteer_ref"] == "sz:v-0"
    assert caller.send("GET", "/volunteers/v-0").status_code == 404


def test_exports_say_the_source(caller: Caller, store: Store) -> None:
    """A person is there under each of its names; a source is shown its own."""
    caller.batch(row(), source="sz")
    caller.batch(row(home_region_code="440300"), row(1), source="gz")

    def lines(source: str) -> list[tuple[str, str, str]]:
        exported = caller.send("GET", "/exports/volunteers", source=source).data.splitlines()
        found = [orjson.loads(line) for line in exported]
        return sorted((one["volunteer_ref"], one["source"], one["home_region_code"]) for one in found)

    everybody = [("gz:v-0", "gz", "440300"), ("gz:v-1", "gz", "440100"), ("sz:v-0", "sz", "440100")]
    assert lines("local") == everybody
    assert lines("gz") == everybody[:2]


def test_a_source_is_shown_its_own_refusals(caller: Caller) -> None:
    """What another one sent may be about people whom it does not know."""
    for source in ("sz", "gz"):
        caller.batch(row(birth_date="1991-01-02"), source=source)

    def sources(reader: str) -> list[str]:
        lines = caller.send("GET", "/exports/refusals", source=reader).data.splitlines()
        return sorted(orjson.loads(line)["source"] for line in lines)

    assert (sources("local"), sources("gz")) == (["gz", "sz"], ["gz"])


def test_what_all_sources_know_is_the_networks_own(caller: Caller, store: Store) -> None:
    """It shows each name's facts, and erases all of them; who speaks for a source is refused, whoever the person is."""
    network = ("registry:personal", "registry:erase")
    caller.batch(row(), source="sz")
    caller.batch(row(phone="17700000000"), source="gz")
    for path, method, body in (("everything", "GET", None), ("erasure", "POST", {})):
        for reference in ("v-0", "v-9"):
            refused = caller.send(method, f"/volunteers/{reference}/{path}", body, source="gz", scopes=network)
            assert refused.status_code == 403
    shown = caller.send("GET", "/volunteers/gz:v-0/everything", scopes=network).json
    assert (shown["personal"]["phone"], shown["names"]["gz:v-0"]["personal"]["phone"]) == ("19000001110", "17700000000")
    assert caller.send("POST", "/volunteers/gz:v-0/erasure", {}, scopes=network).status_code == 200
    assert store.database["volunteers"].count_documents({}) == 0
