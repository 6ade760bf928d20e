"""Whether anything is in flight.

Work in flight is a message in a queue or with a handler, or an event in an outbox; an event leaves its outbox by moving
the position of the last one sent. The broker tells its counts on a tick, so a single look proves nothing. Two looks do,
when more than two ticks lie between them: whatever was in a queue at the end of the first look is still counted at the
second, or was handled in between. What a handler leaves behind is an event in an outbox, which the second look sees
waiting, or sent, as a position that moved. It reads the queues before the outboxes, because work goes that way.

A process that was killed leaves nothing that is not seen so: what it had in hand is in its queue again, or still in its
outbox. But a broker that has just been started may not have all its queues and counts yet, so it is not believed at
once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from cli.stack.broker import TICK_MILLISECONDS
from cli.stack.process import Process
from cli.status.look import Look
from shared.events.catalogue import CATALOGUE
from shared.messaging.topology import DEAD_LETTERS, queue_of

BETWEEN_LOOKS = 3 * TICK_MILLISECONDS / 1000
RECOVERY_SECONDS = 10 * TICK_MILLISECONDS / 1000
"""How long a broker must have run before its counts mean anything: a queue first reads its log, and then ticks."""
QUEUES = frozenset(queue_of(listener, one.type) for one in CATALOGUE.values() for listener in one.listeners)
NAMED = 5


class Looks(Protocol):
    """Whoever can look at a system; `Observer` looks at a real one."""

    def look(self) -> Look:
        """One look."""


def observe(observer: Looks) -> tuple[Look, list[str]]:
    """The last look taken, and what is still busy; nothing busy means that nothing is in flight anywhere."""
    first = observer.look()
    busy = activity(first)
    if busy:
        return first, busy
    time.sleep(BETWEEN_LOOKS)  # the broker tells its counts at its own pace; there is nothing to ask meanwhile
    second = observer.look()
    return second, activity(second) + changes(first, second)


def wait_until_idle(
    observer: Looks, seconds: float, tell: Callable[[list[str]], None] | None = None
) -> tuple[Look, list[str]]:
    """As `observe`, again and again until nothing is busy or the seconds are over.

    Args:
        tell: told what is busy, after each look.
    """
    deadline = time.monotonic() + seconds
    while True:
        look, busy = observe(observer)
        if not busy or time.monotonic() >= deadline:
            return look, busy
        if tell:
            tell(busy)
        time.sleep(min(TICK_MILLISECONDS / 1000, max(0.0, deadline - time.monotonic())))


def activity(look: Look) -> list[str]:
    """What one look shows to be busy, in words."""
    if look.problem:
        return [look.problem]
    running = {process.name for process in look.processes if process.runs}
    busy = [f"{name} is not running" for name in look.programs if name not in running]
    busy += [f"{one.name} has just been started" for one in look.processes if _is_recovering(one)]
    busy += [f"queue {name} is not there" for name in sorted(QUEUES - {queue.name for queue in look.queues})[:NAMED]]
    filled = [queue for queue in look.queues if queue.name != DEAD_LETTERS and queue.ready + queue.unacked]
    busy += [f"queue {queue.name}: {queue.ready} ready, {queue.unacked} unacked" for queue in filled[:NAMED]]
    if len(filled) > NAMED:
        busy.append(f"{len(filled) - NAMED} more queues")
    busy += [f"outbox of {entry.service}: {entry.pending} events" for entry in look.outboxes if entry.pending]
    return busy


def changes(first: Look, second: Look) -> list[str]:
    """What moved between two looks, in words."""
    before, after = ({process.name: process.pid for process in look.processes} for look in (first, second))
    moved = [f"{name} was started again" for name in second.programs if before.get(name) != after.get(name)]
    heads = {entry.service: entry.head for entry in first.outboxes}
    moved += [f"{entry.service} sent events" for entry in second.outboxes if entry.head != heads.get(entry.service)]
    return moved


def _is_recovering(process: Process) -> bool:
    return process.name == "broker" and process.runs and process.seconds < RECOVERY_SECONDS
