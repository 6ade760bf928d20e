"""How the feeds of partners stand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rich.console import Console

from cli.talking.api import Api
from cli.terminal.language import say
from cli.terminal.tables import table

COLUMNS = (
    *(("partner", ""), ("called", ""), ("told to", ":"), ("read to", ":"), ("unread", ":")),
    *(("waits for", ":"), ("last read", ""), ("sent to", ":"), ("failures", ":"), ("last delivery", "")),
)
SCOPES = ("incentives:read",)


def fetch(api: Api) -> list[dict[str, Any]]:
    """How each partner's feed stands."""
    found: list[dict[str, Any]] = api.get("/incentives/v1/partner-feeds")
    return found


def show(feeds: list[dict[str, Any]], console: Console) -> None:
    """A line for each partner that is told anything."""
    if not feeds:
        console.print(say("no partner is told anything: none has a contract"))
        return
    shown = table(say("Partners"), *(f"{say(name)}{colon}" for name, colon in COLUMNS))
    for one in feeds:
        places = [f"{one[name]:,}" for name in ("end", "read", "unread")]
        waits = str(dt.timedelta(seconds=round(one["unread_seconds"]))) if one["unread"] else "-"
        shown.add_row(one["partner_ref"], one["name"], *places, waits, _moment(one["read_at"]), *_push(one["push"]))
    console.print(shown)


def _push(push: dict[str, Any] | None) -> tuple[str, str, str]:
    if push is None:
        return "-", "-", "-"
    failures = say("disabled") if push["disabled"] else str(push["failures"])
    return f"{push['sent']:,}", failures, _moment(push["last_delivery"])


def _moment(text: str | None) -> str:
    return text.partition(".")[0].replace("T", " ") if text else say("never")
