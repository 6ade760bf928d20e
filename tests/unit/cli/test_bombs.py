"""Workbooks that are small and hold very much: refused for what they are, in little memory."""

from __future__ import annotations

import random
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from tests.processes import ROOT
from tests.unit.cli.test_tables import EXPECTED, book, refusal, source, values

SHEET, TEXTS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
TYPES = "[Content_Types].xml"
SHARED = (
    f'<Override PartName="/{TEXTS}" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
SPREADSHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
CELL = '<c t="inlineStr"><is><t>%s</t></is></c>'
MOST_MEGABYTES = 300
"""With what the interpreter and the reader take by themselves, about 80."""
CHECKED = """
import sys
from pathlib import Path
from tests.unit.cli.test_tables import SiteColumns
from cli.importing import files
print(files.check(Path(sys.argv[1]), SiteColumns()).reason)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def sheet(*rows: str) -> Iterable[str]:
    """A sheet with a header and these rows."""
    yield f'<worksheet {SPREADSHEET}><sheetData><row r="1">{"".join(CELL % name for name in EXPECTED)}</row>'
    yield from rows
    yield "</sheetData></worksheet>"


def packed(folder: Path, changed: Mapping[str, Iterable[str]]) -> Path:
    """A workbook with these parts."""
    path, plain = folder / "sites.xlsx", book(folder / "plain.xlsx", list(EXPECTED), ["s-1", "a", "port"])
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as after:
        contents = {name: [before.read(name).decode()] for name in before.namelist()}
        if TEXTS in changed:
            contents[TYPES] = [contents[TYPES][0].replace("</Types>", f"{SHARED}</Types>")]
        for name, content in {**contents, **changed}.items():
            with after.open(name, "w") as part:
                for text in content:
                    part.write(text.encode())
    return path


def dense(length: int, kilobytes: int = 6) -> str:
    """So many megabytes of text that packs well, though not as well as a bomb."""
    chance = random.Random(7)
    return "".join(f"{'z' * (kilobytes * 1000)}{chance.getrandbits(400):x}" for _ in range(length * 1000 // kilobytes))


BOMBS = {
    "a row of zeros": (SHEET, lambda: sheet(f"<row>{CELL % ('z' * 50_000_000)}</row>"), "looks like a zip bomb"),
    "a cell": (
        SHEET,
        lambda: sheet(f"<row>{CELL % dense(1)}</row>"),
        "has more than 131,072 characters in a cell in row 2",
    ),
    "a text": (
        TEXTS,
        lambda: [f"<sst {SPREADSHEET}><si><t>{dense(1)}</t></si></sst>"],
        "has more than 131,072 characters in a text",
    ),
    "empty cells": (SHEET, lambda: sheet(f"<row>{'<c/>' * 20_000}</row>"), "row 2 has more than 16,384 cells"),
    "far": (SHEET, lambda: sheet('<row><c r="XFD2"><v>1</v></c></row>'), "has more than 256 columns (row 2)"),
    "one row": (SHEET, lambda: sheet(*['<row r="2"/>'] * 1_048_576), "has more than 1,048,576 rows"),
    "an attribute": (SHEET, lambda: sheet(f'<row a="{dense(2)}"/>'), f"has far more in {SHEET} than a table needs"),
    "attributes": (
        SHEET,
        lambda: sheet("<row>", *[f'<c a="{dense(1)[:999_000]}"/>'] * 36, "</row>"),
        "has far more in",
    ),
    "formats": (STYLES, lambda: ["<x>", "<a/>" * 300_000, "</x>"], f"has far more in {STYLES} than a table needs"),
    "texts of formats": (STYLES, lambda: ["<x>", "<si><a/></si>" * 200_000, "</x>"], f"has far more in {STYLES} than"),
    "a comment": (SHEET, lambda: sheet(f"<!--{dense(2)}-->"), f"has far more in {SHEET} than a table needs"),
}


@pytest.mark.parametrize(("part", "content", "reason"), BOMBS.values(), ids=BOMBS)
def test_what_holds_too_much_is_refused(tmp_path: Path, part: str, content: object, reason: str) -> None:
    """With what it looks like, before the reader of workbooks sees it."""
    assert callable(content)
    assert refusal(packed(tmp_path, {part: content()})).startswith(reason)


def test_no_part_is_taken_for_another_that_may_be_larger(tmp_path: Path) -> None:
    """A workbook that says that its styles are its texts would be read whole as what it is not."""
    plain = book(tmp_path / "sites.xlsx", list(EXPECTED))
    with zipfile.ZipFile(plain) as archive:
        types = archive.read(TYPES).decode()
    wrong = types.replace("/xl/workbook.xml", f"/{SHEET}")
    assert wrong != types
    assert refusal(packed(tmp_path, {TYPES: [wrong]})).startswith("looks like no workbook of a spread")


def test_empty_cells_far_to_the_right_cost_nothing(tmp_path: Path) -> None:
    """A program lists them where a row has a format of its own."""
    row = f'<row>{CELL % "s-1"}{CELL % "广州"}{CELL % "port"}<c r="XFD%d" s="0"/></row>'
    path = packed(tmp_path, {SHEET: sheet(*(row % number for number in range(2, 502)))})
    assert {len(record) for record in source(path).table.records(path)} == {3}
    assert values(path) == [{"site_ref": "s-1", "name": "广州", "kind": "port"}] * 500


@pytest.mark.parametrize("part", [SHEET, TEXTS])
def test_memory_does_not_grow_with_what_is_packed(tmp_path: Path, part: str) -> None:
    """A text of 100 megabytes, in a cell or shared by several, is met in a stream."""
    text = dense(100)
    content = (
        sheet(f"<row>{CELL % text}</row>") if part == SHEET else [f"<sst {SPREADSHEET}><si><t>{text}</t></si></sst>"]
    )
    path = packed(tmp_path, {part: content})
    command = [sys.executable, "-c", CHECKED, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    reason, kilobytes = done.stdout.splitlines()
    assert "has more than 131,072 characters" in reason
    assert int(kilobytes) < MOST_MEGABYTES * 1000
