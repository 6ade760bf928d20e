"""The shape of an event's data, frozen in files: what listeners may rely on within a major version.

    python -m tests.contract.shapes                     freeze new types, new optional fields, new listeners
    python -m tests.contract.shapes --check             write nothing; exit code 1, and what to do
    python -m tests.contract.shapes --withdraw TYPE SERVICE    a listener has moved on and its queue is empty

It refuses what would break a listener, or a reader of an event that was kept: that needs a new major version,
`<thing>.<past tense>.v2`, beside the old one. docs/events.md shows one from its first day to its last.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields
from marshmallow.utils import missing

from shared.events.catalogue import CATALOGUE
from tests.contract import samples

FOLDER = Path(__file__).parent / "shapes"
PARTIES = Path(__file__).parent / "parties.json"
Shape = dict[str, Any]
INSIDE = ("fields", "of", "keys", "values")
NEW_MAJOR = "publish a new major version beside it (docs/events.md), or take the change back"


def shape(schema: Schema) -> dict[str, Shape]:
    """Each field's type, whether it is required, whether it may be null, what it accepts, and what is inside."""
    return {name: _field(field) for name, field in sorted(schema.fields.items())}


def _field(field: fields.Field[Any]) -> Shape:
    found: Shape = {"type": type(field).__name__, "required": field.required, "null": field.allow_none}
    found |= {word: value for word, value in _details(field).items() if value not in (None, [], False)}
    if isinstance(field, fields.Nested):
        found["fields"] = shape(field.schema)
    if isinstance(field, fields.List):
        found["of"] = _field(field.inner)
    if isinstance(field, fields.Dict):
        found |= {"keys": _field(field.key_field)} if field.key_field else {}
        found |= {"values": _field(field.value_field)} if field.value_field else {}
    return found


def _details(field: fields.Field[Any]) -> dict[str, Any]:
    """What narrows a field or says how it is written; absent from the shape where there is nothing of the kind."""
    own_format = getattr(field, "format", None)
    return {
        "accepts": sorted(getattr(one, "__qualname__", repr(one)) for one in field.validators),
        "choices": sorted(one.name for one in field.enum) if isinstance(field, fields.Enum) else None,
        "constant": repr(field.constant) if isinstance(field, fields.Constant) else None,
        "format": None if own_format in (None, "iso") else own_format,
        "strict": getattr(field, "strict", False),
        "many": getattr(field, "many", False),
        "key": field.data_key,
        "default": None if field.load_default is missing else repr(field.load_default),
    }


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
    words = [word for word in {**frozen, **now} if word not in INSIDE]
    found = [
        f": {word} was {frozen.get(word)}, is {now.get(word)}" for word in words if frozen.get(word) != now.get(word)
    ]
    if "fields" in frozen and "fields" in now:
        found += [f".{problem}" for problem in breaks(frozen["fields"], now["fields"])]
    for word, name in (("of", "[]"), ("keys", "{key}"), ("values", "{}")):
        if word in frozen and word in now:
            found += [f"{name}{problem}" for problem in _differences(frozen[word], now[word])]
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


def parties() -> dict[str, Shape]:
    """Who publishes each type and who listens, as the code has them."""
    return {one.type: {"source": one.source, "listeners": sorted(one.listeners)} for one in CATALOGUE.values()}


def known_parties() -> dict[str, Shape]:
    """The same, as it was promised."""
    found: dict[str, Shape] = json.loads(PARTIES.read_text(encoding="utf-8"))
    return found


def moved(event_type: str, promised: Shape, now: Shape | None) -> Iterator[str]:
    """What of a change of parties would lose something, and what to do instead."""
    if now is None:
        yield (
            f"{event_type} is gone, but its events are kept and read again: leave its contract in the catalogue, "
            "without listeners if nobody publishes it any more"
        )
        return
    if now["source"] != promised["source"]:
        yield f"{event_type} now belongs to {now['source']}, was {promised['source']}: {NEW_MAJOR}"
    for listener in sorted({*promised["listeners"]} - {*now["listeners"]}):
        yield (
            f"{listener} no longer listens to {event_type}: its queue {listener}.{event_type} stays bound and grows. "
            f"Let it run empty, delete it, then: python -m tests.contract.shapes --withdraw {event_type} {listener}"
        )


def refusals() -> list[str]:
    """Every change of the code that would break somebody, each with what to do."""
    now, found = current(), []
    for event_type, promised in known_parties().items():
        found += moved(event_type, promised, parties().get(event_type))
    for event_type, fields_now in now.items():
        problems = breaks(frozen(event_type) or fields_now, fields_now)
        found += [f"{event_type}: {problem}: {NEW_MAJOR}" for problem in problems]
    return found


def news() -> list[str]:
    """What the code has and the files do not: it is promised as soon as it is frozen."""
    grown = [event_type for event_type, now in current().items() if frozen(event_type) != now]
    found = [f"{one} is new or has grown: python -m tests.contract.shapes freezes it" for one in grown]
    return found + [
        f"{one} has no golden sample in {samples.FOLDER.name}/" for one in {*CATALOGUE} - {*samples.types()}
    ]


def freeze() -> None:
    """Promise what is new. The sample of a type that grew is kept as one of its earlier ones."""
    FOLDER.mkdir(exist_ok=True)
    for event_type, now in current().items():
        if frozen(event_type) not in (None, now):
            keep_sample(event_type)
        (FOLDER / f"{event_type}.json").write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    PARTIES.write_text(json.dumps(parties(), indent=1, sort_keys=True) + "\n", encoding="utf-8")


def keep_sample(event_type: str) -> None:
    """Keep the sample as it is: events like it lie in the log, and must stay readable."""
    folder = samples.EARLIER / event_type
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(samples.FOLDER / f"{event_type}.json", folder / f"{len(list(folder.iterdir())) + 1}.json")


def withdraw(event_type: str, listener: str) -> None:
    """A listener has moved on: it is no longer missed."""
    known = known_parties()
    known[event_type]["listeners"].remove(listener)
    PARTIES.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def main() -> None:
    """Freeze what is new; refuse what breaks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--withdraw", nargs=2, metavar=("TYPE", "SERVICE"))
    chosen = parser.parse_args()
    if chosen.withdraw:
        withdraw(*chosen.withdraw)
    if problems := refusals() + (news() if chosen.check else []):
        sys.exit("\n".join(problems))
    if not chosen.check:
        freeze()


if __name__ == "__main__":
    main()
