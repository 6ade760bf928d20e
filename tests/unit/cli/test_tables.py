"""Tables as people have them: encodings, separators, headings, workbooks; and what cannot be read."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.importing import files, headings, parts, workbooks
from cli.importing.cells import text_of
from cli.importing.files import RefusedFile, Source
from cli.importing.kinds import Columns, Kind
from shared.languages import CHINESE, say

EXPECTED = ("site_ref", "name", "kind")
PLAIN = "site_ref,name,kind\ns-1,广州站,port\ns-2,深圳,port\n"
ROWS = [
    {"site_ref": "s-1", "name": "广州站", "kind": "port"},
    {"site_ref": "s-2", "name": "深圳", "kind": "port"},
]


ENGLISH_WORDS = re.compile("[a-z]{2,} [a-z]{2,}")


class SiteColumns(Columns):
    """Every kind has the same columns."""

    def __init__(self) -> None:
        """No API is needed."""

    def of(self, kind: Kind) -> tuple[str, ...]:
        """The columns."""
        return EXPECTED


class Cell:
    """A cell of a workbook."""

    def __init__(self, value: Any, number_format: str = "General") -> None:
        self.value, self.number_format = value, number_format


def written(folder: Path, content: bytes, name: str = "sites.csv") -> Path:
    """A file."""
    path = folder / name
    path.write_bytes(content)
    return path


def book(path: Path, *rows: list[Any]) -> Path:
    """A workbook with two sheets."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)  # type: ignore[union-attr]
    made.create_sheet("notes").append(["more"])
    made.save(path)
    return path


def source(path: Path) -> Source:
    """A file that was checked and is good."""
    checked = files.check(path, SiteColumns())
    assert isinstance(checked, Source), checked
    return checked


def values(path: Path) -> list[dict[str, Any]]:
    """The rows of a good file."""
    return [row["values"] for row in files.read(source(path))]


def refusal(path: Path) -> str:
    """Why a file is refused."""
    checked = files.check(path, SiteColumns())
    assert isinstance(checked, RefusedFile), checked
    return checked.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_is_the_same_however_it_is_written(tmp_path: Path, encoding: str, separator: str, end: str) -> None:
    """In every encoding, with every separator and every end of line."""
    text = PLAIN.replace(",", separator).replace("\n", end)
    assert values(written(tmp_path, text.encode(encoding))) == ROWS


@pytest.mark.parametrize(
    ("text", "encoding", "notes"),
    [
        (PLAIN, "utf-8", ()),
        (PLAIN, "gb18030", ("not UTF-8, read as GB18030",)),
        (PLAIN.replace(",", ";"), "utf-8", ("separated by a semicolon",)),
        (
            "站点编号, Name ,类型\ns-1,x,port\n",
            "utf-8",
            ("understood the headings 站点编号 = site_ref, Name = name, 类型 = kind",),
        ),
    ],
)
def test_how_a_table_was_read_is_told(tmp_path: Path, text: str, encoding: str, notes: tuple[str, ...]) -> None:
    """And nothing of one that is plain."""
    assert source(written(tmp_path, text.encode(encoding))).notes == notes


def test_empty_columns_and_rows_that_spreadsheets_write_are_none(tmp_path: Path) -> None:
    """After the last heading, and after the last row; rows keep their numbers."""
    path = written(tmp_path, b"site_ref,name,kind,,\n,,,,\ns-1,a,port,, \n,,,,\n")
    checked = source(path)
    assert (checked.header, checked.rows) == (EXPECTED, 1)
    plain = {"site_ref": "s-1", "name": "a", "kind": "port"}
    assert [(row["row"], row["values"]) for row in files.read(checked)] == [(3, plain)]


def test_empty_rows_above_the_header_are_none(tmp_path: Path) -> None:
    """Rows keep the numbers that a spreadsheet shows, and what is wrong with the header names its row."""
    for empty in (b"\n\n", b";;\r\n;\n", b"\xef\xbb\xbf\n  \n"):
        rows = list(files.read(source(written(tmp_path, empty + PLAIN.replace(",", ";").encode()))))
        assert ([row["row"] for row in rows], [row["values"] for row in rows]) == ([4, 5], ROWS)
    assert refusal(written(tmp_path, b"\n,,\nsite_ref,name\n")).startswith("wrong columns in row 3 (missing: kind)")
    assert refusal(written(tmp_path, b"\n,,\n \n")).startswith("the file is empty: ")


@pytest.mark.parametrize(
    ("line", "separator", "name"),
    [("sep=;", ";", "a semicolon"), ("SEP=,\r", ",", "a comma"), ('"sep=|"', "|", "|"), ("sep=\t", "\t", "a tab")],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_first_line_can_say_what_separates_the_columns(
    tmp_path: Path, mark: str, line: str, separator: str, name: str
) -> None:
    """As Excel has it, which shows it as no row."""
    checked = source(written(tmp_path, f"{mark}{line}\n{PLAIN.replace(',', separator)}".encode()))
    rows = list(files.read(checked))
    assert ([row["row"] for row in rows], [row["values"] for row in rows]) == ([2, 3], ROWS)
    assert checked.notes == (f"separated by {name}, as its first line says",)


@pytest.mark.parametrize(
    "text", ['s-1,5" pipe,port\ns-2,"6"" pipe",port\n', 's-1,"a"b",port\n', 's-1,"two\nlines, with a comma",port\n']
)
def test_a_quote_within_a_value_swallows_nothing(tmp_path: Path, text: str) -> None:
    """Nor one around a line's end."""
    taken = source(written(tmp_path, f"{','.join(EXPECTED)}\n{text}".encode()))
    assert (taken.notes, dict(taken.swallowing)) == ((), {})


def test_a_value_without_a_heading_is_told_to_the_service(tmp_path: Path) -> None:
    """With whatever is empty before it, and without what is empty after it: it belongs somewhere."""
    (row,) = values(written(tmp_path, b"site_ref,name,kind,,,\ns-1,a,,,b,\n"))
    assert row == {"site_ref": "s-1", "name": "a", "kind": "", "column 4": "", "column 5": "b"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty: wrong columns in row 1 (missing: site_ref, name, kind)"),
        (PLAIN.replace(",", "|").encode(), "looks as if | separated its columns; expected a comma, a semicolon or a"),
        (PLAIN.encode("utf-16"), "it looks like UTF-16 (Unicode text); save it as CSV UTF-8"),
        (PLAIN.encode("utf-16-le"), "looks like UTF-16 or like no text at all"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Excel workbook (.xls), or one with a password"),
        (b"%PDF-1.7\n", "looks like a PDF"),
        (b"<html><table>", "looks like a web page"),
        (PLAIN.encode().replace("深".encode(), b"\xe6\xb7"), "not UTF-8 (byte 0xe6); expected UTF-8"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_it_looks_like(tmp_path: Path, content: bytes, reason: str) -> None:
    """Whole, and with what to do, in Chinese too; one damaged character of UTF-8 does not make GB18030 of it."""
    told = refusal(written(tmp_path, content))
    assert reason in told
    assert not ENGLISH_WORDS.search(say(told, CHINESE))


def test_a_first_row_that_is_no_header_is_not_repeated(tmp_path: Path) -> None:
    """It may be a person's."""
    told = refusal(written(tmp_path, "陈木棉,19000000001,port\n".encode()))
    assert told.startswith("wrong columns in row 1 (missing: site_ref, name, kind);")
    assert not any(one in told for one in ("陈木棉", "19000000001"))


def test_a_workbook_under_the_name_of_a_text_and_the_other_way_round(tmp_path: Path) -> None:
    """What it is, is said."""
    assert "an Excel workbook; let its name end in .xlsx" in refusal(book(tmp_path / "sites.csv", list(EXPECTED)))
    assert "let its name end in .csv" in refusal(written(tmp_path, PLAIN.encode(), "sites.xlsx"))
    assert "the file is empty" in refusal(written(tmp_path, b"", "sites.xlsx"))
    with zipfile.ZipFile(tmp_path / "posts.csv", "w") as archive:
        archive.writestr("sites.csv", PLAIN)
    assert "a packed archive (zip); unpack it" in refusal(tmp_path / "posts.csv")


def test_a_workbook_is_read_like_a_text(tmp_path: Path) -> None:
    """Its first sheet; empty cells at the end are empty texts; that there are more sheets is told."""
    path = book(
        tmp_path / "Sites.XLSX", ["站点编号", "name ", "kind"], ["s-1", "广州站", "port"], [], ["s-2", "深圳", None]
    )
    assert values(path) == [ROWS[0], {**ROWS[1], "kind": ""}]
    assert [row["row"] for row in files.read(source(path))] == [2, 4]
    assert "only the first of its sheets was read" in source(path).notes


def test_a_workbook_whose_dimensions_are_wrong_loses_nothing(tmp_path: Path) -> None:
    """Some programs write that a sheet has one cell."""
    path, mended = book(tmp_path / "a.xlsx", list(EXPECTED), ["s-1", "a", "port"]), tmp_path / "sites.xlsx"
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(mended, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(b'<dimension ref="A1:C2"', b'<dimension ref="A1"'))
    assert len(values(mended)) == 1


def test_bombs_and_damaged_workbooks_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before they are unpacked, before an entity is expanded, and after too many rows or columns."""
    path = book(tmp_path / "sites.xlsx", list(EXPECTED), ["s-1", "a", "port"], ["s-2", "a", "port"])
    with zipfile.ZipFile(path) as archive:
        content_of = {name: archive.read(name) for name in archive.namelist()}
    sheet = content_of["xl/worksheets/sheet1.xml"]
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + sheet.replace(b"<sheetData>", b"<sheetData>&b;")
    assert openpyxl.DEFUSEDXML
    for changed in (bomb, sheet[:-60]):
        with zipfile.ZipFile(tmp_path / "shifts.xlsx", "w") as archive:
            for name, content in (content_of | {"xl/worksheets/sheet1.xml": changed}).items():
                archive.writestr(name, content)
        assert "the workbook is damaged" in refusal(tmp_path / "shifts.xlsx")
    monkeypatch.setattr(parts, "MOST_ROWS", 2)
    assert refusal(path) == "has more than 2 rows; split it"
    monkeypatch.undo()
    monkeypatch.setattr(workbooks, "MOST_COLUMNS", 2)
    assert "has more than 2 columns" in refusal(path)
    monkeypatch.setattr(workbooks, "LARGEST_SHEET", 100)
    assert "unpacks to more than 0 MB (xl/worksheets/sheet1.xml)" in refusal(path)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (None, "General", ""),
        (" as it is ", "General", " as it is "),
        (True, "General", "yes"),
        (False, "General", "no"),
        (440100, "General", "440100"),
        (13800138000, "General", "13800138000"),
        (8.0, "General", "8"),
        (23.113, "General", "23.113"),
        (440000197001070050, "0", "4.40000197001070E+17"),
        (4.4000019700107e17, "General", "4.40000197001070E+17"),
        (dt.datetime.fromisoformat("2018-02-14"), "yyyy\\-mm\\-dd", "2018-02-14"),
        (dt.datetime.fromisoformat("2018-02-14"), 'yyyy"h"/m/d', "2018-02-14"),
        (dt.datetime.fromisoformat("2018-02-14"), "yyyy/m/d h:mm", "2018-02-14T00:00:00+08:00"),
        (dt.datetime.fromisoformat("2018-02-14T08:30"), "yyyy/m/d", "2018-02-14T08:30:00+08:00"),
        (dt.datetime.fromisoformat("1988-07-01T08:00"), "yyyy/m/d h:mm", "1988-07-01T08:00:00+09:00"),
    ],
)
def test_a_cell_is_what_it_would_be_in_a_text(value: Any, number_format: str, text: str) -> None:
    """Days, times of China (which had summer time once), whole numbers, yes and no; a rounded number shows as one."""
    assert text == text_of(Cell(value, number_format))


def test_a_column_that_came_later_may_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A season's file has what it had; who gets a refusal hears of the column."""
    monkeypatch.setattr(SiteColumns, "of", lambda self, kind: (*EXPECTED, "fence_metres"))
    assert values(written(tmp_path, PLAIN.encode())) == ROWS
    more = written(tmp_path, b"site_ref,name,kind,fence_metres\ns-1,x,port,500\n")
    assert values(more) == [{"site_ref": "s-1", "name": "x", "kind": "port", "fence_metres": "500"}]
    reason = refusal(written(tmp_path, b"site_ref,name\n"))
    needed = "site_ref (站点编号), name (名称), kind (类型)"
    assert reason.endswith(f"expected, in any order: {needed}; and where there are any: fence_metres (签到范围)")
    in_chinese = say(refusal(written(tmp_path, b"\n,,\n")), CHINESE)
    assert in_chinese.startswith("文件是空的：第 1 行的列名不对（缺少：site_ref, name, kind）；")
    assert not ENGLISH_WORDS.search(in_chinese)


def test_what_nobody_sees_is_no_part_of_a_heading(tmp_path: Path) -> None:
    """A second byte order mark, as programs that join files leave it, or a space of no width from a web page."""
    text = f"\ufeff\ufeff{PLAIN}".replace("name", "\u200bname\u200d")
    assert values(written(tmp_path, text.encode())) == ROWS


def test_every_heading_of_a_kind_is_understood_or_left() -> None:
    """A Chinese heading that two columns of one file share names none of them."""
    columns = ("period_from", "from", "valid_from", "starts_at")
    found = headings.understood(("考察期起", " FROM", "生效日期", "开始时间 ", "Period From"), columns)
    assert found == ("period_from", "from", "生效日期", "starts_at", "period_from")


@given(spaces=st.text(" \t\u3000", max_size=3), column=st.sampled_from(sorted(headings.chinese())))
def test_every_column_has_a_chinese_heading(spaces: str, column: str) -> None:
    """Which is understood alone, with whatever stands around it."""
    for heading in (column.upper(), *headings.chinese()[column]):
        assert headings.understood([spaces + heading + spaces], [column]) == (column,)
