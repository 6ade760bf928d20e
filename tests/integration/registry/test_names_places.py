"""A person of one city whom another city's system registers: what it does, and is answered, by its own name."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from services.registry.homes import repository as homes
from services.registry.volunteers.own_people import OF_ANOTHER_SOURCE
from shared.store.transaction import Store
from shared.where import EVERYWHERE, Where
from tests.integration.registry.bringing import hear_own, told
from tests.integration.registry.calling import ALL, Caller
from tests.integration.registry.county import for_regions, rows
from tests.integration.registry.people import note_partners, settle, volunteer

CITY, COUNTY, HOME, FAR = "440300", "440303", "440100", "440500"
HERE, AT_HOME = for_regions(CITY), for_regions(HOME)
SZ: dict[str, Any] = {"source": "sz", "where": HERE}
KNOWN, NEW = "k", "n"
"""What Shenzhen calls a person whom Guangzhou registered, and one who is known to nobody else."""
AT = "2018-03-01T09:00:00+08:00"
PERSONAL = [*ALL, "registry:personal"]


@pytest.fixture(autouse=True)
def both(caller: Caller, store: Store) -> None:
    """Both are registered by Shenzhen, in the same words."""
    caller.batch(volunteer("p", 1, HOME))
    receipt = caller.batch(volunteer(KNOWN, 1, CITY), volunteer(NEW, 2, CITY), **SZ)
    assert (2, []) == (receipt["accepted"], receipt["refused"])
    note_partners(store, "p-1")


def row(kind: str, whose: str, **changes: str) -> dict[str, str]:
    """A row of a kind about one of the two."""
    (key, *_), values = rows("")[kind], rows("")[kind]
    values |= {"receiver_ref": "local:p-1"} if kind == "consents" else {}
    return {**values, key: f"{kind}-{whose.rpartition(':')[2]}", "volunteer_ref": whose, **changes}


def move(whose: str, to: str = COUNTY, decision: str = "accepted") -> dict[str, str]:
    """A row of transfers.csv."""
    return row("transfers", whose, to_region_code=to, decision=decision, decided_at=AT if decision else "")


def merge(kept: str, merged: str) -> dict[str, str]:
    """A row of merges.csv."""
    return {
        **rows("")["merges"],
        "merge_ref": f"merges-{kept}{merged}".replace(":", ""),
        "kept_ref": kept,
        "merged_ref": merged,
    }


def seen(caller: Caller, path: str, *, whose: str) -> tuple[int, Any]:
    """What Shenzhen's system is answered, but for what differs between any two records."""
    answer = caller.send("GET", path, **SZ)
    text = answer.text
    for mark in (f"{whose}", caller.send("GET", f"/volunteers/{whose}", **SZ).json["volunteer"]):
        text = text.replace(f'"{mark}"', '"."').replace(f"-{mark}", "-.")
    return answer.status_code, (text, answer.headers.get("ETag"))


def home(caller: Caller, reference: str, source: str = "local") -> str:
    """Where somebody belongs, as a source is answered."""
    return str(caller.send("GET", f"/volunteers/{reference}", source=source).json["home_region_code"])


@pytest.mark.parametrize("kind", ["licences", "insurance", "consents", "transfers"])
def test_a_row_is_judged_and_lies_where_the_name_belongs(caller: Caller, kind: str) -> None:
    """What tells nobody that the person is known elsewhere; the person's own city sees nothing of it."""
    answers = []
    for whose in (KNOWN, NEW):
        one = move(whose) if kind == "transfers" else row(kind, whose)
        receipt = caller.batch(one, kind=kind, **SZ)
        status, shown = seen(caller, f"/{kind}/{kind}-{whose}", whose=whose)
        elsewhere = caller.send("GET", f"/{kind}/sz:{kind}-{whose}", where=AT_HOME).status_code
        answers.append((receipt, status, shown, elsewhere))
    assert answers[0] == answers[1]
    assert (1, 200, 404) == (answers[0][0]["accepted"], answers[0][1], answers[0][3])


def test_a_row_that_waited_is_judged_likewise(caller: Caller, store: Store) -> None:
    """By the name that came after it."""
    caller.batch(row("licences", "later"), kind="licences", **SZ)
    caller.batch(volunteer("q", 7, HOME))
    caller.batch(volunteer("later", 7, CITY), **SZ)
    hear_own(store)
    found = store.database["licences"].find_one({"_id": "sz:licences-later"}) or {}
    assert ("accepted", CITY) == (found["outcome"], found["of_region"])


def test_who_reaches_a_name_alone_moves_the_name_alone(caller: Caller, store: Store) -> None:
    """With its records; the person stays at home, as others hear, and the network's transfer moves the person."""
    for kind in ("licences", "transfers"):
        caller.batch(*(move(one) if kind == "transfers" else row(kind, one) for one in (KNOWN, NEW)), kind=kind, **SZ)
    hear_own(store)
    assert [COUNTY, COUNTY] == [home(caller, one, "sz") for one in (KNOWN, NEW)]
    assert HOME == home(caller, "p")
    ways = {one.subject: one.data for one in told(store, "volunteer.transferred.v1")}
    led = [(one["from_region_code"], one["to_region_code"]) for _, one in sorted(ways.items())]
    assert [(HOME, HOME), (CITY, COUNTY)] == led
    county = for_regions(COUNTY)
    for one in (KNOWN, NEW):
        assert 200 == caller.send("GET", f"/licences/licences-{one}", source="sz", where=county).status_code
        assert seen(caller, f"/volunteers/{KNOWN}", whose=KNOWN) == seen(caller, f"/volunteers/{NEW}", whose=NEW)
    caller.batch({**move("p", FAR), "transfer_ref": "t"}, kind="transfers")
    hear_own(store)
    assert (FAR, COUNTY) == (home(caller, "p"), home(caller, KNOWN, "sz"))
    exported = caller.send("GET", "/exports/volunteers", source="sz", where=county).data.splitlines()
    assert [COUNTY, COUNTY] == [orjson.loads(line)["home_region_code"] for line in exported]


def test_the_volunteer_moves_under_any_name(caller: Caller, store: Store) -> None:
    """Who asks is the person; so does who reaches both."""
    number = caller.send("GET", "/volunteers/p").json["volunteer"]
    asked = caller.batch(move(KNOWN, FAR, ""), kind="transfers", source="sz", where=Where(person=number))
    decided = caller.send("PUT", "/transfers/sz:transfers-k/decision", {"decision": "accepted", "reason": None})
    assert (1, 200, FAR) == (asked["accepted"], decided.status_code, home(caller, "p"))


@pytest.mark.parametrize("sides", [(KNOWN, NEW), (NEW, KNOWN)])
def test_who_reaches_names_alone_joins_nobody(caller: Caller, store: Store, sides: tuple[str, str]) -> None:
    """The row is its source's word, answered as one of two new people; nobody hears of it, undone neither."""
    caller.batch(volunteer("o", 3, CITY), **SZ)
    for kept, merged in (sides, [{KNOWN: "o"}.get(one, one) for one in sides]):
        assert 1 == caller.batch(merge(kept, merged), kind="merges", **SZ)["accepted"]
        path = f"/merges/merges-{kept}{merged}"
        undone = caller.send("PUT", f"{path}/undoing", {"undone_at": AT}, **SZ)
        shown = caller.send("GET", path, **SZ)
        assert (200, "accepted", '"2"') == (undone.status_code, shown.json["outcome"], shown.headers["ETag"])
    assert 1 == len(told(store, "volunteer.merged.v1"))
    assert "merged_into" not in caller.send("GET", "/volunteers/p").json


def test_a_document_is_changed_by_who_reaches_the_person(caller: Caller, store: Store) -> None:
    """Who reaches a name of it alone changes what that name says, and is answered as of anybody new."""
    before = store.database["volunteers"].find_one({"_id": "p"})
    answers = []
    for number, whose in enumerate((KNOWN, NEW)):
        renewal = {"document_type": "passport", "document_number": f"E0000077{number}"}
        answer = caller.send("PUT", f"/volunteers/{whose}/document", renewal, **SZ)
        shown = caller.send("GET", f"/volunteers/{whose}", scopes=PERSONAL, **SZ).json["personal"]["document_number"]
        assert renewal["document_number"] == shown
        answers.append((answer.status_code, answer.json.keys(), answer.headers["ETag"]))
    assert answers[0] == answers[1]
    assert before == store.database["volunteers"].find_one({"_id": "p"})
    assert 1 == caller.batch(volunteer("q", 770, HOME))["accepted"]
    same = {"document_type": "passport", "document_number": "E00000999"}
    assert 200 == caller.send("PUT", "/volunteers/sz:k/document", same).status_code
    assert 0 == caller.batch(volunteer("r", 999, HOME))["accepted"]


def test_an_answer_about_a_name_alone_is_the_names(caller: Caller, store: Store) -> None:
    """By who reaches that alone, or of a document that nobody knows to be the person's."""
    settle(store)
    caller.send("PUT", "/volunteers/p/verification", {"status": "unverified"})

    def verified(where: Where = EVERYWHERE) -> list[bool]:
        answer = caller.send("PUT", "/volunteers/k/verification", {"status": "verified"}, source="sz", where=where)
        assert answer.json["verified"]
        return [caller.send("GET", f"/volunteers/{one}").json["verified"] for one in ("sz:k", "p")]

    assert [True, False] == verified(HERE)
    renewal = {"document_type": "passport", "document_number": "E00000888"}
    assert 200 == caller.send("PUT", "/volunteers/k/document", renewal, **SZ).status_code
    assert [True, False] == verified()
    assert 200 == caller.send("PUT", "/volunteers/k/document", renewal, source="sz").status_code
    caller.send("PUT", "/volunteers/k/verification", {"status": "unverified"}, source="sz")
    assert [True, True] == verified()


def test_what_was_kept_before_is_placed_by_name(caller: Caller, store: Store) -> None:
    """By the migration."""
    caller.batch(row("licences", KNOWN), kind="licences", **SZ)
    caller.batch({**row("licences", "p"), "licence_ref": "own"}, kind="licences")
    placed = list(store.database["licences"].find())
    store.database["licences"].update_many({}, {"$set": {"of_region": HOME, "of_city": HOME}})
    homes.by_name(store.database)
    assert placed == list(store.database["licences"].find())


FOREIGN = [
    ("transfers", move("sz:n"), ["volunteer_ref"]),
    ("merges", merge("v", "sz:n"), ["merged_ref"]),
    ("merges", merge("sz:n", "local:p"), ["kept_ref", "merged_ref"]),
    ("consents", row("consents", "sz:n"), ["volunteer_ref"]),
]


@pytest.mark.parametrize(("kind", "sent", "fields"), FOREIGN)
def test_a_source_decides_about_its_own_people_alone(
    caller: Caller, kind: str, sent: dict[str, str], fields: list[str]
) -> None:
    """Wherever its token reaches; the network's own decides about all, and a person nobody knows is another's, too."""
    for one in (sent, {**sent, **{name: f"{sent[name]}-unknown" for name in fields}}):
        (refused,) = caller.batch(one, kind=kind, source="gz")["refused"]
        assert [(name, OF_ANOTHER_SOURCE) for name in fields] == [(e["field"], e["reason"]) for e in refused["errors"]]
    caller.batch(volunteer("v", 5))
    assert 1 == caller.batch(sent, kind=kind)["accepted"]


def test_a_source_names_another_ones_people_and_changes_its_own_records(caller: Caller) -> None:
    """A licence says something of whomever it names; it is changed by who brought it, or the network."""
    assert 1 == caller.batch(row("licences", "sz:n"), kind="licences", source="gz")["accepted"]
    ending = {"valid_to": "2026-01-01"}
    path = "/licences/gz:licences-n/end"
    assert [404, 200] == [caller.send("PUT", path, ending, source=one).status_code for one in ("sz", "gz")]
    caller.batch(move(NEW, FAR, ""), kind="transfers", **SZ)
    decision = {"decision": "accepted", "reason": None}
    received = caller.send("PUT", "/transfers/sz:transfers-n/decision", decision, source="st", where=for_regions(FAR))
    assert 200 == received.status_code
