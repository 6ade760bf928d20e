"""The rules of all services as data: which holds where and when."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from rich.console import Console

from cli.talking.api import Api
from cli.terminal.language import say
from cli.terminal.tables import table
from shared.config import SERVICES
from shared.regions import regions

COLUMNS = (("service", ""), ("policy", ""), ("version", ":"), ("holds in", ""), ("since", ""), ("rule", ""))
SCOPES = tuple(f"{service}:read" for service in SERVICES)


def fetch(api: Api, day: str | None, region: str | None) -> list[dict[str, Any]]:
    """The policies of every service, each with whose it is."""
    asked = urlencode({name: value for name, value in (("on", day), ("region", region)) if value})
    return [
        {"service": service, **policy}
        for service in SERVICES
        for policy in api.get(f"/{service}/v1/policies{'?' if asked else ''}{asked}")
    ]


def show(policies: list[dict[str, Any]], console: Console) -> None:
    """A line for each."""
    shown = table(say("Policies"), *(f"{say(name)}{colon}" for name, colon in COLUMNS))
    for one in policies:
        rule = "; ".join(f"{name}: {_text(value)}" for name, value in one["rule"].items())
        shown.add_row(
            one["service"], one["name"], str(one["version"]), _place(one["region_code"]), one["holds_from"], rule
        )
    console.print(shown)


def _place(code: str) -> str:
    return f"{code} {regions()[code].name_zh}" if code in regions() else say("the whole country")


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {number}" for name, number in value.items())
    return str(value)
