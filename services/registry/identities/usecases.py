"""The conversation with an identity authority that answers later: a few questions at a time, outside of transactions.

A question is kept in the volunteer's document with the time at which it is to be asked next. Who takes it writes that
it is to be asked again soon, goes, and comes back with the answer: of a process that is killed meanwhile nothing is
lost, and the authority knows the question by its id.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Protocol

import structlog

from services.registry.identities import repository
from services.registry.identities.domain import Reply, Request
from services.registry.volunteers.domain import Volunteer
from services.registry.volunteers.keeping import keep_answer
from services.registry.volunteers.questions import Evidence, pause
from services.registry.volunteers.repository import Register
from shared import clock
from shared.crypto import Sealer
from shared.store.transaction import Store, Transaction

log = structlog.get_logger()
MOST_AT_ONCE = 8
"""Questions on their way from one process: an authority is a guest's, not ours."""
LONGEST_TURN = 2.0
"""Seconds."""


class Authority(Protocol):
    """Who is asked."""

    name: str

    def ask(self, request: Request) -> Reply:
        """Ask once, however long it takes; it raises nothing."""
        ...


def ask_all(store: Store, authority: Authority) -> None:
    """Ask everything that is due, for a while: the process may want to stop."""
    until = time.monotonic() + LONGEST_TURN
    while ask_some(store, authority) == MOST_AT_ONCE and time.monotonic() < until:
        pass


def ask_some(store: Store, authority: Authority, now: Callable[[], dt.datetime] = clock.now) -> int:
    """Ask a few questions that are due, all at once; how many."""
    requests = store.transact(lambda transaction: _take(transaction, now()))
    if not requests:
        return 0
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        asked = {pool.submit(authority.ask, one): one for one in requests}
        for done in as_completed(asked):
            _record(store, authority.name, asked[done], done.result(), now())
    return len(requests)


def _take(transaction: Transaction, now: dt.datetime) -> list[Request]:
    due = repository.due(transaction, now, MOST_AT_ONCE)
    register, requests = Register(transaction, due), []
    for volunteer in map(register.find, due):
        if volunteer is not None and volunteer.question is not None:
            register.put(volunteer.asking(volunteer.question.asked(now)))
            requests.append(_request(transaction.sealer, volunteer, volunteer.question.id))
    register.save()
    return requests


def _request(sealer: Sealer, volunteer: Volunteer, question: str) -> Request:
    facts = sealer.open(volunteer.facts.sealed, volunteer.number)
    told = {name: facts[name] for name in ("name", "document_type", "document_number")}
    return Request(question, volunteer.reference, **told)


def _record(store: Store, authority: str, request: Request, reply: Reply, now: dt.datetime) -> None:
    if reply.answer is None:
        log.warning("the identity authority gave no answer", authority=authority, reason=reply.failure)
    store.transact(lambda transaction: _keep(transaction, authority, request, reply, now))


def _keep(transaction: Transaction, authority: str, request: Request, reply: Reply, now: dt.datetime) -> None:
    """Keep what came of a question, unless it was answered otherwise meanwhile, or another one is asked now."""
    register = Register(transaction, [request.reference])
    volunteer = register.find(request.reference)
    if volunteer is None or volunteer.question is None or volunteer.question.id != request.id:
        return
    if reply.answer is not None:
        evidence = Evidence(request.id, reply.answer.value, now, authority)
        keep_answer(transaction, register, volunteer, reply.answer, evidence=evidence)
    else:
        question = volunteer.question
        # No secret: it spreads those who began to wait at one moment.
        seconds = pause(question.tries, random.random()) if reply.after is None else reply.after  # noqa: S311
        register.put(volunteer.asking(question.put_off(now, seconds)))
    register.save()
