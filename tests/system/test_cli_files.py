"""Files as people have them, through the command: workbooks, GB18030, rejected rows that are mended, two languages."""

from __future__ import annotations

import csv
import datetime as dt
import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cli.importing.headings import chinese
from tests import reference
from tests.commands import System, kapok, make_season, run, running_system
from tests.comparison import differences

HEADER = "site_ref,name,kind,region_code,latitude,longitude\n"
NUMBERS = {
    "phone": int,
    "region_code": int,
    "home_region_code": int,
    "capacity": int,
    "latitude": float,
    "minutes": int,
}
FLAGS = {"yes": True, "no": False}


@pytest.fixture
def own(tmp_path: Path) -> Iterator[System]:
    """A system whose figures are this test's alone."""
    with running_system(tmp_path / "home") as running:
        yield running


def cell(column: str, text: str) -> Any:
    """What a spreadsheet makes of a value: numbers, flags, days and times where it knows them."""
    if not text or column.endswith("_ref") or column == "document_number":
        return text or None
    if column in NUMBERS:
        return NUMBERS[column](text)
    try:
        return FLAGS[text] if text in FLAGS else dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text


def as_workbook(file: Path, target: Path) -> None:
    """A season's file as a workbook with Chinese headings, as a person keeps it."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("数据")
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        header = next(rows)
        sheet.append([f" {chinese()[name][0]} " for name in header])
        for row in rows:
            sheet.append([cell(name, text) for name, text in zip(header, row, strict=True)])
    book.save(target)


def report_of(system: System, file: Path) -> dict[str, Any]:
    """The report of a system, once nothing is in flight."""
    kapok("status", "--home", system.home, "--wait-idle", "600")
    kapok("report", "--home", system.home, "--json", file)
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def test_a_season_of_workbooks_and_old_encodings_is_the_same_season(own: System, tmp_path: Path) -> None:
    """Its figures are those of the plain files, and the plain files after it are nothing but replays."""
    season, theirs = tmp_path / "season", tmp_path / "theirs"
    make_season(season, 0.02, 11)
    theirs.mkdir()
    for file in season.glob("*.csv"):
        if file.stem in ("organisations", "posts"):
            text = file.read_text(encoding="utf-8").replace(",", ";")
            (theirs / file.name.upper()).write_bytes(text.replace("\n", "\r\n").encode("gb18030"))
        else:
            as_workbook(file, theirs / f"{file.stem}.xlsx")
    shown = kapok("import", "--home", own.home, theirs)
    assert "POSTS.CSV: not UTF-8, read as GB18030" in shown
    assert "POSTS.CSV: separated by a semicolon" in shown
    assert "sites.xlsx: understood the headings 站点编号 = site_ref, " in shown
    first = report_of(own, tmp_path / "first.json")
    assert differences(reference.report(season), first) == []
    kapok("import", "--home", own.home, season)
    assert report_of(own, tmp_path / "second.json") == first


def test_rejected_rows_are_mended_where_they_stand_and_imported(system: System, tmp_path: Path) -> None:
    """The file of rejected rows is a file to import; it is its owner's alone, and the next one has another name."""
    sites = tmp_path / "sites.csv"
    sites.write_text(
        f"{HEADER}mend-1,站,港口,440100,23.1,113.2\nmend-2,站,port,110000,north,113.2\nmend-3,站,port,1,2,3\n",
        encoding="utf-8",
    )
    rejects = tmp_path / "rejects.csv"
    shown = kapok("import", "--home", system.home, sites, "--rejects", rejects)
    assert "1 accepted, 2 rejected" in shown
    assert "understood 1 value of kind: 港口 = port" in shown
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    with rejects.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["rejected_field"] for row in rows] == ["region_code, latitude", "region_code"]
    mended = rejects.read_text(encoding="utf-8").replace("110000,north", "440100,23.1")
    rejects.write_text(mended, encoding="utf-8")
    done = run("import", "--home", system.home, rejects, "--rejects", rejects, "--strict")
    assert (done.returncode, "1 accepted, 1 rejected" in done.stdout) == (1, True)
    assert rejects.read_text(encoding="utf-8") == mended
    again = (tmp_path / "rejects-2.csv").read_text(encoding="utf-8").replace("port,1,2,3", "port,440100,23,113")
    (tmp_path / "rejects-2.csv").write_text(again, encoding="utf-8")
    assert "1 accepted" in kapok("import", "--home", system.home, tmp_path / "rejects-2.csv", "--strict")


def test_an_import_of_which_nothing_is_in_fails_in_the_language_of_the_locale(
    system: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Chinese, the service's reasons and the command's own; and in English."""
    (tmp_path / "sites.csv").write_text(f"{HEADER}none-1,站,port,440100,north,113.2\n", encoding="utf-8")
    (tmp_path / "posts.csv").write_bytes(b"%PDF-1.7\n")
    words = ("import", "--home", system.home, tmp_path, "--rejects", tmp_path / "out" / "rejects.csv")
    assert "looks like a PDF" in kapok(*words, code=1)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    shown = kapok(*words, code=1)
    assert all(text in shown for text in ("拒收 1", "不是数字。", "posts.csv: 看起来是 PDF"))
    assert "没有可导入的" in run("import", "--home", system.home, tmp_path / "out").stderr
