"""What an import tells at its end: rejected rows and where they are kept, in either language."""

from __future__ import annotations

import io
from pathlib import Path

import click
import pytest
from rich.console import Console

from cli.importing import progress
from cli.importing.files import Source
from cli.importing.kinds import KINDS
from cli.importing.sending import SHOWN, Reject, Tally
from cli.importing.telling import show_rejects
from cli.terminal.errors import CommandError

REASON = (
    "该志愿者的监护人同意书尚未登记因此在其登记之前不能接收本行所述的出勤记录请先补登监护人同意书然后再次导入本文件"
)


@pytest.fixture
def console() -> Console:
    """As wide as a terminal often is."""
    return Console(file=io.StringIO(), width=80)


def told(console: Console) -> str:
    """What was shown."""
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def rejected(reason: str = "no") -> Tally:
    """Of a file with one row."""
    return Tally(sent=1, rejected=1, rejects=[Reject("sites.csv", 2, "s-1", "name", reason, "invalid")])


@pytest.mark.parametrize(
    ("kinds", "where"),
    [
        (["sites", "posts", "shifts"], "h/rejects-2.sites.csv, h/rejects-2.posts.csv, h/rejects-2.shifts.csv"),
        (["sites", "posts", "shifts", "sites-2"], "h/rejects-2.*.csv"),
    ],
)
def test_many_files_are_told_as_one_pattern(console: Console, kinds: list[str], where: str) -> None:
    """A few by their names."""
    show_rejects([rejected()], [Path("h") / f"rejects-2.{kind}.csv" for kind in kinds], console)
    assert told(console).endswith(f"All of them are in {where}\n")


def test_some_rejected_rows_of_each_file_are_shown(console: Console) -> None:
    """However many another file has; one that has few shows all of them."""
    many, few = (
        Tally(sent=count, rejected=count, rejects=[Reject(name, row, "", "", "no", "invalid") for row in range(kept)])
        for name, count, kept in (("sites.csv", 99, SHOWN), ("posts.csv", 2, 2))
    )
    show_rejects([many, few, Tally()], [Path("r.csv")], console)
    shown = told(console)
    assert (SHOWN - 2, 2) == (shown.count("sites.csv"), shown.count("posts.csv"))
    assert "86 more, and all of them in r.csv" in shown


def test_a_long_reason_is_folded(console: Console) -> None:
    """Chinese has no spaces at which to wrap, and nothing of it is cut."""
    show_rejects([rejected(REASON)], [Path("rejects.csv")], console)
    shown = told(console)
    assert "…" not in shown
    assert [character for character in REASON if character not in shown] == []
    assert sum(map(shown.count, set(REASON))) >= len(REASON)


def test_progress_and_errors_are_in_the_language_of_the_locale(
    console: Console, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """To the last word; a column of numbers stays one."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    with progress.tracking(console) as track:
        track(Source(Path("sites.csv"), KINDS["sites.csv"], ("site_ref",), 12), lambda _: Tally(sent=12, accepted=12))
    assert told(console).startswith("sites.csv                   12 行: 接收 12 (")
    error: click.ClickException = CommandError("there is no .csv or .xlsx file to import")
    error.show()
    assert capsys.readouterr().err == "错误: 没有可导入的 .csv 或 .xlsx 文件\n"
