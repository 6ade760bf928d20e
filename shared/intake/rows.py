"""A row on its way: as it came, well-formed, or refused; and what became of a batch of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pymongo import DeleteOne, ReplaceOne

from shared.hashing import Digest
from shared.rules.faults import Fault
from shared.sources import LOCAL, theirs
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.where import OUTSIDE

INVALID, REPLAYED, CONFLICTING = "invalid", "replayed", "conflicting"
MOST_ROWS = 1_000
OTHER_CONTENTS = (
    "sent before with other contents; the first stays, this one is kept for review (exports/refusals); "
    "what has changed since is sent as a step, such as PUT .../contact"
)
DIFFERS_TOO = "differs from the first, too"


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

    def named(self, digest: str) -> str:
        """The identity of the line whose contents have a digest."""
        return f"{digest}#{self.occurrence}"


@dataclass(frozen=True)
class Entry:
    """A well-formed row.

    Attributes:
        reference: the key under which its source knows it.
        data: its fields as Python values.
        plain: its fields as JSON values.
        digest: the keyed hashes of the contents.
    """

    line: Line
    reference: str
    data: dict[str, Any]
    plain: dict[str, Any]
    digest: Digest

    @cached_property
    def line_id(self) -> str:
        """The line's identity."""
        return self.line.named(self.digest.text)

    def is_line(self, stored: str) -> bool:
        """Whether an identity that was kept, whenever that was, is the line's."""
        return stored in map(self.line.named, self.digest.known)


@dataclass(frozen=True)
class Refusal:
    """A row that was not taken in, and why. `values` are kept only where someone must review them.

    `field` and `reason` are the first of `errors`, which name everything that is wrong. `others` are the identities
    under which the line may have been refused before, while the hash key is being changed. Of who is erased no refusal
    is `kept`.
    """

    line_id: str
    kind: str
    row: int
    reference: str
    field: str
    reason: str
    values: Mapping[str, Any] | None = None
    more: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = ()
    kept: bool = True

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

    def refuse_entry(
        self, entry: Entry, name: str, reason: str, *, kept: bool = True, values: Mapping[str, Any] | None = None
    ) -> None:
        """Note that a well-formed row breaks a rule.

        Args:
            values: what of it is kept for review.
        """
        refused = refusal(entry.line, entry.digest, INVALID, entry.reference, (name, reason))
        self.refuse(replace(refused, kept=kept, values=values))

    def refuse_faults(self, entry: Entry, faults: Sequence[Fault]) -> None:
        """Note every rule that a well-formed row breaks."""
        reasons = ((one.field, one.reason) for one in faults)
        self.refuse(refusal(entry.line, entry.digest, INVALID, entry.reference, *reasons))

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
        if entry.is_line(first["line"]):
            self.replayed += 1
        elif first["digest"] in entry.digest.known:
            self.refuse(_replay(entry))
        else:
            self._conflict(entry, values)

    def _conflict(self, entry: Entry, values: Mapping[str, Any]) -> None:
        """Other contents are a conflict, whatever copy of them its sender calls the row, and are kept once for review.

        A copy of them is kept as a replay besides, so that any order of batches leaves the same.
        """
        conflict, is_copy = _conflicting(entry, values), entry.line.occurrence > 1
        if is_copy and any(one.line_id == conflict.line_id for one in self.refusals):
            self.refuse(_replay(entry))
            return
        self.refuse(conflict)
        if is_copy:
            self.refusals.append(_replay(entry))

    def name_differing(self, firsts: Mapping[str, Mapping[str, Any]]) -> None:
        """Name of conflicting rows the fields that differ from the first one's, as far as those are known.

        Args:
            firsts: by reference the fields of first rows that their sender may know.
        """
        self.refusals = [_named(one, firsts.get(one.reference, {})) for one in self.refusals]

    def save(self, transaction: Transaction) -> None:
        """Keep the refusals, each once however often its line comes."""
        region, organisation = transaction.where.place()
        sender = {"of_region": region, "of_organisation": organisation} if region or organisation else {}
        transaction["refusals"].write(
            [
                change
                for one in self.refusals
                if one.kept
                for change in (
                    ReplaceOne({"_id": one.line_id}, {**self._document(one), **sender}, upsert=True),
                    *(DeleteOne({"_id": other}) for other in one.others),
                )
            ]
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
        named = refusal.kind != CONFLICTING  # which fields differ is only told: it depends on what came with the row
        return {
            "resource": self.resource,
            "source": self.source,
            "kind": refusal.kind,
            "row": refusal.row,
            "reference": refusal.reference,
            "field": refusal.field if named else "",
            "reason": refusal.reason,
            "values": refusal.values,
            **({"errors": refusal.errors} if named and refusal.more else {}),
        }


def refusal(line: Line, digest: Digest, kind: str, reference: str, *reasons: tuple[str, str]) -> Refusal:
    """The refusal of a line with these contents; each reason with its field."""
    first, *more = reasons
    others = tuple(map(line.named, digest.others))
    return Refusal(line.named(digest.text), kind, line.row, reference, *first, more=tuple(more), others=others)


def _replay(entry: Entry) -> Refusal:
    return refusal(entry.line, entry.digest, REPLAYED, entry.reference, ("", "sent before"))


def _conflicting(entry: Entry, values: Mapping[str, Any]) -> Refusal:
    line = replace(entry.line, occurrence=1)
    return replace(refusal(line, entry.digest, CONFLICTING, entry.reference, ("", OTHER_CONTENTS)), values=values)


def _named(refused: Refusal, first: Mapping[str, Any]) -> Refusal:
    if refused.kind != CONFLICTING or refused.values is None:
        return refused
    differ = [name for name, value in refused.values.items() if name in first and first[name] != value]
    if not differ:
        return refused
    return replace(refused, field=differ[0], more=tuple((name, DIFFERS_TOO) for name in differ[1:]))
