"""Dead letters for people, as tables, and for programs, as data; what a person might be known by stays hidden."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from cli.letters.box import SHOWN_KEY, Filed
from cli.terminal.tables import table
from shared import clock
from shared.clock import CHINA
from shared.events.envelope import PREFIX
from shared.messaging import masking
from shared.messaging.replay import objection

LONGEST_ERROR = 46


def listing(letters: Sequence[Filed], title: str) -> Table:
    """One line for each letter; moments are of Chinese time."""
    made = table(title, "id", "service", "queue of", "error", "failed:", "last (+08:00)")
    for service, letter in letters:
        error = masking.text(letter["error"]).split("\n", 1)[0]
        made.add_row(
            letter["key"][:SHOWN_KEY],
            service,
            letter["queue"].removeprefix(f"{service}."),
            error if len(error) <= LONGEST_ERROR else error[: LONGEST_ERROR - 1] + "…",
            f"{letter['failures']} ×",
            _moment(letter["at"]),
        )
    return made


def facts(service: str, letter: dict[str, Any]) -> dict[str, Any]:
    """What a list tells of a letter, for programs."""
    return {
        "id": letter["key"],
        "service": service,
        "queue": letter["queue"],
        **{name: letter[name] for name in ("type", "source", "subject")},
        "error": masking.text(letter["error"]),
        "failures": letter["failures"],
        "first_at": clock.to_text(letter["first_at"]),
        "at": clock.to_text(letter["at"]),
        "refused_because": objection(letter),
    }


def whole(service: str, letter: dict[str, Any]) -> dict[str, Any]:
    """All of a letter that may be shown."""
    headers = {name: masking.text(str(value)) for name, value in letter.get("headers", {}).items()}
    return {
        **facts(service, letter),
        "where": letter["where"],
        "attributes": {name.removeprefix(PREFIX): value for name, value in sorted(headers.items())},
        "payload": masking.payload(bytes(letter["body"]), letter["type"]) if "body" in letter else None,
    }


def show(service: str, letter: dict[str, Any], console: Console) -> None:
    """Print all of a letter that may be shown."""
    found = whole(service, letter)
    times = f"{_moment(letter['first_at'])}, last {_moment(letter['at'])} (+08:00)"
    lines = [
        *((name, found[name]) for name in ("id", "queue", "error")),
        *(("", f"at {place}") for place in found["where"]),
        ("failed", f"{found['failures']} ×, first {times}"),
        *found["attributes"].items(),
        ("payload", "(names, places, persons and what the contract does not know are hidden)"),
    ]
    for name, value in lines:
        console.print(f"{name:<13} {value}", markup=False, highlight=False, soft_wrap=True)
    console.print(json.dumps(found["payload"], indent=2, ensure_ascii=False), markup=False, highlight=False)
    if found["refused_because"]:
        console.print(f"It cannot be sent again: {found['refused_because']}.", markup=False, highlight=False)


def _moment(moment: dt.datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
