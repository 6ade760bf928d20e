"""The conversation with an identity authority that answers later: a few questions at a time, outside of transactions.

A question is kept in the volunteer's document with the time at which it is to be asked next. Who takes it writes that
it is to be asked again soon, goes, and comes back with the answer: of a process that is killed meanwhile nothing is
lost, and the authority knows the question by its id.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
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
LOOK_EVERY = 1.0
"""Seconds after which others that are due are looked for, while none of those on their way is answered."""


class Authority(Protocol):
    """Who is asked."""

    name: str

    def ask(self, request: Request) -> Reply:
        """Ask once, for a few seconds at most; it raises nothing."""
        ...


def ask_all(
    store: Store, authority: Authority, is_stopping: Callable[[], bool], now: Callable[[], dt.datetime] = clock.now
) -> int:
    """Ask whatever is due, a few questions at a time; how many. One that is long in coming holds up no other.

    Args:
        is_stopping: once it says so, no further question is asked.
    """
    asked: dict[Future[Reply], Request] = {}
    count = 0
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        while True:
            free = 0 if is_stopping() else MOST_AT_ONCE - len(asked)
            requests = _due(store, now(), free) if free else []
            asked |= {pool.submit(authority.ask, one): one for one in requests}
            count += len(requests)
            if not asked:
                return count
            for done in wait(asked, LOOK_EVERY, FIRST_COMPLETED).done:
                _record(store, authority.name, asked.pop(done), done.result(), now())


def _due(store: Store, now: dt.datetime, most: int) -> list[Request]:
    return store.transact(lambda transaction: _take(transaction, now, most))


def _take(transaction: Transaction, now: dt.datetime, most: int) -> list[Request]:
    due = repository.due(transaction, now, most)
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
