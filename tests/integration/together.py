"""Commands that certainly come together: they arrive while another one's transaction is under way."""

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
        then: is called when the one before them is answered.
    """
    may_end = threading.Event()
    with ThreadPoolExecutor(len(works) + 1) as pool:
        first = pool.submit(groups.transact, lambda _: may_end.wait())
        try:
            begun: list[Future[Any]] = []
            eventually(lambda: groups._has_leader)
            for number, work in enumerate(works, 1):
                begun.append(pool.submit(groups.transact, work))
                eventually(lambda number=number: len(groups._waiting) == number)  # type: ignore[misc]
        finally:
            may_end.set()
        first.result()
        then()
        return [one.exception() or one.result() for one in begun]
