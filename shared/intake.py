"""Taking rows in: the same way for a CSV row and for an HTTP body, so that both have the same result.

A row that is malformed is refused with its field and reason. A row whose reference is known is a replay when its
contents are the same, and a conflict when they are not: the first stays. Each refusal is kept under the identity of its
line, so that the same import again changes no figure: a line's identity is its contents and which copy of them it is
within its file.
"""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import orjson
from marshmallow import ValidationError
from pymongo import ReplaceOne

from shared.sources import LOCAL, SEPARATOR, ours, theirs
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.web import second_reading
from shared.web.fields import Row, is_reference

INVALID, REPLAYED, CONFLICTING = "invalid", "replayed", "conflicting"
MOST_ROWS, MOST_ERRORS = 1_000, 20
Key = str | tuple[str, ...]
COLUMN = re.compile(r"[A-Za-z_][A-Za-z_ ]{0,39}\d{0,4}")
ONE_BATCH = threading.Lock()


@dataclass(frozen=True)
class Line:
    """A row as it came.

    Attributes:
        row: its number in the file as a spreadsheet shows it; 1 for a single body.
        values: its fields by name, unchecked.
        occurrence: 1 for the first row of its file with these contents, 2 for the first copy, and so on.
    """

    row: int
    values: Mapping[str, Any]
    occurrence: int = 1


@dataclass(frozen=True)
class Entry:
    """A well-formed row.

    Attributes:
        reference: the key under which its source knows it.
        data: its fields as Python values.
        plain: its fields as JSON values.
        digest: a keyed hash of the contents.
    """

    line: Line
    reference: str
    data: dict[str, Any]
    plain: dict[str, Any]
    digest: str

    @property
    def line_id(self) -> str:
        """The line's identity."""
        return f"{self.digest}#{self.line.occurrence}"


@dataclass(frozen=True)
class Refusal:
    """A row that was not taken in, and why. `values` are kept only where someone must review them.

    `field` and `reason` are the first of `errors`, which name everything that is wrong.
    """

    line_id: str
    kind: str
    row: int
    reference: str
    field: str
    reason: str
    values: Mapping[str, Any] | None = None
    more: tuple[tuple[str, str], ...] = ()

    @property
    def errors(self) -> list[dict[str, str]]:
        """Each wrong field with its reason."""
        return [{"field": name, "reason": why} for name, why in ((self.field, self.reason), *self.more)]


@dataclass
class Receipt:
    """What became of the rows of a batch.

    Attributes:
        source: the system that sent it.
        awaited: the references that others waited for, so that a document of them is there already.
        understood: how many values of a field were read as others than they were written, by how they were read.
    """

    resource: str
    accepted: int = 0
    replayed: int = 0
    conflicting: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    source: str = LOCAL
    awaited: set[str] = field(default_factory=set)
    understood: Counter[tuple[str, str]] = field(default_factory=Counter)

    def refuse(self, refusal: Refusal) -> None:
        """Note a refusal."""
        self.refusals.append(refusal)
        self.replayed += refusal.kind == REPLAYED
        self.conflicting += refusal.kind == CONFLICTING

    def refuse_entry(self, entry: Entry, name: str, reason: str, kind: str = INVALID) -> None:
        """Note that a well-formed row breaks a rule."""
        self.refuse(Refusal(entry.line_id, kind, entry.line.row, entry.reference, name, reason))

    def repeat(self, entry: Entry, first: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Note a row whose reference is known: a replay of the first one, or a conflict with it.

        Args:
            first: what the first row left, as `origin` gives it.
            values: what is kept of a conflicting row for review.
        """
        if first["line"] == entry.line_id:
            self.replayed += 1
        else:
            same = first["digest"] == entry.digest or entry.line.occurrence > 1
            self.refuse(_repeated(entry, values, same=same))

    def save(self, transaction: Transaction) -> None:
        """Keep the refusals, each once however often its line comes."""
        transaction["refusals"].write(
            [ReplaceOne({"_id": one.line_id}, self._document(one), upsert=True) for one in self.refusals]
        )

    def to_json(self) -> dict[str, Any]:
        """The answer to who sent the batch."""
        understood = [
            {"field": name, "meaning": meaning, "count": count}
            for (name, meaning), count in sorted(self.understood.items())
        ]
        return {
            "accepted": self.accepted,
            "replayed": self.replayed,
            "conflicting": self.conflicting,
            "refused": [
                {
                    "row": one.row,
                    "reference": theirs(self.source, one.reference) if one.reference else "",
                    "field": one.field,
                    "reason": one.reason,
                    "kind": one.kind,
                    "errors": one.errors,
                }
                for one in self.refusals
                if one.kind != REPLAYED
            ],
            **({"understood": understood} if understood else {}),
        }

    def _document(self, refusal: Refusal) -> Document:
        return {
            "resource": self.resource,
            "source": self.source,
            "kind": refusal.kind,
            "row": refusal.row,
            "reference": refusal.reference,
            "field": refusal.field,
            "reason": refusal.reason,
            "values": refusal.values,
            **({"errors": refusal.errors} if refusal.more else {}),
        }


def read(transaction: Transaction, lines: Sequence[Line], schema: Row, key: Key, receipt: Receipt) -> list[Entry]:
    """The well-formed rows; the others are refused in the receipt, one refusal for each row.

    Args:
        key: the name of the field that holds the reference; several where they are one together.
    """
    receipt.source = transaction.source
    with _turn(lines):
        entries = (_entry(transaction, line, schema, key, receipt) for line in lines)
        return [entry for entry in entries if entry]


def fresh(
    transaction: Transaction, collection: str, entries: Sequence[Entry], receipt: Receipt, *, as_a_rule: bool = False
) -> list[Entry]:
    """Those rows whose reference is new; the others are replays or conflicts in the receipt.

    The collection's documents are named by the reference and carry `digest` and `line`, as `origin` gives them; a
    document without them is only awaited by others.

    Args:
        as_a_rule: most batches hold nothing but new rows, and the caller inserts what is given back (not for a
            collection with documents that are only awaited): see `Transaction.copied`.
    """
    references, names = {entry.reference for entry in entries}, {"digest": 1, "line": 1}
    if as_a_rule:
        known = transaction.copied(collection, references, names)
    else:
        known = transaction[collection].by_id(references, names)
    new: list[Entry] = []
    for entry in entries:
        first = known.get(entry.reference)
        if first is None or "line" not in first:
            if first is not None:
                receipt.awaited.add(entry.reference)
            known[entry.reference] = origin(entry)
            new.append(entry)
        else:
            receipt.repeat(entry, first, entry.plain)
    receipt.accepted += len(new)
    return new


def origin(entry: Entry) -> Document:
    """What a document keeps to tell a replay from a conflict."""
    return {"digest": entry.digest, "line": entry.line_id}


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
            _must_be_own(transaction.source, key, data[key])
    except ValidationError as error:
        receipt.refuse(_malformed(transaction, line, key, error))
        return None
    data = schema.claimed(data, transaction.source)
    as_json = schema.plain(data)
    digest = _digest(transaction, receipt.resource, schema.contents(as_json))
    reference = as_json[key] if isinstance(key, str) else SEPARATOR.join(str(as_json[name]) for name in key)
    return Entry(line, reference, data, as_json, digest)


def _must_be_own(source: str, key: str, reference: str) -> None:
    """Nobody brings what another source would bring."""
    named, separator, _ = reference.partition(SEPARATOR)
    if separator and named != source:
        raise ValidationError("names another source before its colon; a row has a reference of its own source", key)


def _load(schema: Row, values: Mapping[str, Any], receipt: Receipt) -> dict[str, Any]:
    """A row's fields. What is wrong is read once more, since people and spreadsheets write a value in many ways."""
    try:
        data: dict[str, Any] = schema.load(values)
    except ValidationError as error:
        readings = second_reading.again(schema, values, error.normalized_messages())
        if not readings:
            raise
        data = schema.load({**values, **{name: reading.text for name, reading in readings.items()}})
        receipt.understood.update((name, reading.meaning) for name, reading in readings.items())
    return data


def _malformed(transaction: Transaction, line: Line, key: Key, error: ValidationError) -> Refusal:
    resource = "malformed" if transaction.source == LOCAL else f"malformed{SEPARATOR}{transaction.source}"
    digest = _digest(transaction, resource, dict(line.values))
    given = str(line.values.get(key if isinstance(key, str) else key[0], ""))
    # What is no reference may be anything of a shifted row, a person's data too: it is not repeated.
    reference = ours(transaction.source, given) if is_reference(given) else ""
    (name, reason), *more = _errors(line, error)
    line_id = f"{digest}#{line.occurrence}"
    return Refusal(line_id, INVALID, line.row, reference, name, reason, more=tuple(more[: MOST_ERRORS - 1]))


def _errors(line: Line, error: ValidationError) -> list[tuple[str, str]]:
    return [
        (_column(name), second_reading.LOST if second_reading.is_rounded(line.values.get(name)) else _first(reasons))
        for name, reasons in error.normalized_messages().items()
    ]


def _column(name: Any) -> str:
    """A column's name; what is none may be a person's data in a field's name, and is not repeated."""
    return str(name) if COLUMN.fullmatch(str(name)) else ""


def _repeated(entry: Entry, values: Mapping[str, Any], *, same: bool) -> Refusal:
    kind = REPLAYED if same else CONFLICTING
    reason = "sent before" if same else "sent before with other contents; the first stays, this one is kept for review"
    return Refusal(entry.line_id, kind, entry.line.row, entry.reference, "", reason, None if same else values)


def _first(reasons: Any) -> str:
    while isinstance(reasons, (list, dict)) and reasons:
        reasons = next(iter(reasons.values())) if isinstance(reasons, dict) else reasons[0]
    return str(reasons)


def _digest(transaction: Transaction, resource: str, values: Mapping[str, Any]) -> str:
    try:
        canonical = orjson.dumps(values, option=orjson.OPT_SORT_KEYS, default=str).decode()
    except TypeError:  # lists in lists, deeper than it writes, in a row that will be refused
        canonical = json.dumps(values, sort_keys=True, default=str)
    return transaction.sealer.digest(resource, canonical)[:32]
