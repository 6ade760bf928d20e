"""What became of every row of the kinds that are decided on, as of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from pymongo.database import Database

from shared.kinds import Kind
from shared.store.client import Document
from shared.waiting import OUTCOME


def outcomes(database: Database[Document], kinds: Iterable[Kind], day: dt.date) -> Iterator[dict[str, Any]]:
    """Kind, reference and outcome of every row of these kinds; a document that is only awaited is no row."""
    for kind in kinds:
        if kind.decides:
            for document in database[kind.name].find():
                if OUTCOME in document:
                    yield {"resource": kind.name, "reference": document["_id"], "outcome": kind.state(document, day)}
