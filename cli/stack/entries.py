"""A document that is changed keeps those of its index entries that stay as they are.

The embedded store takes all entries of a document out of all indexes and puts all of the changed one in: some thirty
operations for a document of which one field is set that no index has (docs/adr/0071).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import bson

ABSENT = object()


def leave_what_stays(storage: type[Any]) -> None:
    """Have a change take out, and put in, entries of those indexes alone that have a field which is another now.

    The store checks what a document becomes just before it writes that; what is noted then is gone with the statement.
    """
    check, delete, write, batch = (
        getattr(storage, name)
        for name in ("_unique_conflict", "_delete_index_entries", "_write_index_entries", "_batch_transaction")
    )
    noted = threading.local()

    def forget() -> None:
        noted.becomes = noted.changed = None

    def check_and_note(self: object, *place: Any, exclude_recordid: int | None, **named: Any) -> Any:
        database, collection, document, _ = place
        noted.becomes = (database, collection, exclude_recordid), document
        return check(self, *place, exclude_recordid=exclude_recordid, **named)

    def delete_changed(self: object, *place: Any, recordid: int) -> None:
        database, collection, document, indexes, partial = place
        row, new = getattr(noted, "becomes", None) or (None, {})
        forget()
        if row == (database, collection, recordid):
            indexes = [one for one in indexes if one[0] in partial or is_other(document, new, one[1])]
            noted.changed = row, indexes
        delete(self, database, collection, document, indexes, partial, recordid=recordid)

    def write_changed(self: object, *place: Any, recordid: int) -> None:
        database, collection, document, indexes, partial = place
        row, changed = getattr(noted, "changed", None) or (None, None)
        forget()
        if row == (database, collection, recordid):
            indexes = changed
        write(self, database, collection, document, indexes, partial, recordid=recordid)

    @contextmanager
    def forgetting(self: object, **named: Any) -> Iterator[Any]:
        writing: AbstractContextManager[Any] = batch(self, **named)
        forget()
        try:
            with writing as session:
                yield session
        finally:
            forget()

    storage._unique_conflict, storage._batch_transaction = check_and_note, forgetting  # noqa: SLF001
    storage._delete_index_entries, storage._write_index_entries = delete_changed, write_changed  # noqa: SLF001


def is_other(before: Mapping[str, Any], after: Mapping[str, Any], key: Mapping[str, Any]) -> bool:
    """Whether any field of an index's key is another after a change, or of another type; of a path, its first part."""
    names = {field.partition(".")[0] for field in key}
    return any(not _same(before.get(name, ABSENT), after.get(name, ABSENT)) for name in names)


def _same(before: Any, after: Any) -> bool:
    if before is after:
        return True
    if type(before) is not type(after):
        return False
    if isinstance(before, list | dict):
        # What is equal within may be of another type.
        return bson.encode({"": before}) == bson.encode({"": after})
    return bool(before == after)
