"""The shape of an event's data, frozen in files: what listeners may rely on within a major version.

    python -m tests.contract.shapes

adds the files of new types and the new optional fields of known ones. It refuses what would break a listener, or a
reader of an event that was kept: that needs a new major version, `<thing>.<past tense>.v2`, beside the old one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields

from shared.events.catalogue import CATALOGUE

FOLDER = Path(__file__).parent / "shapes"
Shape = dict[str, Any]


def shape(schema: Schema) -> dict[str, Shape]:
    """Each field's type, whether it is required, whether it may be null, and what is inside."""
    return {name: _field(field) for name, field in sorted(schema.fields.items())}


def _field(field: fields.Field[Any]) -> Shape:
    found: Shape = {"type": type(field).__name__, "required": field.required, "null": field.allow_none}
    if isinstance(field, fields.Nested):
        found["fields"] = shape(field.schema)
    if isinstance(field, fields.List):
        found["of"] = _field(field.inner)
    return found


def breaks(frozen: dict[str, Shape], now: dict[str, Shape]) -> list[str]:
    """What of a change would break somebody; nothing for new optional fields."""
    found = [f"{name} is gone" for name in frozen if name not in now]
    for name, field in now.items():
        if name not in frozen:
            found += [f"{name} is new and required"] if field["required"] else []
        else:
            found += [f"{name}{problem}" for problem in _differences(frozen[name], field)]
    return found


def _differences(frozen: Shape, now: Shape) -> list[str]:
    found = [
        f": {word} was {frozen[word]}, is {now[word]}"
        for word in ("type", "required", "null")
        if frozen[word] != now[word]
    ]
    if "fields" in frozen and "fields" in now:
        found += [f".{problem}" for problem in breaks(frozen["fields"], now["fields"])]
    if "of" in frozen and "of" in now:
        found += [f"[]{problem}" for problem in _differences(frozen["of"], now["of"])]
    return found


def frozen(event_type: str) -> dict[str, Shape] | None:
    """The shape that was promised; None for a type that nobody has seen yet."""
    file = FOLDER / f"{event_type}.json"
    if not file.exists():
        return None
    promised: dict[str, Shape] = json.loads(file.read_text(encoding="utf-8"))
    return promised


def current() -> dict[str, dict[str, Shape]]:
    """The shapes of all types as the code has them."""
    return {one.type: shape(one.schema()) for one in CATALOGUE.values()}


def main() -> None:
    """Freeze what is new; refuse what breaks."""
    FOLDER.mkdir(exist_ok=True)
    for event_type, now in current().items():
        if problems := breaks(frozen(event_type) or now, now):
            sys.exit(f"{event_type}: {'; '.join(problems)}: this needs a new major version")
        (FOLDER / f"{event_type}.json").write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
