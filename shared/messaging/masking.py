"""What may be shown of a message's contents: its structure, and what says nothing of a person.

Hidden is what a contract does not name, and what it names but is a person's or leads to one: names, places, who
recorded something, sealed texts. A text that has the form of an identity number or a phone is hidden wherever it
stands, because a poisoned message may have anything anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson
from marshmallow import Schema, fields

from shared.events.catalogue import CATALOGUE

HIDDEN = {
    *("name", "title", "latitude", "longitude", "address", "personal"),
    *("guardian_consent_on", "recorded_by", "approved_by", "sent_by"),
}
PERSONAL_NUMBER = re.compile(r"(?<![\w-])(?:\d{15}|\d{17}[0-9Xx]|1\d{10})(?![\w-])")
LONGEST_SHOWN = 80


def payload(body: bytes, event_type: str | None) -> Any:
    """A message's body with the values hidden that must not be shown, or a sentence when it is not JSON."""
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError:
        return f"<not JSON, {len(body):,} bytes>"
    contract = CATALOGUE.get(event_type or "")
    known = contract.schema().fields if contract else {}
    return _of_fields(data, known) if isinstance(data, Mapping) else _structure(data)


def text(value: str) -> str:
    """A text, such as an error's, without anything in it that has the form of an identity number or a phone."""
    return PERSONAL_NUMBER.sub("<hidden>", value)


def _of_fields(data: Mapping[str, Any], known: Mapping[str, fields.Field[Any]]) -> dict[str, Any]:
    """The fields that the contract knows, less those of a person; of the others only what kind of thing they are."""
    return {
        text(name)[:LONGEST_SHOWN]: _shown(value, known[name])
        if name in known and name not in HIDDEN
        else _structure(value)
        for name, value in data.items()
    }


def _shown(value: Any, field: fields.Field[Any]) -> Any:
    if isinstance(value, Mapping):
        schema = field.schema if isinstance(field, fields.Nested) else None
        # Inside of something that a contract names, such as a policy, a name is not a person's.
        inner = schema.fields if isinstance(schema, Schema) else {}
        return {name: _shown(one, inner[name]) if name in inner else _structure(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_shown(one, field.inner) if isinstance(field, fields.List) else _structure(one) for one in value]
    if isinstance(value, str) and (len(value) > LONGEST_SHOWN or PERSONAL_NUMBER.search(value)):
        return _structure(value)
    return value


def _structure(value: Any) -> Any:
    """What kind of thing a value is; of an object and a list, of what."""
    if value is None:
        return None
    if isinstance(value, Mapping):
        return {text(str(name))[:LONGEST_SHOWN]: _structure(one) for name, one in value.items()}
    if isinstance(value, list):
        return f"<list of {len(value)}>"
    if isinstance(value, str):
        return f"<text, {len(value)} characters>"
    return "<yes or no>" if isinstance(value, bool) else "<number>"
