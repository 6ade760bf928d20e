"""How `./kapok partners status` shows partners' feeds."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import Console

from cli.results.partners import show

FEED: dict[str, Any] = {
    "partner_ref": "p-1",
    "name": "省医院",
    "end": 12_345,
    "read": 12_300,
    "unread": 45,
    "unread_seconds": 90_061.4,
    "read_at": "2018-03-01T09:00:00.123+00:00",
    "push": None,
}


def shown(*feeds: dict[str, Any]) -> str:
    """The table as a text."""
    console = Console(width=180, record=True)
    show(list(feeds), console)
    return console.export_text()


def test_a_line_says_what_waits_and_since_when() -> None:
    """In days and hours; who never read has never."""
    push = {"sent": 12_300, "failures": 7, "last_delivery": "2018-02-28T09:00:00+00:00", "disabled": ""}
    never = {**FEED, "partner_ref": "p-2", "read": 0, "unread": 0, "read_at": None, "push": push}
    text = shown(FEED, never, {**never, "push": {**push, "disabled": "it answered 410"}})
    assert all(part in text for part in ("p-1", "省医院", "12,345", "45", "1 day, 1:01:01", "2018-03-01 09:00:00"))
    assert all(part in text for part in ("never", " 7 ", "2018-02-28 09:00:00", "disabled"))


def test_without_a_contract_there_is_nothing_to_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """And it says so, in Chinese too."""
    assert "none has a contract" in shown()
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "没有合作单位" in shown()
