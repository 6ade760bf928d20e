"""Sending a file's rows in batches, in the file's order or their instants', and adding up what became of them."""

from __future__ import annotations

import itertools
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cli.importing.files import Source, read
from cli.importing.kinds import Kind
from cli.importing.turns import in_turn
from cli.talking.api import TOO_LARGE, Api, ApiError
from cli.terminal.language import say

BATCH = 500
SHOWN = 15
"""So many rejected rows of all files are shown, and kept of one; all of them are in the files of rejected rows."""


@dataclass(frozen=True, order=True)
class Reject:
    """A row that was not taken in. `field` and `reason` name everything that is wrong with it."""

    file: str
    row: int
    reference: str
    field: str
    reason: str
    kind: str


@dataclass
class Tally:
    """What became of a file's rows.

    Attributes:
        swallowing: how many of the rejected rows have swallowed others, which nobody has seen.
        understood: values by field and by how they were read.
    """

    sent: int = 0
    accepted: int = 0
    replayed: int = 0
    rejected: int = 0
    swallowing: int = 0
    rejects: list[Reject] = field(default_factory=list)
    understood: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def nothing_taken(self) -> bool:
        """Whether not one row is in, be it that there were none."""
        return self.rejected == self.sent


Rows = list[dict[str, Any]]
Keep = Callable[[Reject, dict[str, Any]], None]


def send(api: Api, source: Source, progress: Callable[[int], None], keep: Keep = lambda reject, values: None) -> Tally:
    """Send every row of the file in order: of two rows with one reference the first is the one that stays.

    The file's order, but where rows are decided in the order of their instants: then that one, and all are in memory.

    Args:
        progress: told how many rows have their answer, after each batch.
        keep: given each row that was rejected, with its values.

    Raises:
        ApiError: the API does not answer, or refused the request as a whole.
    """
    tally = Tally()
    for batch in _batches(source):
        sent, receipt = _post(api, source.kind, batch)
        values = {row["row"]: row["values"] for row in batch} if receipt["refused"] else {}
        for reject in _add(tally, source, sent, receipt, values):
            keep(reject, values[reject.row])
        progress(tally.sent)
    return tally


def _batches(source: Source) -> Iterator[Rows]:
    rows = read(source)
    if source.kind.in_turn:
        rows = iter(in_turn(rows, *source.kind.in_turn))
    while batch := list(itertools.islice(rows, BATCH)):
        yield batch


def _post(api: Api, kind: Kind, rows: Rows) -> tuple[int, dict[str, Any]]:
    """Send a batch until it is answered. One that is too large as a whole is sent in halves."""
    try:
        return len(rows), api.post(f"{kind.path}/batch", {"rows": rows}, key=str(uuid.uuid4()))
    except ApiError as error:
        if error.status != TOO_LARGE:
            raise
    if len(rows) == 1:
        return 1, _oversized(rows[0]["row"])
    (first, one), (second, two) = (_post(api, kind, half) for half in (rows[: len(rows) // 2], rows[len(rows) // 2 :]))
    return first + second, {name: one.get(name, []) + two.get(name, []) for name in one | two}


def _oversized(row: int) -> dict[str, Any]:
    refused = {"row": row, "reference": "", "field": "", "reason": say("the row is too large"), "kind": "invalid"}
    return {"accepted": 0, "replayed": 0, "conflicting": 0, "refused": [refused]}


def _add(
    tally: Tally, source: Source, rows: int, receipt: dict[str, Any], values: Mapping[int, dict[str, Any]]
) -> list[Reject]:
    rejects = sorted(_reject(source, refused, values[refused["row"]]) for refused in receipt["refused"])
    tally.sent += rows
    tally.accepted += receipt["accepted"]
    tally.replayed += receipt["replayed"]
    tally.rejected += len(rejects)
    tally.swallowing += sum(one.row in source.swallowing for one in rejects)
    tally.rejects += rejects[: SHOWN - len(tally.rejects)]
    for one in receipt.get("understood", ()):
        tally.understood[one["field"], one["meaning"]] += one["count"]
    return rejects


def _reject(source: Source, refused: dict[str, Any], values: Mapping[str, Any]) -> Reject:
    # The service repeats no name that it does not know; those of values beyond the headings are ours.
    beyond = ", ".join(name for name in values if name not in source.header)
    errors = [{**one, "field": one["field"] or beyond} for one in refused.get("errors") or [refused]]
    several = len(errors) > 1
    fields = ", ".join(one["field"] for one in errors)
    told = [(one["field"], one.get("text") or one["reason"]) for one in errors]
    reasons = "; ".join(f"{name}: {why}" if several else why for name, why in told)
    if swallows := source.swallowing.get(refused["row"]):
        reasons = f"{say(swallows)}; {reasons}"
    return Reject(source.name, refused["row"], refused["reference"], fields, reasons, refused["kind"])
