"""Commands that certainly come together: they arrive while as many groups as may be are under way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from shared.store.groups import Groups
from shared.store.transaction import Transaction
from tests.processes import eventually

Work = Callable[[Transaction], Any]


def together(groups: Groups, works: Sequence[Work], then: Callable[[], None] = lambda: None) -> list[Any]:
    """What each gave or raised, in their order; they wait in this order.

    Args:
        then: is called when those before them are answered.
    """
    may_end, at_once = threading.Event(), groups._most_at_once
    with ThreadPoolExecutor(len(works) + at_once) as pool:
        first = [pool.submit(groups.transact, lambda _: may_end.wait()) for _ in range(at_once)]
        try:
            begun: list[Future[Any]] = []
            eventually(lambda: groups._in_hand + len(groups._waiting) == at_once)
            eventually(lambda: groups._in_hand == at_once)
            for number, work in enumerate(works, 1):
                begun.append(pool.submit(groups.transact, work))
                eventually(lambda number=number: len(groups._waiting) == number)  # type: ignore[misc]
        finally:
            may_end.set()
        for one in first:
            one.result()
        then()
        return [one.exception() or one.result() for one in begun]
