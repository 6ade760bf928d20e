"""Importing: which files are taken, how their rows are read, sent, and accounted for."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from cli.importing import files
from cli.importing.files import RefusedFile, Source
from cli.importing.folder import OTHER, find
from cli.importing.kinds import KINDS, Columns, Kind
from cli.importing.progress import summary
from cli.importing.sending import BATCH, Reject, send
from cli.systems import home
from cli.talking.api import Api, ApiError

SITES = KINDS["sites.csv"]
HEADER = "site_ref,name"
GOOD = "s-1,广州站\n"
Answer = Callable[[httpx.Request], httpx.Response]


class SiteColumns(Columns):
    """Every kind has the same two columns."""

    def __init__(self) -> None:
        """No API is needed."""

    def of(self, kind: Kind) -> tuple[str, ...]:
        """The columns."""
        return ("site_ref", "name")


@pytest.fixture
def make_api(tmp_path: Path) -> Callable[[Answer], Api]:
    """An API whose answers the test gives."""
    made = home.settle(home.prepare(tmp_path / "home"))

    def make(answer: Answer) -> Api:
        return Api(made, "test", ("projects:write",), patience=5, transport=httpx.MockTransport(answer))

    return make


def sites(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A sites.csv."""
    path = tmp_path / "sites.csv"
    path.write_bytes(text.encode(encoding))
    return path


def source(path: Path) -> Source:
    """A file that was checked and is good."""
    checked = files.check(path, SiteColumns())
    assert isinstance(checked, Source), checked
    return checked


def refuse_third(request: httpx.Request) -> httpx.Response:
    """Take every row but the third of the file."""
    refused = {"row": 3, "reference": "", "field": "name", "reason": "is wrong", "kind": "invalid"}
    rows = json.loads(request.content)["rows"]
    taken = {"accepted": len(rows) - 1, "replayed": 0, "conflicting": 0}
    return httpx.Response(200, json={**taken, "refused": [refused]})


def accept(request: httpx.Request) -> httpx.Response:
    """Take every row."""
    rows = json.loads(request.content)["rows"]
    return httpx.Response(200, json={"accepted": len(rows), "replayed": 0, "conflicting": 0, "refused": []})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_good_file_is_taken(tmp_path: Path, encoding: str) -> None:
    """With or without a byte order mark, and with its columns in any order."""
    checked = files.check(sites(tmp_path, f"name,site_ref\n广州站,s-1\n\n{'深圳站,s-2'}\n", encoding), SiteColumns())
    assert checked == Source(tmp_path / "sites.csv", SITES, ("name", "site_ref"), 2)


@pytest.mark.parametrize(
    ("text", "encoding", "reason"),
    [
        (f"{HEADER}\n{GOOD}", "utf-16", "not UTF-8 (byte 0xff); expected UTF-8; it looks like UTF-16"),
        ("site_ref\ns-1\n", "utf-8", "missing: name"),
        ("site_ref,name,440000195901150001\n", "utf-8", "(unknown in columns: C); expected"),
        ("site_ref,name,name\n", "utf-8", "repeated: name"),
        ("", "utf-8", "missing: site_ref, name"),
    ],
)
def test_a_bad_file_is_refused_whole(tmp_path: Path, text: str, encoding: str, reason: str) -> None:
    """It is said what is wrong, and which columns were expected."""
    checked = files.check(sites(tmp_path, text, encoding), SiteColumns())
    assert isinstance(checked, RefusedFile)
    assert reason in checked.reason


@pytest.mark.parametrize("end", ['"s-2,x\ns-3,y\n', '"s-2,x\n', 's-2,"x', 's-2,"x""', 's-2,x\ns-3,"y"" ""z\n'])
def test_a_quote_that_is_never_closed_does_not_swallow_rows(tmp_path: Path, end: str) -> None:
    """The file is refused whole with the row in which the quote stands; quoted line ends are fine."""
    good = f'{HEADER}\ns-1,"two\nlines"\n'
    refused = files.check(sites(tmp_path, good + end), SiteColumns())
    assert isinstance(refused, RefusedFile)
    row, line = (4, 5) if 's-3,"' in end else (3, 4)
    assert f"a quote in row {row} (line {line}) is never closed" in refused.reason
    assert source(sites(tmp_path, good)).rows == 1


@pytest.mark.parametrize(
    "lines",
    [('s-1,"a', "s-2,b", 's-3,"c"'), ('s-1,"a', 's-2,b",c'), ('"s-1,a', '"s-2,b'), ('s-1,"a', '"s-2,b', "s-3,c")],
)
@pytest.mark.parametrize("first", ["", "sep=,\n"])
def test_a_row_that_has_swallowed_others_is_told_with_its_lines(
    tmp_path: Path, make_api: Callable[[Answer], Api], lines: tuple[str, ...], first: str
) -> None:
    """A quote is closed only in a later row: two rows, or three, were one, and nobody would have missed the others."""
    text = "\n".join([f"{first}{HEADER}", "s-0,z", *lines, ""])
    taken = source(sites(tmp_path, text))
    begin = 3 + bool(first)
    end = begin + (2 if lines[-1] == 's-3,"c"' else 1)
    told = f"a quote that begins in line {begin} swallows the lines up to {end}"
    assert told in taken.notes
    with make_api(refuse_third) as api:
        tally = send(api, taken, lambda _: None)
    assert (tally.rejected, tally.swallowing) == (1, 1)
    assert tally.rejects[0].reason == f"{told}; is wrong"
    assert "1 with swallowed lines" in summary(tally)


def test_wrong_columns_name_the_right_ones(tmp_path: Path) -> None:
    """Whoever wrote the file can mend it, in English or in Chinese."""
    checked = files.check(sites(tmp_path, "site_ref\n"), SiteColumns())
    assert isinstance(checked, RefusedFile)
    assert checked.reason.endswith("expected, in any order: site_ref (站点编号), name (名称)")


def test_a_name_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    """The kind of a file is its name."""
    checked = files.check(tmp_path / "places.csv", SiteColumns())
    assert isinstance(checked, RefusedFile)
    assert "not a file of a season; expected one of populations.csv, organisations.csv, " in checked.reason


def test_a_folder_is_sent_in_the_order_that_suits(tmp_path: Path) -> None:
    """What others refer to comes first; what is no table is left, and named; nothing twice."""
    for name in ("attendance.csv", "sites.csv", "volunteers.csv", "notes.csv", "README.md"):
        (tmp_path / name).touch()
    found = find([tmp_path, tmp_path / "sites.csv"])
    assert [path.name for path in found.files] == ["volunteers.csv", "sites.csv", "attendance.csv", "notes.csv"]
    assert {OTHER: [tmp_path / "README.md"]} == found.left


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    """The header is row 1, an empty row counts, and one with a line break inside is one row."""
    path = sites(tmp_path, f'{HEADER}\ns-1,a\n\ns-2,"b\nb"\ns-3,c\n')
    assert [(row["row"], row["values"]["site_ref"]) for row in files.read(source(path))] == [
        (2, "s-1"),
        (4, "s-2"),
        (5, "s-3"),
    ]


def test_copies_of_a_row_are_counted(tmp_path: Path) -> None:
    """So that a second import of the file is told from a row that stands in it twice."""
    path = sites(tmp_path, f"{HEADER}\ns-1,a\ns-1,b\ns-1,a\n")
    assert [row["occurrence"] for row in files.read(source(path))] == [1, 1, 2]


def test_a_row_of_the_wrong_length_goes_to_the_service(tmp_path: Path) -> None:
    """Which refuses it: a missing field is missing, and one too many has a name of its own."""
    path = sites(tmp_path, f"{HEADER}\ns-1\ns-2,b,extra\n")
    assert [row["values"] for row in files.read(source(path))] == [
        {"site_ref": "s-1"},
        {"site_ref": "s-2", "name": "b", "column 3": "extra"},
    ]


def test_every_row_is_sent_once(tmp_path: Path, make_api: Callable[[Answer], Api]) -> None:
    """In batches, each under a key of its own, and progress is told."""
    count = 2 * BATCH + 7
    path = sites(tmp_path, HEADER + "\n" + "".join(f"s-{number},x\n" for number in range(count)))
    requests: list[httpx.Request] = []
    told: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return accept(request)

    tally = send(make_api(answer), source(path), told.append)
    sent = [row["row"] for request in requests for row in json.loads(request.content)["rows"]]
    assert sorted(sent) == list(range(2, count + 2))
    assert (tally.sent, tally.accepted, told[-1]) == (count, count, count)
    assert len({request.headers["Idempotency-Key"] for request in requests}) == 3
    assert {request.url.path for request in requests} == {"/projects/v1/sites/batch"}


def test_the_same_request_is_sent_again_until_it_is_answered(tmp_path: Path, make_api: Callable[[Answer], Api]) -> None:
    """While the API is started again: with the same key, so that nothing is done twice."""
    seen: list[tuple[str, bytes]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append((request.headers["Idempotency-Key"], request.content))
        if len(seen) == 1:
            raise httpx.ConnectError("refused")
        return httpx.Response(503) if len(seen) == 2 else accept(request)

    assert send(make_api(answer), source(sites(tmp_path, f"{HEADER}\n{GOOD}")), lambda answered: None).accepted == 1
    assert len(seen) == 3
    assert len(set(seen)) == 1


def test_a_batch_that_is_too_large_goes_in_halves(tmp_path: Path, make_api: Callable[[Answer], Api]) -> None:
    """Only the row that is too large by itself is rejected."""
    path = sites(tmp_path, f"{HEADER}\ns-1,a\ns-2,{'x' * 5000}\ns-3,c\n")
    tally = send(
        make_api(lambda request: httpx.Response(413) if len(request.content) > 4000 else accept(request)),
        source(path),
        lambda answered: None,
    )
    assert (tally.sent, tally.accepted, tally.rejected) == (3, 2, 1)
    assert tally.rejects == [Reject("sites.csv", 3, "", "", "the row is too large", "invalid")]


def test_a_request_that_is_refused_as_a_whole_ends_the_import(
    tmp_path: Path, make_api: Callable[[Answer], Api]
) -> None:
    """With the problem's own words."""
    problem = {"detail": "no", "errors": [{"field": "rows", "reason": "wrong"}]}
    api = make_api(lambda request: httpx.Response(403, json=problem))
    with pytest.raises(ApiError, match=r"403 no \(rows: wrong\)"):
        send(api, source(sites(tmp_path, f"{HEADER}\n{GOOD}")), lambda answered: None)


def test_a_code_is_shown_as_its_sentence(tmp_path: Path, make_api: Callable[[Answer], Api]) -> None:
    """In the table and in the file of rejected rows, of each wrong field."""
    errors = [{"field": "site_ref", "reason": "some_code", "text": "is odd"}, {"field": "name", "reason": "is bad"}]
    refused = {"row": 2, "reference": "s-1", "field": "site_ref", "reason": "some_code", "kind": "invalid"}
    receipt = {"accepted": 0, "replayed": 0, "conflicting": 0, "refused": [{**refused, "errors": errors}]}
    api = make_api(lambda request: httpx.Response(200, json=receipt))
    (reject,) = send(api, source(sites(tmp_path, f"{HEADER}\n{GOOD}")), lambda answered: None).rejects
    assert "site_ref: is odd; name: is bad" == reject.reason


def test_columns_are_those_of_the_services_own_description(make_api: Callable[[Answer], Api]) -> None:
    """The request body's schema in the OpenAPI document."""
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Site"}}}}
    document = {
        "paths": {"/v1/sites": {"post": {"requestBody": body}}},
        "components": {"schemas": {"Site": {"properties": {"site_ref": {}, "name": {}}}}},
    }
    columns = Columns(make_api(lambda request: httpx.Response(200, json=document)))
    assert columns.of(SITES) == ("site_ref", "name")


def test_who_is_told_to_wait_waits_so_long(tmp_path: Path, make_api: Callable[[Answer], Api]) -> None:
    """By Retry-After; a date there is passed over, and what takes longer than there is patience is an error."""
    told = iter(({"Retry-After": "1"}, {"Retry-After": "Fri, 27 Nov 2026 00:00:00 GMT"}, None, {"Retry-After": "60"}))

    def answer(request: httpx.Request) -> httpx.Response:
        headers = next(told)
        return httpx.Response(200, json={}) if headers is None else httpx.Response(429, json={}, headers=headers)

    with make_api(answer) as api:
        begun = time.monotonic()
        assert {} == api.get("/")
        assert time.monotonic() - begun >= 1
        with pytest.raises(ApiError) as refused:
            api.get("/")
        assert 429 == refused.value.status
