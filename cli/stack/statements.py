"""A statement of the embedded store reads once what it must know of its collection (docs/adr/0064, 0071)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from types import ModuleType
from typing import Any

import wiredtiger


class Knowledge:
    """What the statement of each thread has read; outside of one nothing is kept."""

    def __init__(self) -> None:
        self._of_thread = threading.local()

    @contextmanager
    def of_statement(self, storage: Any) -> Iterator[None]:
        """Inside, what is read is kept; one statement within another is a part of it."""
        if self._kept is not None:
            yield
            return
        self._of_thread.kept = {}
        try:
            yield
        finally:
            self._of_thread.kept = None
            stand_nowhere(storage)

    def get(self, about: tuple[str, ...], read: Callable[[], Any]) -> Any:
        """What is known, or is read now."""
        if self._kept is None:
            return read()
        if self._kept.get(about) is None:
            self._kept[about] = read()
        return self._kept[about]

    def forget(self) -> None:
        """It is something else now."""
        if self._kept:
            self._kept.clear()

    @property
    def _kept(self) -> dict[tuple[str, ...], Any] | None:
        return getattr(self._of_thread, "kept", None)


def read_definitions_once(storage: type[Any]) -> None:
    """Have each statement read what indexes its collection has, and its options, once; of a transaction, each command.

    A statement that writes does so in `_batch_transaction`, and one that finds under the store's lock: neither lets
    anybody add or drop an index meanwhile, and a transaction sees those that were there when it began. What it finds
    out itself, that an index has lists, it reads again.
    """
    known = Knowledge()
    _read_once(storage, known)
    _read_what_changed(storage, known)
    _mark_statements(storage, known)


def _read_once(storage: type[Any], known: Knowledge) -> None:
    indexes, options = storage._iter_indexes, storage._coll_options  # noqa: SLF001

    def indexes_once(self: object, *place: str) -> Any:
        return iter(known.get(place, lambda: list(indexes(self, *place))))

    def options_once(self: object, *place: str) -> Any:
        found = known.get((*place, "options"), lambda: options(self, *place))
        # Whoever gets them may set some, to write them.
        return found and dict(found)

    storage._iter_indexes, storage._coll_options = indexes_once, options_once  # noqa: SLF001


def _read_what_changed(storage: type[Any], known: Knowledge) -> None:
    mark, write_options = storage._maybe_mark_multikey, storage._write_coll_options  # noqa: SLF001

    @wraps(mark)
    def mark_and_forget(self: object, *arguments: Any) -> Any:
        *_, has_lists = arguments
        before = len(has_lists)
        marked = mark(self, *arguments)
        if len(marked) > before:
            known.forget()
        return marked

    @wraps(write_options)
    def write_and_forget(self: object, *arguments: Any) -> None:
        write_options(self, *arguments)
        known.forget()

    storage._maybe_mark_multikey, storage._write_coll_options = mark_and_forget, write_and_forget  # noqa: SLF001


def _mark_statements(storage: type[Any], known: Knowledge) -> None:
    find, write, use = (
        getattr(storage, name) for name in ("find_matching", "_batch_transaction", "use_user_transaction")
    )

    @wraps(find)
    def find_once(self: object, *arguments: Any, **named: Any) -> Any:
        with known.of_statement(self):
            return find(self, *arguments, **named)

    @contextmanager
    def write_once(self: object, **named: Any) -> Iterator[Any]:
        writing: AbstractContextManager[Any] = write(self, **named)
        with known.of_statement(self), writing as session:
            yield session

    @contextmanager
    def use_once(self: object, transaction: Any) -> Iterator[None]:
        using: AbstractContextManager[None] = use(self, transaction)
        with using, known.of_statement(self):
            yield

    storage.find_matching, storage._batch_transaction = find_once, write_once  # noqa: SLF001
    storage.use_user_transaction = use_once


def stand_nowhere(storage: Any) -> None:
    """Leave no cursor of this thread standing when a statement is over: one of a transaction stood until its next one.

    Whoever stands on a page keeps all others from splitting it, and of five services one always stood on that of the
    indexes' entries: at 15,000 volunteers, all waited for a minute.
    """
    for cursor in getattr(storage._tls, "cursors", {}).values():  # noqa: SLF001  # there is no other
        try:
            cursor.reset()
        except wiredtiger.WiredTigerError:
            continue


def profile_nothing(commands: ModuleType) -> None:
    """Have no command look whether it is to be profiled: nobody here asks for that."""
    commands._profile_eligible_command = lambda *_: False  # type: ignore[attr-defined]  # noqa: SLF001
