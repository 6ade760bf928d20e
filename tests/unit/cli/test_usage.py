"""The commands' own refusals and tables: options read as files are read, and the language of the locale."""

from __future__ import annotations

import io
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from rich.console import Console

from cli.commands.figures import figures
from cli.main import kapok
from cli.results import policies
from cli.stack.process import Process
from cli.status import tables
from cli.status.look import Look, Outbox
from cli.talking.management import Queue
from cli.terminal.values import Day

CHINESE = {"LC_ALL": "zh_CN.UTF-8"}


@pytest.mark.parametrize("written", ["2018-12-31", "2018/12/31", "2018.12.31", "2018年12月31日", " 2018-12-31 "])
def test_days_are_read_as_in_files(written: str) -> None:
    """Whatever is certain in a column of days."""
    assert "2018-12-31" == Day().convert(written, None, None)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("figures --as-of 1900-01-01", "'--as-of' 的值有误：不在 1949-10-01 与 2100-12-31 之间"),
        ("figures --as-of 31/12/2018", "'--as-of' 的值有误：不是 ISO 8601 日期，例如 2018-02-14"),
        ("policies --region 110000", "'--region' 的值有误：不是广东省 144 个行政区划代码之一（GB/T 2260）"),
        ("import nix.csv", "'PATH...' 的值有误：'nix.csv' 不存在。"),
        ("report --source 没有", "'--source' 的值有误：来源的名称是 1 至 40 个小写字母"),
        ("report --sauce", "没有选项 '--sauce'"),
        ("improt", "没有命令 'improt'"),
        ("import", "缺少参数 'PATH...'。"),
    ],
)
def test_wrong_words_are_refused_in_the_language_of_the_locale(words: str, told: str) -> None:
    """Before anything is asked of a system, with how to ask for help; the exit code stays click's."""
    answer = CliRunner(env=CHINESE).invoke(kapok, words.split(), prog_name="kapok")
    assert (2, True) == (answer.exit_code, f"错误: {told}" in answer.output), answer.output
    assert "--help` 列出可用的选项" in answer.output


def test_in_english_they_are_refused_as_click_does() -> None:
    """With the usage."""
    answer = CliRunner(env={"LC_ALL": "C"}).invoke(kapok, ["figures", "--as-of", "1900-01-01"])
    assert "Invalid value for '--as-of': does not lie between 1949-10-01 and 2100-12-31" in answer.output
    assert isinstance(figures, click.Command)
    assert "Usage: " in answer.output


def shown(show: object, *args: object) -> str:
    """What a table shows in Chinese."""
    console = Console(file=io.StringIO(), width=120)
    assert callable(show)
    show(*args, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_state_of_a_system_is_told_in_the_language_of_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Titles, columns, states and what is busy; names stay."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    look = Look((Process("broker", 7, "RUNNING"),), (Queue("hours.x", 1, 2),), (Outbox("hours", 3, 4),), 5)
    told = shown(tables.show, look, ["queue hours.x: 1 ready, 2 unacked", "outbox of hours: 3 events"])
    for words in (
        "进程号",
        "运行中",
        "待处理",
        "发件箱",
        "死信：5",
        "繁忙：队列 hours.x：1 条待处理，2 条处理中；hours",
    ):
        assert words in told, told


def test_policies_are_shown_in_the_language_of_the_locale(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Titles and columns; the rules' own names stay."""
    policy = {"service": "hours", "name": "stars", "version": 1, "region_code": "000000", "holds_from": "2012-10-23"}
    for locale, words in (("zh_CN.UTF-8", ("规则名称", "适用地区", "全国")), ("C", ("holds in", "the whole country"))):
        monkeypatch.setenv("LC_ALL", locale)
        told = shown(policies.show, [{**policy, "rule": {"hours": 100}}])
        assert [one for one in words if one not in told] == [], told
