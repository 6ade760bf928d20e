"""What is shown of nominations on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from services.incentives.nominations import domain, repository
from services.incentives.nominations.domain import FIGURES, LACKS
from shared import clock
from shared.lives import Record
from shared.store.transaction import Store
from shared.waiting import OUTCOME
from shared.where import EVERYWHERE, Where


def of_list(store: Store, document: Mapping[str, Any]) -> dict[str, Any]:
    """A nomination as a list shows it."""
    return shown(document, clock.today())


def of_record(record: Record) -> dict[str, Any]:
    """One nomination as it stands."""
    return shown(record.document, clock.today())


def nominations_as_of(store: Store, day: dt.date | None, where: Where = EVERYWHERE) -> Iterator[dict[str, Any]]:
    """What became of each nomination as of a day, by default today, and its mean."""
    on = day or clock.today()
    for one in repository.everything(store.database, where):
        names = ("nomination_ref", "cycle_ref", "category", "subject_ref")
        yield {**{name: one[name] for name in names}, **_judged(one, on)}


def shown(document: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    """What the view shows of a document; of one that waits, what came."""
    if LACKS not in document:
        return {**document}
    return {**document, **_judged(document, day), "lacks": document[LACKS] or [], "figures": document[FIGURES]}


def _judged(document: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    return {
        OUTCOME: domain.state(document, day),
        "mean": domain.mean_of(document, day),
        "scores": len(domain.counting(document, day)),
    }
