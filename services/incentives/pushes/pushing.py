"""Sending partners what is new in their logs, each by a thread of its own, so that none waits for another's endpoint.

Before a batch is sent, which events it has is stored with its id: whoever sends it again sends the same under the same
id. What came of it is stored with the attempt, or not at all.
"""

from __future__ import annotations

import datetime as dt
import functools
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from services.incentives.feeds import repository as feeds
from services.incentives.feeds.usecases import of_partner
from services.incentives.partners.kind import PARTNERS
from services.incentives.pushes import domain, repository
from services.incentives.pushes.domain import Answer, Outcome
from shared import clock, lives
from shared.events import texts
from shared.feeds import cursors
from shared.feeds.cursors import Cursor
from shared.store.client import Document
from shared.store.transaction import Store, Transaction

log = structlog.get_logger()
MOST_AT_ONCE = 16
"""Partners to whom a process sends at a time."""
AFTER_FAILURE = 1.0
"""Seconds before a push is tried again of which something of our own failed."""
GRACE = 1.0
"""Seconds that what is being sent has to come to its end when a process stops."""
CURSOR = "Kapok-Cursor"
DISABLED = "push.disabled.v1"


class Sends(Protocol):
    """What sends a batch."""

    def send(self, endpoint: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send it once."""
        ...


@dataclass(frozen=True)
class Batch:
    """What is sent at once: the events of a log behind a position up to another one.

    Attributes:
        cursor: where the same log can be read on by a request.
    """

    after: int
    upto: int
    message: str
    cursor: str
    body: bytes

    @property
    def kept(self) -> Document:
        """How it is stored."""
        return {"after": self.after, "upto": self.upto, "message": self.message}


class Pushing:
    """Sends partners what is new in their logs.

    Args:
        sender: makes what sends, when there is something to be sent.
        now: tells the moment.
    """

    def __init__(self, store: Store, sender: Callable[[], Sends], now: Callable[[], dt.datetime] = clock.now) -> None:
        self._store, self._sender, self._now = store, sender, now
        self._changed = threading.Condition()
        self._in_hand: dict[str, bool] = {}  # whether somebody asked for a partner since it was looked at
        self._begun: dict[str, Document] = {}
        self._stopping = False

    def begin_all(self) -> None:
        """Let everybody be sent something who waits for it."""
        self.begin(repository.waiting(self._store.database, self._now()))

    def begin(self, partners: Iterable[str]) -> None:
        """Let partners be sent what is new in their logs; who is sent something already is looked at again then."""
        for partner in partners:
            with self._changed:
                is_in_hand = partner in self._in_hand
                if self._stopping or not (is_in_hand or len(self._in_hand) < MOST_AT_ONCE):
                    continue
                self._in_hand[partner] = True
            if not is_in_hand:
                threading.Thread(target=self._send_all, args=(partner,), daemon=True).start()

    def stop(self, grace: float = GRACE) -> None:
        """Begin nothing any more; what does not come to its end in a moment is left to another process at once."""
        with self._changed:
            self._stopping = True
            self._changed.wait_for(lambda: not self._begun, grace)
            left = list(self._begun.values())
        for push in left:
            repository.free(self._store.database, push)

    def _send_all(self, partner: str) -> None:
        try:
            while self._is_asked_for(partner):
                while not self._stopping and self.deliver(partner):
                    pass
        except Exception as error:
            # It is begun anew from what is stored.
            log.warning("a push was left off", partner=partner, error=type(error).__name__)
            time.sleep(AFTER_FAILURE)
            self._in_hand.pop(partner, None)

    def _is_asked_for(self, partner: str) -> bool:
        """Whether somebody asked for a partner since it was looked at; if not, nobody is at it any more."""
        with self._changed:
            if is_asked_for := self._in_hand.pop(partner, False) and not self._stopping:
                self._in_hand[partner] = False
            return is_asked_for

    def deliver(self, partner: str) -> bool:
        """Send a partner the next batch, or one again that was not taken; whether another one can be sent at once."""
        push, now = repository.find(self._store.database, partner), self._now()
        if push is None or push.get("is_on") != repository.ON or max(push["due"], push["expires"]) > now:
            return False
        batch = self._batch(push)
        taken = repository.take(self._store.database, push, batch.kept, now) if batch else None
        if batch is None or taken is None:
            return False
        with self._changed:
            self._begun[partner] = taken
        try:
            begun = time.monotonic()
            answer = self._send(taken, batch)
            return self._end(taken, answer, round(time.monotonic() - begun, 3))
        finally:
            with self._changed:
                self._begun.pop(partner, None)
                self._changed.notify_all()

    def _batch(self, push: Document) -> Batch | None:
        """The batch in hand, or the next one; None where the partner has everything."""
        book = feeds.book(self._store.database, push["_id"])
        head, kept = book.head(), push["batch"]
        after = kept["after"] if kept else push["position"]
        upto = kept["upto"] if kept else min(after + push["size"], head.position)
        found: Sequence[bytes] = [text for _, text in book.read_texts(after, upto)]
        if not kept:
            found = domain.cut(found, push["most_bytes"])
        if not found:
            return None
        message = kept["message"] if kept else repository.new_message()
        following = cursors.following(book, Cursor(), after + len(found), head)
        cursor = cursors.write(of_partner(push["_id"], None, None).name, following)
        return Batch(after, after + len(found), message, cursor, texts.join(found))

    def _send(self, push: Document, batch: Batch) -> Answer:
        endpoint = lives.find(self._store, PARTNERS, push["_id"]).document["endpoint"]
        secrets = repository.open_secrets(self._store.sealer, push)
        headers = domain.headers(secrets, batch.message, batch.body, self._now())
        return self._sender().send(endpoint, {**headers, CURSOR: batch.cursor}, batch.body)

    def _end(self, push: Document, answer: Answer, seconds: float) -> bool:
        batch, now = push["batch"], self._now()
        outcome = domain.judged(answer, batch["upto"] - batch["after"])
        changes = domain.after(outcome, answer, push, now)
        said = {"outcome": str(outcome), "status": answer.status, "reason": answer.failure, "seconds": seconds}
        attempt = {"at": batch["begun"], **said}

        def work(transaction: Transaction) -> bool:
            is_mine = repository.end(transaction, push, changes, attempt)
            if is_mine and changes.get("disabled"):
                told = {"partner_ref": push["_id"], "reason": changes["disabled"], "position": push["position"]}
                transaction.publish(DISABLED, push["_id"], told)
            return is_mine

        is_mine = self._store.transact(work)
        if is_mine and changes.get("disabled"):
            log.warning("a partner is sent nothing any more", partner=push["_id"], reason=changes["disabled"])
        return is_mine and outcome in (Outcome.DELIVERED, Outcome.TOO_LARGE)


@functools.cache
def of(store: Store) -> Pushing:
    """A process's own for a store. What sends is loaded only where something is to be sent."""

    @functools.cache
    def sender() -> Sends:
        from services.incentives.pushes.sending import Sender  # noqa: PLC0415  # httpcore takes memory

        return Sender(is_free=store.settings.push_anywhere, proxy=store.settings.push_proxy, now=clock.now)

    return Pushing(store, sender)


def stop(store: Store) -> None:
    """A process stops: what it sends from this store is ended or left to others."""
    of(store).stop()
