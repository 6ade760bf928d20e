"""A row on its way: as it came, well-formed, or refused; and what became of a batch of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pymongo import ReplaceOne

from shared.rules.faults import Fault
from shared.sources import LOCAL, theirs
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.where import OUTSIDE

INVALID, REPLAYED, CONFLICTING = "invalid", "replayed", "conflicting"
MOST_ROWS = 1_000


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

    def refuse_faults(self, entry: Entry, faults: Sequence[Fault]) -> None:
        """Note every rule that a well-formed row breaks."""
        first, *more = ((one.field, one.reason) for one in faults)
        self.refuse(Refusal(entry.line_id, INVALID, entry.line.row, entry.reference, *first, more=tuple(more)))

    def refuse_outside(self, entry: Entry) -> None:
        """Note that a row, which was counted as accepted, lies outside of where its sender may act."""
        self.accepted -= 1
        self.refuse_entry(entry, "", OUTSIDE)

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
        region, organisation = transaction.where.place()
        sender = {"of_region": region, "of_organisation": organisation} if region or organisation else {}
        transaction["refusals"].write(
            [ReplaceOne({"_id": one.line_id}, {**self._document(one), **sender}, upsert=True) for one in self.refusals]
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


def _repeated(entry: Entry, values: Mapping[str, Any], *, same: bool) -> Refusal:
    kind = REPLAYED if same else CONFLICTING
    reason = "sent before" if same else "sent before with other contents; the first stays, this one is kept for review"
    return Refusal(entry.line_id, kind, entry.line.row, entry.reference, "", reason, None if same else values)
