"""The product broken on purpose, one promise each: `python -m tests.faults.mutations` shows that a test notices."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from unittest import mock

from tests.faults.steps import PUBLISH, SEND, wrap
from tests.processes import MUTATION

SIDE, WORKER = "tests/faults/test_side_by_side.py", "tests/faults/test_worker.py"


@dataclass(frozen=True)
class Mutant:
    """What is broken, and the tests that must notice."""

    apply: Callable[[], None]
    tests: tuple[str, ...]


def apply_from_environment() -> None:
    """Break what the environment says; nothing without it."""
    name = os.environ.get(MUTATION)
    if name:
        MUTANTS[name].apply()


def _acknowledge_first() -> None:
    def around(settle: Callable[..., bool]) -> Callable[..., bool]:
        def mutated(subscription: Any, deliveries: Any) -> bool:
            subscription._acknowledge(deliveries[-1])
            return settle(subscription, deliveries)

        return mutated

    wrap("shared.messaging.subscription:Subscription._settle", around)


def _mark_first() -> None:
    now = threading.local()

    def remember_relay(round_: Callable[..., Any]) -> Callable[..., Any]:
        def mutated(relay: Any) -> Any:
            now.relay, now.marked = relay, False
            return round_(relay)

        return mutated

    def remember_commits(bound: Callable[..., Any]) -> Callable[..., Any]:
        def mutated(*arguments: Any) -> Any:
            now.commits, behind = bound(*arguments)
            return now.commits, behind

        return mutated

    def mark(publish: Callable[..., Any]) -> Callable[..., Any]:
        def mutated(*arguments: Any) -> Any:
            now.relay._mark(now.commits)
            now.marked = True
            return publish(*arguments)

        return mutated

    wrap("shared.messaging.relay:Relay.round", remember_relay)
    wrap("shared.messaging.relay:_within_bounds", remember_commits)
    wrap("shared.messaging.relay:Relay._mark", lambda mark: lambda *given: None if now.marked else mark(*given))
    wrap(PUBLISH, mark)


def _admit_all() -> None:
    wrap("shared.store.inbox:admit", lambda _: lambda transaction, events: list(events))


def _remember_first() -> None:
    def around(_: Callable[..., Any]) -> Callable[..., Any]:
        def mutated(transaction: Any, events: Any) -> Any:
            inbox = transaction._database["inbox"]
            fresh = {event.id: event for event in events if inbox.find_one({"_id": event.id}) is None}
            inbox.insert_many([{"_id": identifier} for identifier in fresh])
            return list(fresh.values())

        return mutated

    wrap("shared.store.inbox:admit", around)


def _take_copies() -> None:
    wrap("services.hours.attendance.settlement:_without_copies", lambda _: lambda transaction, decided: list(decided))


def _no_word() -> None:
    wrap("shared.messaging.publisher:Publisher._await_confirms", lambda _: lambda publisher: None)


def _not_mandatory() -> None:
    wrap(SEND, lambda send: lambda *given, **named: send(*given, **{**named, "mandatory": False}))


def _deaf() -> None:
    def around(acknowledge: Callable[..., None]) -> Callable[..., None]:
        def mutated(subscription: Any, last: Any) -> None:
            acknowledge(subscription, last)
            subscription._connection._broken = None

        return mutated

    wrap("shared.messaging.subscription:Subscription._acknowledge", around)


def _forget_poison() -> None:
    wrap("shared.messaging.handler:BatchHandler._bury", lambda _: lambda *given: None)


def _blame_messages() -> None:
    wrap("shared.messaging.handler:is_outage", lambda _: lambda error: False)


def _leave_gaps() -> None:
    wrap("shared.store.outbox:marks", lambda marks: lambda position, published: marks(position + 1, published))


def _answer_anew() -> None:
    wrap("shared.web.commands:_once", lambda _: lambda transaction, key, work, is_done: (work(transaction), None))


def _tell_before_commit() -> None:
    def around(_: Callable[..., bool]) -> Callable[..., bool]:
        def mutated(transaction: Any) -> bool:
            from shared.store import outbox
            from shared.store.together import Insertion, insert_together

            documents = outbox.commits(transaction._events)
            if documents:
                transaction._database["outbox"].insert_many(documents)
            kept = [Insertion(place, one.documents) for place, one in transaction.kept.items()]
            insert_together(transaction._session, kept)
            return bool(documents)

        return mutated

    wrap("shared.store.transaction:Transaction.flush", around)


def _answer_first() -> None:
    def around(commit: Callable[..., Any]) -> Callable[..., Any]:
        def mutated(group: Any, **named: Any) -> Any:
            from shared.store.attempt import Attempt
            from shared.store.groups import Outcome

            finish = Attempt.finish

            def finished(attempt: Any) -> bool:
                for command, part in zip(group._commands[1:], attempt.parts[1:], strict=True):
                    command.told.put(Outcome(part.result, part.error))
                return finish(attempt)

            with mock.patch.object(Attempt, "finish", finished):
                return commit(group, **named)

        return mutated

    wrap("shared.store.groups:Group._commit", around)


def _fail_all() -> None:
    def around(commit: Callable[..., Any]) -> Callable[..., Any]:
        def mutated(*given: Any, **named: Any) -> Any:
            from shared.store.attempt import Broken

            try:
                return commit(*given, **named)
            except Broken as broken:
                raise RuntimeError("somebody else's fault") from broken

        return mutated

    wrap("shared.store.groups:Group._commit", around)


def _never_part() -> None:
    from shared.store import groups

    groups.MOST_ATTEMPTS = 1_000_000


MUTANTS = {
    # Not killed as the handler begins: right after its acknowledgement the broker may not have it, and delivers again.
    "the handler acknowledges before it commits": Mutant(
        _acknowledge_first, (f"{SIDE}::test_a_worker_killed_at_a_step[handler is about to commit]",)
    ),
    "the relay marks before the broker's word": Mutant(
        _mark_first, (f"{SIDE}::test_a_worker_killed_at_a_step[relay is in the middle of publishing]",)
    ),
    "the inbox admits everything": Mutant(_admit_all, (f"{WORKER}::test_an_effect_that_is_not_idempotent",)),
    "the inbox is written before the handler's transaction": Mutant(
        _remember_first,
        (f"{SIDE}::test_a_handler_with_an_inbox_killed_at_a_step[with an inbox, handler is about to commit]",),
    ),
    "a business key is not looked up": Mutant(_take_copies, (f"{WORKER}::test_every_message_three_times",)),
    "the publisher does not wait for confirms": Mutant(
        _no_word,
        (f"{SIDE}::test_a_connection_cut_at_a_frame[silent in the middle of publishing]",),
    ),
    "what no queue takes is taken for published": Mutant(
        _not_mandatory, (f"{WORKER}::test_an_event_waits_for_its_listeners_queue",)
    ),
    "a failed acknowledgement is overlooked": Mutant(
        _deaf, (f"{SIDE}::test_a_connection_cut_at_a_frame[an acknowledgement that cannot be written]",)
    ),
    "poison is thrown away": Mutant(_forget_poison, (f"{WORKER}::test_poison_among_good_ones",)),
    "an outage of the store is the message's fault": Mutant(
        _blame_messages, ("tests/faults/test_store.py::test_an_answer_that_is_lost_is_no_fault_of_the_message",)
    ),
    "positions have gaps": Mutant(_leave_gaps, (f"{WORKER}::test_every_message_three_times",)),
    "an Idempotency-Key is not looked up": Mutant(
        _answer_anew, (f"{SIDE}::test_an_api_killed_at_a_step[command has committed]",)
    ),
    "events are written outside of the transaction": Mutant(
        _tell_before_commit, (f"{SIDE}::test_a_worker_killed_at_a_step[handler is about to commit]",)
    ),
    "a group answers before it commits": Mutant(
        _answer_first, (f"{SIDE}::test_a_group_killed_at_a_step[group is about to commit]",)
    ),
    "a command that breaks its group takes the others along": Mutant(
        _fail_all, (f"{SIDE}::test_one_poisonous_command_among_63_good_ones[one poisonous command]",)
    ),
    "a group waits for whom one of it meets": Mutant(
        _never_part, (f"{SIDE}::test_a_group_that_meets_a_workers_transaction[a group meets a worker]",)
    ),
}
