"""Use cases of works: decide on what waited for a call or a work, and rank works."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from services.projects.merges.repository import all_ties
from services.projects.works import domain, repository
from services.projects.works.kind import CALLS, SCORES, WORKS
from services.projects.works.settling import judge
from shared import jurors, lives
from shared.deciding import release
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.transaction import Store, Transaction
from shared.waiting import WAITS_FOR


def release_works(transaction: Transaction, events: Sequence[Event]) -> None:
    """Calls were opened: decide on the works that waited for them."""
    release(transaction, [WORKS], CALLS.name, {event.subject: event for event in events})


def release_scores(transaction: Transaction, events: Sequence[Event]) -> None:
    """Works were submitted: decide on the scores that waited for them."""
    release(transaction, [SCORES], WORKS.name, {event.subject: event for event in events})


def hear_names(transaction: Transaction, names: Collection[str]) -> None:
    """Volunteers are known by these names: whose scores count may be another thing now."""
    _judge(transaction, jurors.of_named(transaction, SCORES.name, names))


def hear_merged(transaction: Transaction, numbers: Collection[str]) -> None:
    """Registrations are one person, or two again: likewise."""
    _judge(transaction, jurors.of_merged(transaction, SCORES.name, numbers, all_ties))


def ranking(store: Store, call: str, day: dt.date) -> list[dict[str, Any]]:
    """The works of a call that have a rank as of a day, by category and rank.

    Raises:
        Unknown: there is no such call.
    """
    lives.find(store, CALLS, call)
    return _ranking(store, call, day)


def rankings(store: Store, day: dt.date) -> Iterator[dict[str, Any]]:
    """The same of all calls, each work with its call."""
    for call in repository.calls(store.database):
        for one in _ranking(store, call, day):
            yield {"call_ref": call, **one}


def _judge(transaction: Transaction, scores: Iterable[Document]) -> None:
    works = {one["work_ref"] for one in scores if WAITS_FOR not in one}
    if works:
        judge(transaction, works)


def _ranking(store: Store, call: str, day: dt.date) -> list[dict[str, Any]]:
    works = repository.works_of(store.database, call, day)
    scores = repository.scores_of(store.database, (one["work_ref"] for one in works), day)
    return [
        {
            "rank": one.rank,
            "work_ref": one.work_ref,
            "category": one.category,
            "result": one.result,
            "scores": one.scores,
        }
        for one in domain.ranking(works, scores, day)
    ]
