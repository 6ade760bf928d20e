"""The golden samples: one whole event of every type, as partners and other services may rely on it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from shared.events.envelope import Event, from_structured

FOLDER = Path(__file__).parent / "golden"
EARLIER = FOLDER / "earlier"
"""A folder for each type that has grown: its samples before it did."""


def types() -> list[str]:
    """The types that have a sample."""
    return sorted(path.name.removesuffix(".json") for path in FOLDER.glob("*.json"))


@cache
def _text(event_type: str) -> str:
    return (FOLDER / f"{event_type}.json").read_text(encoding="utf-8")


def structured(event_type: str) -> dict[str, Any]:
    """The sample of a type as it stands in its file."""
    document: dict[str, Any] = json.loads(_text(event_type))
    return document


def event(event_type: str) -> Event:
    """The sample of a type."""
    return from_structured(structured(event_type))


def agreed() -> list[Event]:
    """The samples of today, and those of types as they were before they grew."""
    paths = [*FOLDER.glob("*.json"), *EARLIER.glob("*/*.json")]
    return [from_structured(json.loads(path.read_text(encoding="utf-8"))) for path in paths]
