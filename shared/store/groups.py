"""Group commit: commands that arrive while a transaction is under way go into the next one together.

One thread leads: it takes those that wait along, and does their work too, in one transaction, each in what it knows of
its request. None has a result before the commit. Who arrives when none is under way goes at once. Two groups are under
way at most, each with half of all commands in hand: a leader waits a moment for those who were just answered, who as a
rule send more, and else would go in groups of a few.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, TypeVar

from pymongo.client_session import ClientSession

from shared.store.attempt import Attempt, Broken
from shared.store.parts import Part
from shared.store.transaction import SeenBefore, Store, Transaction

Result = TypeVar("Result")
MOST_TOGETHER = 64
GROUPS_AT_ONCE = 2
"""While one is in the store, the other one's work is done. More of them are smaller, and cost the store more each."""
GATHERING = 0.003
"""Seconds for which a group waits at most for more."""
MOST_ATTEMPTS = 4
"""Of a group that meets other transactions, before its commands are taken one by one."""


@dataclass(frozen=True)
class Outcome:
    """What became of a command in its group: its result, its error, or that it is taken alone."""

    result: Any = None
    error: BaseException | None = None
    is_alone: bool = False


ALONE = Outcome(is_alone=True)


class Command:
    """One that was sent. Its thread waits for the outcome, or to be told to lead.

    Attributes:
        context: of its request, in which its work is done, whoever does it.
    """

    def __init__(self, work: Callable[[Transaction], Any]) -> None:
        self.work = work
        self.context = copy_context()
        self.told: SimpleQueue[Callable[[], None] | Outcome] = SimpleQueue()

    def follow(self) -> Outcome:
        """Do what it is told."""
        while not isinstance(order := self.told.get(), Outcome):
            order()
        return order


class Groups:
    """The commands of one service in one process.

    Args:
        most_at_once: groups under way.
    """

    def __init__(self, store: Store, most_at_once: int | None = None) -> None:
        self._store = store
        self._most_at_once = most_at_once or GROUPS_AT_ONCE
        self._changes = threading.Condition()
        self._waiting: deque[Command] = deque()
        self._under_way = 0  # groups, and one that gathers
        self._is_gathering = False
        self._in_hand = 0  # commands of the groups under way
        self._share = 1  # of all commands in hand, for the next group

    def transact(self, work: Callable[[Transaction], Result]) -> Result:
        """The same as the store's, together with others where there are any."""
        command = Command(work)
        if not self._waits(command):
            self._lead(command)
        outcome = command.follow()
        if outcome.is_alone:
            return self._store.transact(work)
        if outcome.error is not None:
            raise outcome.error
        result: Result = outcome.result
        return result

    def _waits(self, command: Command) -> bool:
        with self._changes:
            if not self._has_room:
                self._waiting.append(command)
                self._changes.notify()
                return True
            self._begin()
            return False

    @property
    def _has_room(self) -> bool:
        return not self._is_gathering and self._under_way < self._most_at_once

    def _begin(self) -> None:
        self._under_way += 1
        self._is_gathering = True

    def _lead(self, leader: Command) -> None:
        others = self._gather()
        try:
            outcomes = Group(self._store, [leader, *others]).outcomes() if others else {leader: self._of_one(leader)}
        except BaseException as error:
            outcomes = dict.fromkeys((leader, *others), Outcome(error=error))
        # Before anybody is told: the next group is under way while these answer.
        self._hand_on(len(outcomes))
        for command, outcome in outcomes.items():
            command.told.put(outcome)

    def _gather(self) -> list[Command]:
        with self._changes:
            if self._waiting or self._under_way > 1:
                self._changes.wait_for(lambda: len(self._waiting) + 1 >= self._share, GATHERING)
            share = min(MOST_TOGETHER, max(self._share, self._part(len(self._waiting) + 1)))
            others = [self._waiting.popleft() for _ in range(min(share - 1, len(self._waiting)))]
            self._in_hand += 1 + len(others)
            self._is_gathering = False
            self._call_next()
        return others

    def _of_one(self, command: Command) -> Outcome:
        return Outcome(self._store.transact(command.work))

    def _hand_on(self, answered: int) -> None:
        with self._changes:
            self._share = min(MOST_TOGETHER, self._part(self._in_hand + len(self._waiting)))
            self._in_hand -= answered
            self._under_way -= 1
            self._call_next()

    def _part(self, commands: int) -> int:
        return -(-commands // self._most_at_once)

    def _call_next(self) -> None:
        if self._waiting and self._has_room:
            self._begin()
            following = self._waiting.popleft()
            following.told.put(lambda: self._lead(following))


class Group:
    """Some commands in one transaction; one that breaks it is taken alone, so that nobody pays for another's fault."""

    def __init__(self, store: Store, commands: Sequence[Command]) -> None:
        self._store, self._commands = store, list(commands)
        self._attempts = 0

    def outcomes(self) -> dict[Command, Outcome]:
        """Commit, and what became of each command.

        The first try looks for no copies, and the second one does (see `Transaction.copied`). Where that breaks too,
        all are taken alone, so that some bad ones cost the good ones little.

        Raises:
            PyMongoError: the store was not there, or nobody knows whether it committed.
        """
        found: dict[Command, Outcome] = {}
        for met_copies in (False, True):
            try:
                found |= self._commit(met_copies=met_copies)
                break
            except Broken as broken:
                if broken.part is not None:
                    found[self._commands.pop(broken.part)] = ALONE
        return {command: found.get(command, ALONE) for command in (*self._commands, *found)}

    def _commit(self, *, met_copies: bool) -> dict[Command, Outcome]:
        def attempt(session: ClientSession) -> tuple[Sequence[Part], bool]:
            self._attempts += 1
            if self._attempts > MOST_ATTEMPTS:
                raise Broken
            made = Attempt(self._store, session, [one.work for one in self._commands], met_copies=met_copies)
            made.run([one.context for one in self._commands])
            return made.parts, made.finish()

        parts, tells = self._store.in_session(attempt)
        for part in parts:
            if not part.is_over:
                part.remember()
        if tells:
            self._store.on_commit()
        return dict(zip(self._commands, map(_outcome, parts), strict=True))


def _outcome(part: Part) -> Outcome:
    is_alone = part.is_apart or isinstance(part.error, SeenBefore)
    return ALONE if is_alone else Outcome(part.result, part.error)
