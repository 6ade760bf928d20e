"""Finding all that names a person, and removing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pymongo import DeleteOne, UpdateOne

from services.registry.erasure.traces import TRACES, Trace
from services.registry.volunteers.repository import VOLUNTEERS
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.waiting import is_known

REFUSALS = "refusals"


def rows(transaction: Transaction, names: Sequence[str]) -> dict[str, list[Document]]:
    """The rows that name a person, whatever has become of them, by kind."""
    found = {trace.kind.name: _naming(transaction, trace, trace.kind.name, "", names) for trace in TRACES}
    return {kind: documents for kind, documents in found.items() if documents}


def refusals(transaction: Transaction, names: Sequence[str], rows: Mapping[str, Sequence[Document]]) -> list[Document]:
    """Rows that were not taken in: of the person, under the references of its rows, or naming the person."""
    references = {VOLUNTEERS: list(names), **{kind: [one["_id"] for one in found] for kind, found in rows.items()}}
    found: dict[str, Document] = {}
    for resource, some in references.items():
        stored = transaction[REFUSALS].where("reference", some)
        found.update({one["_id"]: one for one in stored if one["resource"] == resource})
    for trace in TRACES:
        stored = _naming(transaction, trace, REFUSALS, "values.", names)
        found.update({one["_id"]: one for one in stored if one["resource"] == trace.kind.name})
    return list(found.values())


def erase(transaction: Transaction, rows: Mapping[str, Sequence[Document]], names: Sequence[str], number: str) -> None:
    """Remove the rows of a person; those that stay name the number instead."""
    for trace in TRACES:
        found = rows.get(trace.kind.name, ())
        staying = [one for one in found if trace.stays and is_known(one)]
        remove(transaction, trace.kind.name, (one for one in found if one not in staying))
        renamed = ({field: number for field in trace.fields if one[field] in names} for one in staying)
        changes = [UpdateOne({"_id": one["_id"]}, {"$set": to}) for one, to in zip(staying, renamed, strict=True)]
        transaction[trace.kind.name].write(changes)


def remove(transaction: Transaction, collection: str, documents: Iterable[Document]) -> None:
    """Delete documents."""
    transaction[collection].write([DeleteOne({"_id": one["_id"]}) for one in documents])


def _naming(
    transaction: Transaction, trace: Trace, collection: str, before: str, names: Sequence[str]
) -> list[Document]:
    found = (one for field in trace.fields for one in transaction[collection].where(f"{before}{field}", names))
    return list({one["_id"]: one for one in found}.values())
