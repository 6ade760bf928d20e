"""The relay: the only publisher of a service. It reads unsent commits, publishes them, and then marks them.

One relay is active for each service. The lease names it, with a fencing token that grows with each change of hands: a
relay that was paused and wakes up with an old token cannot mark anything. Whatever it published before is published
again by its successor, and dropped by the inboxes. A commit is marked only after the broker's word, so nothing is lost.
Where nobody waits for positions, small commits are marked some at a time (docs/adr/0060).
"""

from __future__ import annotations

import datetime as dt
import math
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import structlog
from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError

from shared import clock, ids
from shared.messaging import flow, listeners
from shared.messaging.publisher import Publisher, PublishError
from shared.store import logbook, outbox
from shared.store.client import Document
from shared.store.transaction import Store, Transaction

log = structlog.get_logger()
LEASE = dt.timedelta(seconds=10)
COMMITS_AT_ONCE = 20
EVENTS_AT_ONCE = 2_000
"""A round is over long before its lease, also on a slow broker with a large backlog."""
SMALL = 20
"""Events of a commit: where the last ones had no more, all that a round takes is read at once."""
MOST_UNMARKED = 100
"""Events: to read so many again costs less than to mark them by themselves."""
NO_ONE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


class LostLease(Exception):
    """Another relay has taken over, or an earlier try marked this round; nothing is marked now."""


@dataclass(frozen=True)
class Lease:
    """The right to publish, until `expires`."""

    token: int
    expires: dt.datetime


class Relay:
    """Publishes one service's outbox, round by round.

    Args:
        mark_within: for how many seconds small commits that are published may wait to be marked together. There are
            never more than a round may publish, so that a crash sends no more of them twice than without waiting.

    Attributes:
        waiting: when the commits that the last round found were written, oldest first; none if another relay is active.
        behind: whether the last round left commits for the next one.
    """

    def __init__(self, store: Store, publisher: Publisher, mark_within: float = 0.0) -> None:
        self._store = store
        self._publisher = publisher
        self._mark_within = mark_within
        self._unmarked: list[Document] = []
        self._unmarked_since = 0.0
        self._owner = ids.new_id()
        self._lease: Lease | None = None
        self._position = 0
        self._read_at_once = outbox.COMMITS_READ_AT_ONCE
        self.waiting: list[dt.datetime] = []
        self.behind = False

    @property
    def marks_in(self) -> float:
        """Seconds until what is published is to be marked by the next round; without end where nothing is."""
        if not self._unmarked:
            return math.inf
        return max(0.0, self._unmarked_since + self._mark_within - time.monotonic())

    def round(self) -> int:
        """Publish the oldest commits, and mark what is to be; how many events are published.

        0 when there are none, or another relay is active.

        Raises:
            PublishError: the broker did not take them, or a listener's queue is gone; they stay unsent.
            LostLease: another relay took over meanwhile, or the store's word for an earlier try was lost; they may be
                published twice.
        """
        if not self._hold_lease():
            self.waiting, self.behind = [], False
            return 0
        self._mark_what_is_due()
        commits, self.behind = _within_bounds(self._unpublished(), self._unmarked)
        self.waiting = [commit["pending"] for commit in commits]
        events = [event for commit in commits for event in outbox.events_of(commit)]
        if events:
            are_small = len(events) <= SMALL * len(commits)
            self._read_at_once = 2 * COMMITS_AT_ONCE if are_small else outbox.COMMITS_READ_AT_ONCE
            self._meet_listeners()
            with flow.sending(self._store.service, events):
                self._publisher.publish(events)
            self._note_published(commits)
        self._mark_what_is_due()
        return len(events)

    def _unpublished(self) -> Iterator[Document]:
        """The oldest commits that wait, but for those that are published."""
        published = {one["_id"] for one in self._unmarked}
        waiting = outbox.pending(self._store.database, COMMITS_AT_ONCE + 1 + len(published), self._read_at_once)
        return (one for one in waiting if one["_id"] not in published)

    def _mark_what_is_due(self) -> None:
        if self._unmarked and (self.behind or self.marks_in == 0 or _events(self._unmarked) > MOST_UNMARKED):
            self._mark(self._unmarked)

    def _note_published(self, commits: Sequence[Document]) -> None:
        if not self._unmarked:
            self._unmarked_since = time.monotonic()
        self._unmarked += [{name: one[name] for name in ("_id", "count")} for one in commits]

    def _meet_listeners(self) -> None:
        """With each new connection: nobody gets what another listener cannot get."""
        if self._publisher.connected:
            return
        try:
            lost = listeners.lost(self._store, self._publisher.look_for(listeners.queues(self._store.service)))
            if lost:
                remedy = "`kapok migrate` declares them, `kapok replay` sends what they held"
                raise PublishError(f"queues are gone: {', '.join(sorted(lost))}; {remedy}")
        except Exception:
            # Also where the store could not say: a connection that stays would not be looked at again.
            self._publisher.drop()
            raise

    def release(self) -> None:
        """Give the lease back, so that another relay need not wait for its end; what is published is marked before."""
        if self._lease is not None and self._unmarked:
            self._mark(self._unmarked)
        if self._lease is not None:
            mine = {"_id": outbox.RELAY, "token": self._lease.token}
            self._store.database["relay"].update_one(mine, {"$set": {"expires": NO_ONE}})
            self._lease = None

    def _hold_lease(self) -> bool:
        now = clock.now()
        if self._lease is None or self._lease.expires - now < LEASE / 2:
            self._lease = self._take_or_renew(now)
        return self._lease is not None

    def _take_or_renew(self, now: dt.datetime) -> Lease | None:
        leases = self._store.database["relay"]
        current = leases.find_one({"_id": outbox.RELAY}) or self._first_lease()
        mine = current["owner"] == self._owner
        if not mine:
            # Who has the lease, or had it meanwhile, publishes and marks what this relay had published.
            self._unmarked = []
            if current["expires"] > now:
                return None
        self._position = current["position"]
        lease = Lease(current["token"] + (0 if mine else 1), now + LEASE)
        identity = {} if current.get("log") else {"log": logbook.new_log()}
        change = {"$set": {"owner": self._owner, "token": lease.token, "expires": lease.expires, **identity}}
        taken = leases.update_one({"_id": outbox.RELAY, "token": current["token"], "owner": current["owner"]}, change)
        return lease if taken.modified_count else None

    def _first_lease(self) -> Document:
        nobody = {"_id": outbox.RELAY, "owner": "", "token": 0, "expires": NO_ONE, "position": 0}
        try:
            self._store.database["relay"].insert_one(nobody)
        except DuplicateKeyError:
            log.debug("another relay was first", service=self._store.service)
        return self._store.database["relay"].find_one({"_id": outbox.RELAY}) or nobody

    def _mark(self, commits: Sequence[Document]) -> None:
        """Only where token and position are still what this relay knows: whoever marked since then has changed one."""
        assert self._lease is not None
        self._unmarked = []
        known = {"_id": outbox.RELAY, "token": self._lease.token, "position": self._position}
        marks, position = outbox.marks(self._position, commits)

        def work(transaction: Transaction) -> None:
            if not transaction["relay"].matched([UpdateOne(known, {"$set": {"position": position}})]):
                raise LostLease(
                    f"{self._store.service} is not at {self._position} with token {known['token']} any more"
                )
            transaction["outbox"].write(marks)

        try:
            self._store.transact(work)
        except Exception:
            # It may have been marked all the same: what is true is read again with the lease.
            self._lease = None
            raise
        self._position = position
        self._store.on_marked()


def _within_bounds(commits: Iterable[Document], before: Sequence[Document] = ()) -> tuple[list[Document], bool]:
    """The first commits that together have no more events than a round may publish; whether more wait.

    At least one, unless others are to be marked `before`, which count as well.
    """
    taken: list[Document] = []
    total = _events(before)
    for commit in commits:
        total += commit["count"]
        count = len(before) + len(taken)
        if count and (total > EVENTS_AT_ONCE or count == COMMITS_AT_ONCE):
            return taken, True
        taken.append(commit)
    return taken, False


def _events(commits: Iterable[Document]) -> int:
    return sum(commit["count"] for commit in commits)
