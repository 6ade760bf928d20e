"""What an answer of the identity authority is about: who was renewed, erased, merged or named otherwise meanwhile."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from shared.config import Settings
from shared.store.transaction import Store
from tests.integration.registry import authority as does
from tests.integration.registry.asking import Meanwhile, ask, ask_some, identity, settle
from tests.integration.registry.authority import SimulatedAuthority
from tests.integration.registry.calling import ALL, Caller
from tests.integration.registry.test_volunteers import NUMBERS, row, told

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def settings(settings: Settings, authority: SimulatedAuthority) -> Settings:
    """What names it."""
    return dataclasses.replace(settings, identity_authority_url=authority.url, identity_authority_token="t" * 20)


def test_a_late_answer_ends_the_question(caller: Caller, store: Store, settings: Settings, authority: Any) -> None:
    """Whoever brings it; the same answer twice, and one that comes to a question of before, change nothing."""
    authority.script[:] = [does.LATER, does.UNVERIFIED]
    caller.batch(row())
    settle(store)
    ask(store, settings)
    path = "/volunteers/v-0/verification"
    answers = [caller.send("PUT", path, {"status": "verified"}) for _ in range(2)]
    assert answers[0].headers["ETag"] == answers[1].headers["ETag"]
    assert answers[0].json["evidence"]["authority"] == "tester"
    assert answers[0].json["evidence"]["request_id"] == authority.asked[0]["request_id"]
    assert ask(store, settings, HOUR) == 0
    assert told(store)[1:] == [("volunteer.verified.v1", "v-0", 2)]


def test_an_answer_that_was_overtaken_is_passed_over(
    caller: Caller, store: Store, settings: Settings, authority: Any
) -> None:
    """While it was on its way, somebody brought another one."""
    authority.script[:] = [does.UNVERIFIED]
    caller.batch(row())
    settle(store)
    late = Meanwhile(settings, lambda: caller.send("PUT", "/volunteers/v-0/verification", {"status": "verified"}))
    assert ask_some(store, late) == 1
    assert (identity(caller), len(authority.asked)) == ("verified", 1)


def test_an_answer_to_a_document_that_was_renewed_is_passed_over(
    caller: Caller, store: Store, settings: Settings, authority: Any
) -> None:
    """It says nothing of the new one, about which there is a question of its own."""
    authority.script[:] = [does.VERIFIED, does.UNVERIFIED]
    caller.batch(row())
    settle(store)
    renewal = {"document_type": "passport", "document_number": "E7654321"}
    late = Meanwhile(settings, lambda: caller.send("PUT", "/volunteers/v-0/document", renewal))
    assert ask_some(store, late) == 1
    assert identity(caller) == "asked"
    assert ask(store, settings) == 1
    assert [one["document_number"] for one in authority.asked] == [NUMBERS[0], "E7654321"]
    assert identity(caller) == "unverified"


def test_an_answer_about_who_is_erased_is_about_nobody(
    caller: Caller, store: Store, settings: Settings, authority: Any
) -> None:
    """It brings nothing back; nor does it meet who comes back meanwhile, under a new reference."""
    authority.script[:] = [does.VERIFIED, does.UNVERIFIED]
    caller.batch(row())
    settle(store)

    def happens() -> None:
        erased = caller.send("POST", "/volunteers/v-0/erasure", {}, scopes=(*ALL, "registry:erase"))
        assert erased.status_code == 200, erased.text
        assert store.database["volunteers"].count_documents({}) == 0
        caller.batch(row(volunteer_ref="v-1"))

    assert ask_some(store, Meanwhile(settings, happens)) == 1
    assert (identity(caller, 1), caller.send("GET", "/volunteers/v-0").status_code) == ("asked", 404)
    settle(store)
    assert ask(store, settings) == 1
    assert [one["document_number"] for one in authority.asked] == [NUMBERS[0]] * 2
    assert identity(caller, 1) == "unverified"


def test_an_answer_about_who_is_merged_is_kept_of_that_registration(
    caller: Caller, store: Store, settings: Settings, authority: Any
) -> None:
    """Each registration has its own, also while it is merged."""
    authority.script[:] = [does.VERIFIED, does.LATER]
    caller.batch(row())
    settle(store)
    caller.batch(row(1))
    merge = {"merge_ref": "m-1", "kept_ref": "v-1", "merged_ref": "v-0", "undone_at": ""}
    merged = {**merge, "merged_at": "2018-03-01T12:00:00+08:00"}
    late = Meanwhile(settings, lambda: caller.batch(merged, kind="merges"))
    assert ask_some(store, late) == 1
    assert caller.send("GET", "/volunteers/v-0").json["merged_into"] == "v-1"
    assert (identity(caller), identity(caller, 1)) == ("verified", "asked")


def test_another_answer_is_another_version(caller: Caller, store: Store, settings: Settings, authority: Any) -> None:
    """Also where it says the same, as of a document that was renewed: what is shown of it differs."""
    caller.batch(row())
    settle(store)
    ask(store, settings)
    renewal = {"document_type": "passport", "document_number": "E7654321"}
    renewed = caller.send("PUT", "/volunteers/v-0/document", renewal)
    ask(store, settings)
    answered = caller.send("GET", "/volunteers/v-0")
    assert answered.json["evidence"] != renewed.json["evidence"]
    assert answered.headers["ETag"] != renewed.headers["ETag"]


def test_a_renewed_document_is_asked_about(caller: Caller, store: Store, settings: Settings, authority: Any) -> None:
    """The person stays verified until the authority says no."""
    authority.script[:] = [does.VERIFIED, does.UNVERIFIED]
    caller.batch(row())
    settle(store)
    ask(store, settings)
    renewal = {"document_type": "passport", "document_number": "E7654321"}
    assert caller.send("PUT", "/volunteers/v-0/document", renewal).json["verified"] is True
    assert ask(store, settings) == 1
    assert authority.asked[1]["document_number"] == "E7654321"
    assert authority.asked[1]["request_id"] != authority.asked[0]["request_id"]
    assert identity(caller) == "unverified"
    assert told(store)[-1] == ("volunteer.changed.v1", "v-0", 4)


def test_another_name_is_asked_about_by_itself(
    caller: Caller, store: Store, settings: Settings, authority: Any
) -> None:
    """Its source sees its own answer come, though the person is verified long since."""
    caller.batch(row(), source="sz")
    settle(store)
    ask(store, settings)
    caller.batch(row(name="陈红棉"), source="gz")
    settle(store)
    authority.script[:] = [does.UNVERIFIED]

    def seen(source: str) -> str:
        found: str = caller.send("GET", "/volunteers/v-0", source=source).json["identity"]
        return found

    assert (seen("sz"), seen("gz")) == ("verified", "asked")
    assert ask(store, settings) == 1
    assert (authority.asked[1]["reference"], authority.asked[1]["name"]) == ("gz:v-0", "陈红棉")
    assert (seen("sz"), seen("gz")) == ("verified", "unverified")


def test_a_source_does_not_see_who_brought_an_answer(caller: Caller, settings: Settings, store: Store) -> None:
    """It may be another source: of what was answered a source sees what counts."""
    caller.batch(row(), source="sz")
    caller.batch(row(name="陈红棉"), source="gz")
    path = "/volunteers/v-0"
    brought = caller.send("PUT", f"{path}/verification", {"status": "verified"}, source="gz").json
    assert (brought["identity"], "evidence" in brought) == ("verified", False)
    sz = caller.send("GET", path, source="sz").json
    assert (sz["identity"], "evidence" in sz) == ("verified", False)
    assert caller.send("GET", "/volunteers/sz:v-0").json["evidence"]["authority"] == "tester"
