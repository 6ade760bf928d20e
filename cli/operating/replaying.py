"""What `kapok replay` is asked for, checked: which events of which log go to which queues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pymongo.database import Database

from cli.systems.system import System
from cli.talking.client import settings_of
from cli.terminal.errors import CommandError
from shared import clock
from shared.clock import CHINA
from shared.config import SERVICES
from shared.events.catalogue import heard_by, published_by
from shared.messaging.publisher import Publisher
from shared.messaging.replay import position_before, send_history
from shared.messaging.sending import Sender, UnknownQueue
from shared.messaging.topology import queue_of
from shared.store import outbox
from shared.store.client import Document, connect, database_of


@dataclass(frozen=True)
class Plan:
    """A replay that can be done.

    Attributes:
        queues: the queue for each type.
        first, last: the span of positions; empty when the first is behind the last.
    """

    source: str
    queues: dict[str, str]
    first: int
    last: int


class Replaying:
    """Replays of one service's log in a system."""

    def __init__(self, system: System, source: str, tell: Callable[[str], None]) -> None:
        self.source = source
        self._settings = settings_of(system)
        uri = self._settings.broker_uri
        self.sender = Sender(uri, Publisher(uri, source), tell)
        self._database: Database[Document] = database_of(connect(self._settings), self._settings, source)

    def plan(self, types: Sequence[str], begin: int | dt.datetime, target: str) -> Plan:
        """What is asked for.

        Raises:
            CommandError: a type, the subscriber or the beginning makes no sense; the message says what would.
        """
        queues = self._queues(types, target)
        head = outbox.head_position(self._database)
        if isinstance(begin, int):
            first = begin
            if first > head + 1:
                raise CommandError(f"the log of {self.source} ends at position {head:,}")
        else:
            first = position_before(self._database, begin) + 1
        return Plan(self.source, queues, first, head)

    def run(self, plan: Plan) -> Iterator[tuple[int, int]]:
        """Send; see `send_history`."""
        return send_history(self._database, self.sender, plan.queues, (plan.first, plan.last))

    def _queues(self, types: Sequence[str], target: str) -> dict[str, str]:
        published = [one.type for one in published_by(self.source)]
        for one in types:
            if one not in published:
                raise CommandError(f"{self.source} publishes no {one}; it publishes {', '.join(published)}")
        if target in SERVICES:
            return self._of_service(types, target)
        owner, _, event_type = target.partition(".")
        if owner in SERVICES:
            raise CommandError(f"{target} is a queue of {owner}: use --to {owner} --type {event_type or 'TYPE'}")
        try:
            self.sender.waiting(target)
        except UnknownQueue:
            raise CommandError(
                f"{target} is neither a service ({', '.join(SERVICES)}) nor a queue of the broker; declare it first"
            ) from None
        return dict.fromkeys(types or published, target)

    def _of_service(self, types: Sequence[str], target: str) -> dict[str, str]:
        heard = [one for one in heard_by(target) if one.source == self.source]
        if not heard:
            sources = sorted({one.source for one in heard_by(target)})
            raise CommandError(f"{target} hears nothing of {self.source}; it hears {', '.join(sources)}")
        known = [one.type for one in heard]
        for one in types:
            if one not in known:
                raise CommandError(f"{target} does not hear {one}; of {self.source} it hears {', '.join(known)}")
        return {one: queue_of(target, one) for one in types or known}


def read_beginning(text: str) -> int | dt.datetime:
    """A position of the log, or a moment: an ISO 8601 time or day, of Chinese time where no offset stands.

    Raises:
        ValueError: it is neither.
    """
    if text.isascii() and text.isdecimal() and len(text) < 16:
        if int(text) < 1:
            raise ValueError("positions begin at 1")
        return int(text)
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("neither a position such as 1200 nor a time such as 2018-02-14T08:00:00+08:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def beginning_in_words(plan: Plan, begin: int | dt.datetime) -> str:
    """Where a replay begins."""
    if isinstance(begin, int):
        return f"position {plan.first:,}"
    return f"position {plan.first:,} ({clock.to_text(begin)}, or at most a few minutes earlier)"
