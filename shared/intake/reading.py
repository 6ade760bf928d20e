"""Reading rows: the well-formed ones become entries, with their references as we keep them; the others are refused."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import orjson
from marshmallow import ValidationError

from shared.hashing import Digest
from shared.intake import second_reading
from shared.intake.fields import Row
from shared.intake.references import is_reference
from shared.intake.rows import INVALID, Entry, Line, Receipt, Refusal, refusal
from shared.rules.faults import Fault
from shared.sources import LOCAL, SEPARATOR, is_of_visit, ours, source_of
from shared.store.transaction import Transaction

MOST_ERRORS = 20
DIGITS = 32
Key = str | tuple[str, ...]
ONE_BATCH = threading.Lock()


def read(transaction: Transaction, lines: Sequence[Line], schema: Row, key: Key, receipt: Receipt) -> list[Entry]:
    """The well-formed rows; the others are refused in the receipt, one refusal for each row.

    Args:
        key: the name of the field that holds the reference; several where they are one together.
    """
    receipt.source = transaction.source
    with _turn(lines):
        entries = (_entry(transaction, line, schema, key, receipt) for line in lines)
        return [entry for entry in entries if entry]


def looked_at(schema: Row, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """A row of our own as JSON values, and what is wrong with it alone: for who looks at a file before it is sent."""
    try:
        data = schema.claimed(_load(schema, values, Receipt(LOCAL)), LOCAL)
    except ValidationError as error:
        return dict(values), [Fault(*one) for one in _errors(Line(1, values), error)]
    return schema.plain(data), list(schema.faults(data))


def _turn(lines: Sequence[Line]) -> AbstractContextManager[object]:
    """Batches are read one after another: the threads of a process have one interpreter.

    Read side by side, they would all be ready at the same late moment, and the store, idle until then, would have them
    all at once. A single row waits for nobody.
    """
    return ONE_BATCH if len(lines) > 1 else nullcontext()


def _entry(transaction: Transaction, line: Line, schema: Row, key: Key, receipt: Receipt) -> Entry | None:
    try:
        data = _load(schema, line.values, receipt)
        if isinstance(key, str):
            _must_be_own(transaction.source, key, data)
        elif transaction.source != LOCAL or not transaction.where.everywhere:  # who speaks for the network's people
            _must_be_own(transaction.source, key[0], data)
    except ValidationError as error:
        receipt.refuse(_malformed(transaction, line, schema, key, error))
        return None
    data = schema.claimed(data, transaction.source)
    as_json = schema.plain(data)
    digest = _digest(transaction, receipt.resource, schema.contents(as_json))
    reference = as_json[key] if isinstance(key, str) else SEPARATOR.join(str(as_json[name]) for name in key)
    entry = Entry(line, reference, data, as_json, digest)
    faults = tuple(schema.faults(data))
    if faults:
        receipt.refuse_faults(entry, faults)
    return None if faults else entry


def _must_be_own(source: str, key: str, data: dict[str, Any]) -> None:
    """Nobody brings what another source would bring, be it that `local:` stands before the other's name, or a visit is.

    Nor what is known by a person of another source, as offers are: who speaks for a source speaks for its people.
    """
    if SEPARATOR not in data[key]:
        return
    kept = ours(source, data[key])
    if is_of_visit(kept) or source_of(kept) != source:
        reason = "names another source before its colon; a row has a reference of its own source"
        raise ValidationError(reason, key, valid_data=data)


def _load(schema: Row, values: Mapping[str, Any], receipt: Receipt) -> dict[str, Any]:
    """A row's fields. What is wrong is read once more, since people and spreadsheets write a value in many ways."""
    readings: Mapping[str, second_reading.Reading] = {}
    try:
        data: dict[str, Any] = schema.load(values)
    except ValidationError as error:
        readings = second_reading.again(schema, values, error.normalized_messages())
        if not readings:
            raise
        data = schema.load({**values, **{name: reading.text for name, reading in readings.items()}})
        receipt.understood.update((name, reading.meaning) for name, reading in readings.items())
    # To strip a text around which there is nothing gives the text itself.
    if any([type(value) is str and value.strip() is not value for value in values.values()]):  # noqa: C419  # half a generator's time
        spaced = (name for name, value in values.items() if second_reading.is_spaced(value) and name not in readings)
        receipt.understood.update((name, second_reading.SPACES) for name in spaced)
    return data


def _malformed(transaction: Transaction, line: Line, schema: Row, key: Key, error: ValidationError) -> Refusal:
    resource = "malformed" if transaction.source == LOCAL else f"malformed{SEPARATOR}{transaction.source}"
    digest = _digest(transaction, resource, dict(line.values))
    name = key if isinstance(key, str) else key[0]
    loaded: dict[str, Any] = dict(error.valid_data or {})
    given = str(loaded.get(name) or line.values.get(name, ""))
    # What is no reference may be anything of a shifted row, a person's data too: it is not repeated.
    reference = ours(transaction.source, given) if is_reference(given) else ""
    faults = schema.faults(schema.claimed(loaded, transaction.source))
    reasons = (*_errors(line, error), *((one.field, one.reason) for one in faults))
    return refusal(line, digest, INVALID, reference, *reasons[:MOST_ERRORS])


def _errors(line: Line, error: ValidationError) -> list[tuple[str, str]]:
    return [(name, _why(line.values.get(name), reasons)) for name, reasons in error.normalized_messages().items()]


def _why(value: Any, reasons: Any) -> str:
    if second_reading.is_mistake(value):
        return second_reading.MISTAKEN
    return second_reading.lost(value) if second_reading.is_rounded(value) else _first(reasons)


def _first(reasons: Any) -> str:
    while isinstance(reasons, (list, dict)) and reasons:
        reasons = next(iter(reasons.values())) if isinstance(reasons, dict) else reasons[0]
    return str(reasons)


def _digest(transaction: Transaction, resource: str, values: Mapping[str, Any]) -> Digest:
    try:
        canonical = orjson.dumps(values, option=orjson.OPT_SORT_KEYS, default=str).decode()
    except TypeError:  # lists in lists, deeper than it writes, in a row that will be refused
        canonical = json.dumps(values, sort_keys=True, default=str)
    return transaction.sealer.digest(resource, canonical, digits=DIGITS)
