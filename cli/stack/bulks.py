"""A bulk of insertions is a statement for each collection in the embedded store (docs/adr/0077)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import wraps
from itertools import groupby
from operator import itemgetter
from typing import Any

from bson import Int64


def insert_together(commands: Any) -> None:
    """Have insertions of a bulk that follow each other in one collection be one statement, as MongoDB does it.

    The store makes a statement of each operation, and refuses a bulk that begins a transaction, for its read concern.
    """
    one_by_one, insert = commands._bulk_write, commands._insert  # noqa: SLF001
    commands._BULK_WRITE_KNOWN_FIELDS |= {"readConcern"}  # noqa: SLF001

    @wraps(one_by_one)
    def bulk(asked: Mapping[str, Any], context: Any) -> Any:
        if not (asked.get("errorsOnly") and all("insert" in one for one in asked["ops"])):
            return one_by_one(asked, context)
        inserted = 0
        for number, some in groupby(asked["ops"], key=itemgetter("insert")):
            database, _, name = asked["nsInfo"][number]["ns"].partition(".")
            documents = [one["document"] for one in some]
            answer = insert({"insert": name, "documents": documents}, replace(context, db_name=database))
            if not answer["ok"]:
                return answer
            inserted += answer["n"]
            if answer.get("writeErrors"):
                (error,) = answer["writeErrors"]
                return _of_bulk(inserted, [{"ok": 0.0, "idx": inserted, "n": 0, **error}])
        return _of_bulk(inserted, [])

    commands._HANDLERS["bulkWrite"] = bulk  # noqa: SLF001


def _of_bulk(inserted: int, errors: list[dict[str, Any]]) -> dict[str, Any]:
    counts = {"nMatched": 0, "nModified": 0, "nUpserted": 0, "nDeleted": 0}
    cursor = {"id": Int64(0), "firstBatch": errors, "ns": "admin.$cmd.bulkWrite"}
    return {"cursor": cursor, "nErrors": len(errors), "nInserted": inserted, **counts, "ok": 1.0}
