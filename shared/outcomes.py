"""What became of every row of the kinds that are decided on, as of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from pymongo.database import Database

from shared.kinds import Kind
from shared.lists import of_place
from shared.store.client import Document
from shared.waiting import OUTCOME
from shared.where import EVERYWHERE, Where


def outcomes(
    database: Database[Document], kinds: Iterable[Kind], day: dt.date, where: Where = EVERYWHERE
) -> Iterator[dict[str, Any]]:
    """Kind, reference and outcome of every row of these kinds; a document that is only awaited is no row.

    Args:
        where: where who asks may act.
    """
    for kind in kinds:
        if kind.decides:
            for document in of_place(database, kind.name, kind.places, where):
                if OUTCOME in document:
                    yield {"resource": kind.name, "reference": document["_id"], "outcome": kind.state(document, day)}
