"""The result of a category of a cycle, as soon as its public notice is over: who is awarded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Any

from services.incentives.awards import cycles
from services.incentives.awards.results import AWARDED
from services.incentives.nominations import repository
from services.incentives.nominations.domain import GIVEN, RESULT, judgement, results_of
from services.incentives.nominations.repository import NOMINATIONS
from services.incentives.nominations.telling import GRANTS, tell_given
from shared import clock
from shared.store.transaction import Store, Transaction


def grant(transaction: Transaction, awards: Iterable[str]) -> None:
    """Award the best of categories of cycles whose notice is over, and tell what is another result than before."""
    today = clock.today()
    rows = cycles.rows(transaction, awards)
    over = {name: row for name, row in rows.items() if cycles.is_over(row, today)}
    cycles.take_turns(transaction, over)
    for award, row in sorted(over.items()):
        _grant(transaction, award, row["quota"], today)


def grant_due(store: Store, today: dt.date) -> int:
    """Award where the notice has come to its end, also while nobody ran; in how many categories."""
    awards = cycles.due(store, today)
    for award in awards:
        store.transact(partial(_grant_for_good, [award]))
    return len(awards)


def _grant_for_good(awards: list[str], transaction: Transaction) -> None:
    grant(transaction, awards)
    cycles.not_due(transaction, awards)


def _grant(transaction: Transaction, award: str, quota: int, today: dt.date) -> None:
    documents = repository.of_award(transaction, award)
    results = results_of(documents, quota, today)
    changes: dict[str, dict[str, Any]] = {}
    for one in documents:
        after: dict[str, Any] = {RESULT: results.get(one["_id"]), GIVEN: None}
        if after[RESULT] == AWARDED:
            after[GIVEN] = judgement(one, today)
        if any(one[name] != value for name, value in after.items()):
            changes[one["_id"]] = after
        if one[GIVEN] != after[GIVEN]:
            after[GRANTS] = one.get(GRANTS, 0) + 1
            tell_given(transaction, {**one, **after}, after[GIVEN] or one[GIVEN], given=after[GIVEN] is not None)
    repository.change(transaction, NOMINATIONS, changes)
