"""Rejected rows: kept to be mended and imported, for their owner alone; and what of a folder is taken."""

from __future__ import annotations

import codecs
import csv
import stat
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from cli.importing import files
from cli.importing.files import Source
from cli.importing.folder import OTHER, REJECTS, find
from cli.importing.kinds import KINDS, Columns, Kind, kind_of
from cli.importing.rejects import Rejects, create
from cli.importing.sending import Reject, Tally
from shared.formulas import STARTS

TEXT = "site_ref,name\ns-1,站\ns-2,港\n"


class SiteColumns(Columns):
    """Every kind has the same two columns."""

    def __init__(self) -> None:
        """No API is needed."""

    def of(self, kind: Kind) -> tuple[str, ...]:
        """The columns."""
        return ("site_ref", "name")


def source(path: Path, text: str = TEXT) -> Source:
    """A good file."""
    if not path.exists():
        path.write_text(text, encoding="utf-8")
    checked = files.check(path, SiteColumns())
    assert isinstance(checked, Source), checked
    return checked


def reject_all(file: Path, sources: Sequence[Source]) -> list[Path]:
    """Keep every row of the sources as rejected."""
    with Rejects(file) as rejects:
        for one in sources:
            for row in files.read(one):
                reject = Reject(one.name, row["row"], "", "name, kind", "name: no; kind: no", "invalid")
                rejects.add(one, reject, row["values"])
        return rejects.close()


def test_a_rejected_row_stands_beside_its_reasons(tmp_path: Path) -> None:
    """Its own columns first, then where it comes from and all that is wrong; readable by its owner alone."""
    (file,) = reject_all(tmp_path / "deep" / "rejects.csv", [source(tmp_path / "SITES.CSV", TEXT + "s-3,x,extra\n")])
    assert file == tmp_path / "deep" / "rejects.csv"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    header, first, _, last = csv.reader(file.read_text(encoding="utf-8-sig").splitlines())
    assert header == ["site_ref", "name", *(f"rejected_{name}" for name in ("file", "row", "kind", "field", "reason"))]
    assert first == ["s-1", "站", "SITES.CSV", "2", "invalid", "name, kind", "name: no; kind: no"]
    assert last[-1] == "extra"


def test_a_spreadsheet_reads_rejected_rows(tmp_path: Path) -> None:
    """Excel takes a text for UTF-8 where a byte order mark stands before it."""
    (file,) = reject_all(tmp_path / "rejects.csv", [source(tmp_path / "sites.csv")])
    assert file.read_bytes().startswith(codecs.BOM_UTF8 + b"site_ref,")


def test_a_mended_file_is_imported_as_it_is(tmp_path: Path) -> None:
    """Whatever its name: its kind stands in it, its rows are read without their reasons; again and again."""
    (first,) = reject_all(tmp_path / "rejects.csv", [source(tmp_path / "sites.csv")])
    again = source(first)
    assert (again.kind, again.rows) == (KINDS["sites.csv"], 2)
    assert [row["values"] for row in files.read(again)] == [
        row["values"] for row in files.read(source(tmp_path / "sites.csv"))
    ]
    (second,) = reject_all(tmp_path / "rejects.csv", [again])
    assert source(second).kind == KINDS["sites.csv"]


@pytest.mark.parametrize("text", ["=1+1", "+8613800138000", "-113.2", "@SUM(1)", "＝1+1", "'=1+1", "''", "\t=1", "a=1"])
def test_no_spreadsheet_runs_a_rejected_value(tmp_path: Path, text: str) -> None:
    """Nor what stands beyond the columns; imported again, from either kind of file, it is as it was."""
    before = source(tmp_path / "sites.csv", f"site_ref,name\ns-1,{text}\ns-2,b,{text}\n")
    (file,) = reject_all(tmp_path / "rejects.csv", [before])
    written = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in written:
        assert not any(value.startswith(tuple(STARTS)) for value in row)
        book.active.append(row)
    book.save(tmp_path / "sites.xlsx")
    for mended in (file, tmp_path / "sites.xlsx"):
        assert [row["values"]["name"] for row in files.read(source(mended))] == [text, "b"]
        assert [*list(files.read(source(mended)))[1]["values"].values()][-1] == text


def test_what_is_no_file_of_rejected_rows_is_left_as_it_is(tmp_path: Path) -> None:
    """Somebody may have meant the mark."""
    (row,) = files.read(source(tmp_path / "sites.csv", "site_ref,name\ns-1,'=1+1\n"))
    assert row["values"]["name"] == "'=1+1"


def test_no_file_is_ever_overwritten(tmp_path: Path) -> None:
    """The next one has a number; without rejected rows there is none."""
    one = source(tmp_path / "sites.csv")
    names = [reject_all(tmp_path / "rejects.csv", [one])[0].name for _ in range(3)]
    assert names == ["rejects.csv", "rejects-2.csv", "rejects-3.csv"]
    assert reject_all(tmp_path / "rejects.csv", []) == []


def test_a_file_that_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    """Two imports of one home begin at one moment; a link that leads nowhere is a file, too."""
    (tmp_path / "rejects.csv").symlink_to(tmp_path / "nowhere")
    made = [create(tmp_path / "rejects.csv") for _ in range(2)]
    assert [path.name for path, _ in made] == ["rejects-2.csv", "rejects-3.csv"]
    for _, lines in made:
        lines.close()
    assert not (tmp_path / "nowhere").exists()


def test_sources_have_files_of_their_own(tmp_path: Path) -> None:
    """Their columns differ, so one file could not be imported."""
    sources = [source(tmp_path / "sites.csv"), source(tmp_path / "shifts.csv")]
    for number in ("", "-2"):
        names = [path.name for path in reject_all(tmp_path / "rejects.csv", sources)]
        assert names == [f"rejects{number}.sites.csv", f"rejects{number}.shifts.csv"]
    assert reject_all(tmp_path / "rejects.csv", sources[:1])[0].name == "rejects-3.csv"


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """By their folders: where they are told of, and in the rejected rows, which are still of their kind."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    paths = [tmp_path / "a" / "sites.csv", tmp_path / "b" / "sites.csv", tmp_path / "shifts.csv"]
    sources = files.told_apart([source(path) for path in paths])
    assert [one.name for one in sources] == [str(paths[0]), str(paths[1]), "shifts.csv"]
    written = reject_all(tmp_path / "rejects.csv", sources)
    assert [path.name for path in written] == ["rejects.sites.csv", "rejects.sites-2.csv", "rejects.shifts.csv"]
    assert [source(path).kind.file for path in written] == ["sites.csv", "sites.csv", "shifts.csv"]
    assert str(paths[1]) in written[1].read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "file"), [("SITES.CSV", "sites.csv"), ("shifts.xlsx", "shifts.csv"), ("x.csv", None)])
def test_a_kind_is_known_by_its_name_in_any_letters(name: str, file: str | None) -> None:
    """As a text or a workbook."""
    assert kind_of(name) == (KINDS[file] if file else None)


def test_nothing_of_a_folder_is_passed_over(tmp_path: Path) -> None:
    """What is not taken is named: other files, folders, and rejected rows of before."""
    (tmp_path / "more").mkdir()
    for name in (
        "SITES.CSV",
        "shifts.xlsx",
        "expected.json",
        "make.py",
        "~$shifts.xlsx",
        "posts.xls",
    ):
        (tmp_path / name).touch()
    reject_all(tmp_path / "rejects.csv", [source(tmp_path / "organisations.csv")])
    found = find([tmp_path])
    assert [path.name for path in found.files] == ["organisations.csv", "SITES.CSV", "posts.xls", "shifts.xlsx"]
    assert {reason: [path.name for path in paths] for reason, paths in found.left.items()} == {
        OTHER: ["expected.json", "make.py", "more", "~$shifts.xlsx"],
        REJECTS: ["rejects.csv"],
    }


def test_a_file_of_which_nothing_is_in() -> None:
    """Had no rows, or all were rejected; rows that were sent before are in."""
    assert Tally(sent=2, rejected=2).nothing_taken
    assert not Tally(sent=2, rejected=1, replayed=1).nothing_taken
    assert Tally().nothing_taken
