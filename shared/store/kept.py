"""What a transaction inserts, until the store has it at its end; it is read and set here meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import bson
from bson.codec_options import CodecOptions
from pymongo import UpdateOne

from shared.store.client import Document


class Kept:
    """The documents of one collection, in the order in which they were inserted.

    Attributes:
        short: whether each has less than a kilobyte.
    """

    def __init__(self, *, short: bool = False) -> None:
        self.documents: list[Document] = []
        self.short = short

    def read(self, ids: Collection[Any], options: CodecOptions[Document]) -> list[Document] | None:
        """Those with these ids, as the store would give them back; None where one of them is not here."""
        if not self.documents:
            return None
        found = {one["_id"]: one for one in self.documents if one.get("_id") in ids}
        return None if len(found) < len(ids) else [bson.decode(bson.encode(one), options) for one in found.values()]

    def set(self, operations: Sequence[Any]) -> bool:
        """Set what operations set, if that is all they do, and all of it in documents that are here; whether it is."""
        if not self.documents:
            return False
        changes = [_setting(one) for one in operations]
        here = {one.get("_id"): number for number, one in enumerate(self.documents)}
        if not all(change and change[0] in here for change in changes):
            return False
        for change in changes:
            if change:
                name, fields = change
                # What was handed to the collection is its owner's: another document takes its place.
                self.documents[here[name]] = {**self.documents[here[name]], **fields}
        return True


def _setting(operation: Any) -> tuple[str, Mapping[str, Any]] | None:
    """The id of the one document of which an operation sets fields, and these; None where it does anything else."""
    query, change = (getattr(operation, name, None) for name in ("_filter", "_doc"))
    if not isinstance(operation, UpdateOne) or not isinstance(change, Mapping) or not isinstance(query, Mapping):
        return None
    name, fields = query.get("_id"), change.get("$set")
    if len(query) > 1 or len(change) > 1 or not isinstance(name, str) or not isinstance(fields, Mapping):
        return None
    return None if any("." in field for field in fields) else (name, fields)
