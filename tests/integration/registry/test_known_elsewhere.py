"""Who types a document's number learns nothing of whether its holder is known where the sender may not act."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from shared.store.transaction import Store
from tests.integration.registry.bringing import hear_own, told
from tests.integration.registry.calling import ALL, Caller, refusals
from tests.integration.registry.county import for_regions, rows
from tests.integration.registry.people import settle, volunteer

CITY, COUNTY, HOME, FAR = "440300", "440303", "440100", "440500"
HERE: dict[str, Any] = {"where": for_regions(CITY)}
KNOWN, NEW = "k", "n"
"""What the city's officer calls a person whom another city's registered for the same source, and one who is new."""
PERSONAL = [*ALL, "registry:personal"]
TAKEN = [(2, "document_number", "already_registered")]


@pytest.fixture(autouse=True)
def receipts(caller: Caller) -> list[dict[str, Any]]:
    """What the officer is answered to the rows of both; the known one had moved before."""
    caller.batch(volunteer("p", 1, HOME))
    caller.batch(move("p", FAR), kind="transfers")
    return [caller.batch(volunteer(one, number, CITY), **HERE) for number, one in enumerate((KNOWN, NEW), 1)]


def move(whose: str, to: str, decision: str = "accepted") -> dict[str, str]:
    """A row of transfers.csv."""
    decided = {"decision": decision, "decided_at": "2018-03-01T09:00:00+08:00"}
    return {
        **rows("")["transfers"],
        "transfer_ref": f"t-{whose}",
        "volunteer_ref": whose,
        "to_region_code": to,
        **decided,
    }


def seen(caller: Caller, whose: str, path: str = "") -> tuple[int, str, str | None]:
    """What the officer is answered of one of them, but for what differs between any two."""
    answer = caller.send("GET", f"/volunteers/{whose}{path}", scopes=PERSONAL, **HERE)
    number = caller.send("GET", f"/volunteers/{whose}").json["volunteer"]
    text = answer.text.replace(number, ".").replace(f'"{whose}"', '"."').replace(f"-{whose}", "-.")
    for digit in "12":
        text = text.replace(f"0000000{digit}", ".")
    return answer.status_code, text, answer.headers.get("ETag")


def test_the_receipt_says_nothing(receipts: list[dict[str, Any]]) -> None:
    """The row is taken as of anybody new."""
    assert receipts[0] == receipts[1]
    assert (1, []) == (receipts[0]["accepted"], receipts[0]["refused"])


def test_the_person_is_one(caller: Caller, store: Store) -> None:
    """With a number, a home and the first registration of its own, which the others who registered it do not see."""
    numbers = [caller.send("GET", f"/volunteers/{one}").json["volunteer"] for one in ("p", KNOWN, NEW)]
    assert (numbers[0], 2) == (numbers[1], len(set(numbers)))
    (named,) = [one.data for one in told(store, "volunteer.named.v1")]
    assert ("p", KNOWN, CITY) == (named["registered_ref"], named["volunteer_ref"], named["home_region_code"])
    assert 404 == caller.send("GET", "/volunteers/p", **HERE).status_code


@pytest.mark.parametrize("path", ["", "/everything"])
def test_both_are_shown_alike(caller: Caller, store: Store, path: str) -> None:
    """Facts, home, version, and all that is kept; after the authority's answer, too."""
    for _ in range(2):
        answers = [seen(caller, one, path) for one in (KNOWN, NEW)]
        assert 200 == answers[0][0]
        assert answers[0] == answers[1]
        settle(store)
        hear_own(store)


def test_both_move_alike_and_the_person_stays(caller: Caller, store: Store) -> None:
    """A transfer that was asked for under the name alone is the name's, and that of the person is not the name's."""
    caller.batch(move(KNOWN, COUNTY), move(NEW, COUNTY), kind="transfers", **HERE)
    hear_own(store)
    homes = [caller.send("GET", f"/volunteers/{one}").json["home_region_code"] for one in ("p", KNOWN, NEW)]
    assert [FAR, COUNTY, COUNTY] == homes
    assert seen(caller, KNOWN) == seen(caller, NEW)
    lines = map(orjson.loads, caller.send("GET", "/exports/volunteers").data.splitlines())
    assert {"p": FAR, KNOWN: COUNTY, NEW: COUNTY} == {one["volunteer_ref"]: one["home_region_code"] for one in lines}


@pytest.mark.parametrize("day", ["", "?as_of=2100-01-01"])
def test_a_merge_of_the_person_is_not_told_of_the_name(caller: Caller, day: str) -> None:
    """In the export, either: it says into whom, and that is somebody elsewhere."""
    caller.batch(volunteer("o", 7, HOME))
    sides = {"kept_ref": "o", "merged_ref": "p", "merge_ref": "m"}
    assert 1 == caller.batch({**rows("")["merges"], **sides}, kind="merges")["accepted"]

    def merged(where: Any) -> dict[str, str | None]:
        lines = map(orjson.loads, caller.send("GET", f"/exports/volunteers{day}", where=where).data.splitlines())
        return {one["volunteer_ref"]: one.get("merged_into") for one in lines}

    assert {KNOWN: None, NEW: None} == merged(HERE["where"])
    assert ("o", "o") == (merged(for_regions("440000"))["p"], merged(for_regions("440000"))[KNOWN])


def test_who_may_see_one_of_the_names_is_told(caller: Caller) -> None:
    """Once more under a third reference: refused for both; and for who sees the person under any name."""
    again = [caller.batch(volunteer(f"{number}", number, CITY), **HERE) for number in (1, 2)]
    assert [TAKEN, TAKEN] == [refusals(one) for one in again]
    for where in (for_regions(FAR), for_regions("440000")):
        assert TAKEN == refusals(caller.batch(volunteer("q", 1, FAR), where=where))


def test_of_one_batch_the_second_row_is_refused(caller: Caller) -> None:
    """As of anybody new."""
    caller.batch(volunteer("r", 3, HOME))
    answers = [caller.batch(volunteer(f"x{n}", n, CITY), volunteer(f"y{n}", n, CITY), **HERE) for n in (3, 4)]
    assert [(1, [(3, *TAKEN[0][1:])])] * 2 == [(one["accepted"], refusals(one)) for one in answers]
