"""The list of volunteers over HTTP: a line for each reference, nothing personal, to a source its own people alone."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import orjson
import pytest

from services.registry.volunteers import listing
from services.registry.volunteers.listing import LISTING
from shared.store.transaction import Store
from shared.web import pages
from tests.integration.registry.bringing import hear_own
from tests.integration.registry.calling import ALL, Caller
from tests.integration.registry.people import settle
from tests.integration.registry.test_volunteers import row
from tests.integration.registry.test_volunteers_names import settle as settle_names

FORMATS = ("json", "ndjson", "csv", "xlsx")
COLUMNS = {"volunteer", "volunteer_ref", "home_region_code", "identity", "verified", "registered_on", "merged_into"}
DAY = "2018-03-{:02}T12:00:00+08:00"


def people(*homes: str, **changes: Any) -> list[dict[str, Any]]:
    """Rows of several persons; a passport says nothing of its holder."""
    known = {"document_type": "passport", "name": "陈木棉", "latitude": "23.10457", "longitude": "113.26831", **changes}
    return [
        row(volunteer_ref=f"v-{n}", document_number=f"E{n:07d}", phone=f"190000022{n:02d}", home_region_code=home)
        | known
        for n, home in enumerate(homes)
    ]


def listed(caller: Caller, query: str = "", source: str = "local") -> list[dict[str, Any]]:
    """The lines of a page."""
    answer = caller.send("GET", f"/volunteers?{query}", source=source)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json["volunteers"]
    return found


def references(caller: Caller, query: str = "", source: str = "local") -> list[str]:
    """Whom a page lists."""
    return [one["volunteer_ref"] for one in listed(caller, query, source)]


def rows_of(form: str, data: bytes) -> list[dict[str, Any]]:
    """The lines of a whole list in some format, as texts."""
    if form == "csv":
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    if form == "xlsx":
        first, *rest = openpyxl.load_workbook(io.BytesIO(data)).active.values
        return [dict(zip(first, one, strict=True)) for one in rest]
    return orjson.loads(data)["volunteers"] if form == "json" else list(map(orjson.loads, data.splitlines()))


def transfer(reference: str, who: str, to: str) -> dict[str, str]:
    """A row of transfers.csv that was accepted."""
    asked = {"transfer_ref": reference, "volunteer_ref": who, "to_region_code": to, "requested_at": DAY.format(1)}
    return {**asked, "decided_at": DAY.format(2), "decision": "accepted", "reason": "搬家"}


def test_volunteers_are_read_page_by_page(caller: Caller) -> None:
    """Each once, by reference; a page that is as it was is not sent again."""
    caller.batch(*people(*["440106"] * 5))
    seen, after = [], ""
    while after is not None:
        page = caller.send("GET", f"/volunteers?limit=2&after={after}")
        seen += [one["volunteer_ref"] for one in page.json["volunteers"]]
        after = page.json["next"]
    assert seen == [f"v-{n}" for n in range(5)]
    assert caller.send("GET", "/volunteers?limit=2").headers["ETag"] != page.headers["ETag"]
    first = caller.send("GET", "/volunteers")
    assert caller.send("GET", "/volunteers", If_None_Match=first.headers["ETag"]).status_code == 304


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("region=440106", ["v-0"]),
        ("region=440100", ["v-0", "v-1"]),
        ("region=440000", ["v-0", "v-1", "v-2"]),
        ("identity=asked", ["v-2"]),
        ("identity=verified", ["v-0"]),
        ("identity=unverified&region=440100", ["v-1"]),
        ("identity=unverified&region=440300", []),
        ("sort=volunteer_ref&limit=1", ["v-0"]),
    ],
)
def test_volunteers_are_found(caller: Caller, store: Store, query: str, found: list[str]) -> None:
    """By where they belong, with all below it, and by what the identity authority said."""
    caller.batch(*people("440106"), people("440106", "440105")[1] | {"identity_status": "unverified"})
    settle(store)
    caller.batch(people("440106", "440105", "440304")[2])
    assert references(caller, query) == found


def test_a_line_says_no_more_than_who_it_is(caller: Caller, store: Store) -> None:
    """All of it stands in what is shown of one, too."""
    caller.batch(*people("440106"))
    settle(store)
    (line,) = listed(caller)
    one = caller.send("GET", "/volunteers/v-0").json
    assert line == {name: one[name] for name in COLUMNS - {"merged_into"}}


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_personal_is_in_any_format(caller: Caller, store: Store, form: str) -> None:
    """Also for who may see personal facts of one: no name, not even masked, no document, phone, birth date or place."""
    caller.batch(*people("440106", "440304"), row(2, student_stage="university", guardian_consent_on="2018-01-01"))
    settle(store)
    answer = caller.send("GET", f"/volunteers?format={form}", scopes=(*ALL, "registry:personal"))
    rows = rows_of(form, answer.data)
    assert [one["volunteer_ref"] for one in rows] == ["v-0", "v-1", "v-2"]
    assert {name for one in rows for name in one} <= COLUMNS
    shown = repr(rows)
    for who in ("v-0", "v-1", "v-2"):
        one = caller.send("GET", f"/volunteers/{who}", scopes=(*ALL, "registry:personal")).json
        facts = {name: str(value) for name, value in one["personal"].items() if name not in ("sex", "document_type")}
        kept = store.database["volunteers"].find_one({"_id": who}) or {}
        secrets = [value for value in facts.values() if value not in ("True", "False")]
        assert not [one for one in (*secrets, kept["document"], kept["same_name"], "陈", "university") if one in shown]


def test_another_name_is_a_line_of_its_own(caller: Caller, store: Store) -> None:
    """With the person's number, and otherwise what its source said, as it is shown alone; so to the network."""
    caller.batch(row(), source="sz")
    caller.batch(row(home_region_code="440304", identity_status="unverified"), source="gz")
    settle_names(store)
    lines = listed(caller)
    assert [one["volunteer_ref"] for one in lines] == ["gz:v-0", "sz:v-0"]
    assert len({one["volunteer"] for one in lines}) == 1
    assert [one["home_region_code"] for one in lines] == ["440304", "440100"]
    for line in lines:
        assert line.items() <= caller.send("GET", f"/volunteers/{line['volunteer_ref']}").json.items()
    assert references(caller, "identity=unverified") == ["gz:v-0"]


@pytest.mark.parametrize("form", FORMATS)
def test_a_source_is_shown_its_own_people(caller: Caller, form: str) -> None:
    """Under its own references, whoever else has registered them; in whatever format."""
    caller.batch(row(), source="sz")
    caller.batch(row(), row(1), source="gz")
    caller.batch(row(2))
    answer = caller.send("GET", f"/volunteers?format={form}&region=440100", source="gz")
    assert [one["volunteer_ref"] for one in rows_of(form, answer.data)] == ["v-0", "v-1"]
    assert references(caller) == ["gz:v-0", "gz:v-1", "sz:v-0", "v-2"]


@pytest.mark.parametrize("place", ["", "a", "gz:a", "sz:", "zz"])
def test_no_cursor_leads_to_anothers_people(caller: Caller, place: str) -> None:
    """Whoever wrote it."""
    caller.batch(row(), row(1), source="gz")
    caller.batch(row(2), source="sz")
    after = pages.cursor(place, place, of="volunteers by volunteer_ref")
    assert set(references(caller, f"after={after}", source="gz")) <= {"v-0", "v-1"}
    assert set(references(caller, f"after={after}", source="g")) == set()


def test_who_is_erased_is_on_no_list(caller: Caller) -> None:
    """And a page goes on after whoever was the last of the one before."""
    caller.batch(*people(*["440106"] * 3))
    page = caller.send("GET", "/volunteers?limit=1").json
    erased = caller.send("POST", "/volunteers/v-0/erasure", {}, scopes=(*ALL, "registry:erase"))
    assert erased.status_code == 200
    assert references(caller, f"after={page['next']}") == references(caller) == ["v-1", "v-2"]


def test_who_is_merged_stays_and_says_so(caller: Caller) -> None:
    """To the network, as it may be another source's whom somebody is merged into."""
    caller.batch(*people("440106", "440106"), source="gz")
    merge = {"merge_ref": "m-1", "kept_ref": "gz:v-1", "merged_ref": "gz:v-0", "undone_at": ""}
    assert caller.batch({**merge, "merged_at": DAY.format(1)}, kind="merges")["accepted"] == 1
    assert [one.get("merged_into") for one in listed(caller)] == ["gz:v-1", None]
    assert not [one for one in listed(caller, source="gz") if "merged_into" in one]


def test_who_is_only_awaited_is_no_volunteer(caller: Caller) -> None:
    """A row that names somebody unknown makes nobody known."""
    assert caller.batch(transfer("t-1", "v-9", "440304"), kind="transfers")["accepted"] == 1
    assert references(caller) == []


@pytest.mark.parametrize("asked_first", [False, True])
def test_who_moves_is_listed_where_it_belongs(caller: Caller, store: Store, asked_first: bool) -> None:
    """Under each reference as it is shown alone, also where a source asked for the transfer before it had a name."""
    caller.batch(row(), source="sz")
    steps = [
        lambda: caller.batch(row(), source="gz"),
        lambda: caller.batch(transfer("t-1", "v-0", "440304"), kind="transfers", source="gz"),
    ]
    for step in reversed(steps) if asked_first else steps:
        assert step()["accepted"] == 1
    hear_own(store)
    lines = listed(caller)
    assert ["440304", "440304"] == [one["home_region_code"] for one in lines]
    for line in lines:
        assert line.items() <= caller.send("GET", f"/volunteers/{line['volunteer_ref']}").json.items()
        assert line["volunteer_ref"] in references(caller, f"region={line['home_region_code']}")


def test_who_was_registered_before_there_was_a_list_is_on_it(caller: Caller, store: Store) -> None:
    """With every name, once the migration went through."""
    caller.batch(row(), source="sz")
    caller.batch(row(home_region_code="440304"), row(1), source="gz")
    caller.batch(transfer("t-1", "v-1", "440106"), kind="transfers", source="gz")
    before = listed(caller)
    stored = store.database["volunteers"]
    stored.update_many({}, {"$unset": dict.fromkeys(("volunteer_ref", "volunteer", "of_region", "of_city"), "")})
    assert listed(caller) == []
    listing.collections(store.database)
    assert listed(caller) == before
    assert len(before) == 3


def test_each_filter_has_an_index(store: Store) -> None:
    """Which ends with the reference, by which pages go on."""
    fields = [list(map(tuple, one["key"])) for one in store.database["volunteers"].index_information().values()]
    names = [tuple(name for name, _ in one) for one in fields]
    assert {("volunteer_ref",), *((one, "volunteer_ref") for one in ("identity", "of_region", "of_city"))} <= set(names)
    assert len(LISTING.indexes) == 4
