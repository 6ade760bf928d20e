"""Commands over HTTP: one transaction, and with an `Idempotency-Key` once however often they are sent.

The key's answer is stored in the command's own transaction (draft-ietf-httpapi-idempotency-key-header): who did not get
the answer sends the same request again and gets it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app
from pymongo.errors import PyMongoError
from structlog.contextvars import bound_contextvars

from shared import clock, ids
from shared.positions import Position
from shared.rules.personal_numbers import shows_personal_number
from shared.sources import LOCAL, SEPARATOR
from shared.store.transaction import SeenBefore, Store, Transaction
from shared.web import access_log
from shared.web.asking import asked, kept
from shared.web.described import LONGEST_KEY
from shared.web.hearing import prefers_position
from shared.web.problems import Problem
from shared.web.scopes import DECLARE, SPEAK

KEYS = "idempotency"
Answer = tuple[Any, str | None]
"""A command's result, and the position of what it told where that is asked for."""


def store() -> Store:
    """The store of the service that answers this request."""
    found: Store = current_app.extensions["kapok"].store
    return found


def command(work: Callable[[Transaction], Any], is_done: Callable[[Any], bool] = lambda _: True) -> Any:
    """Run a use case in a transaction and give its JSON result, or the result that its key already has.

    Args:
        is_done: whether a result uses up its key. One that is a refusal does not: what is mended may be sent with it.

    Raises:
        Problem: 422 when the key was used with another request.
    """
    key, known = _key(), kept()
    trace, correlation = known.trace.traceparent, ids.new_id()
    caller, where = known.caller, known.where
    prefers = prefers_position()

    def run(transaction: Transaction) -> Answer:
        transaction.traceparent, transaction.correlationid = trace, correlation
        transaction.source, transaction.where, transaction.subject = caller.source, where, caller.subject
        transaction.declares, transaction.speaks = DECLARE in caller.scopes, SPEAK in caller.scopes
        transaction.position = Position() if prefers else None
        return _once(transaction, key, work, is_done) if key else _answer(transaction, work, is_done)

    with bound_contextvars(trace_id=trace.split("-")[1], correlationid=correlation):
        result, known.position = _transact()(run)
    return result


def _transact() -> Callable[[Callable[[Transaction], Answer]], Answer]:
    """A batch is a group of its own, and would keep others waiting."""
    kapok = current_app.extensions["kapok"]
    transact: Callable[[Callable[[Transaction], Answer]], Answer] = (
        kapok.store if _is_batch() else kapok.groups
    ).transact
    return transact


def _is_batch() -> bool:
    body = kept().get("body")
    return isinstance(body, dict) and isinstance(body.get("rows"), list)


def _key() -> str:
    key = asked().headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY:
        raise Problem(400, f"Idempotency-Key has more than {LONGEST_KEY} characters")
    if shows_personal_number(key):
        raise Problem(400, "Idempotency-Key has an identity number or a phone in it; a UUID is a good key")
    return key


def _answer(transaction: Transaction, work: Callable[[Transaction], Any], is_done: Callable[[Any], bool]) -> Answer:
    result, position = work(transaction), transaction.position
    if is_done(result):
        access_log.note_change(transaction)
    return result, f"{transaction.service}={position}" if position and position.told else None


def _once(
    transaction: Transaction, key: str, work: Callable[[Transaction], Any], is_done: Callable[[Any], bool]
) -> Answer:
    name = _key_of_caller(key)
    request, reach = asked(), kept().where
    where = () if reach.everywhere else map(str, reach.kept().values())
    fingerprint = transaction.sealer.digest(request.method, request.path, request.get_data(as_text=True), *where)
    # As a rule a key is new; of one that is not, inserting its answer tells, and the next try looks. A batch that is
    # sent again would be read in vain, and among so many rows a look costs nothing.
    answered = transaction[KEYS].one(name) if _is_batch() else transaction.copied(KEYS, [name]).get(name)
    if answered is None:
        return _first(transaction, name, fingerprint.text, work, is_done)
    if answered["fingerprint"] not in fingerprint.known:
        raise Problem(422, "this Idempotency-Key was used with another request; take a new key")
    return answered["result"], answered.get("position")


def _first(
    transaction: Transaction,
    name: str,
    fingerprint: str,
    work: Callable[[Transaction], Any],
    is_done: Callable[[Any], bool],
) -> Answer:
    try:
        result, position = _answer(transaction, work, is_done)
    except PyMongoError:
        raise  # the store gives nothing more in this try
    except Exception:
        _must_be_new(transaction, name)
        raise
    if is_done(result):
        document = {"_id": name, "fingerprint": fingerprint, "result": result, "position": position}
        transaction[KEYS].insert([{**document, "at": clock.now()}])
    else:
        _must_be_new(transaction, name)
    return result, position


def _must_be_new(transaction: Transaction, name: str) -> None:
    """What is refused may be refused because it was done under this key: then that is the answer."""
    if not transaction.met_copies and transaction[KEYS].one(name):
        raise SeenBefore


def _key_of_caller(key: str) -> str:
    """Two sources may have clients of one name, and these may take one key; any of the three may have a colon."""
    caller = kept().caller
    source = () if caller.source == LOCAL else (caller.source,)
    return SEPARATOR.join(map(_plain, (*source, caller.subject, key)))


def _plain(part: str) -> str:
    return part.replace("%", "%25").replace(SEPARATOR, "%3A")
