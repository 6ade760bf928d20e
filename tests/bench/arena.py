"""Where the contestants meet: one broker and one store, for each of them a virtual host and databases of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from cli.stack import leftovers
from cli.stack.stack import Stack
from cli.systems import home, keys
from cli.terminal import interruption
from shared.config import Settings, load_settings

FLOOD = {"KAPOK_CALLER_RATE": "1000000"}
"""One caller sends all."""


class Arena:
    """A running broker and store."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    def corner(self, name: str) -> dict[str, str]:
        """A new virtual host, and the environment of a process that works in it."""
        self.stack.management.make_vhost(name, keys.BROKER_USER)
        return self.corner_of(name)

    def corner_of(self, name: str) -> dict[str, str]:
        """The same of one that is there."""
        return self.environment(prefix=f"bench_{name}_", vhost=name)

    def environment(self, *, prefix: str = "kapok_", vhost: str = "/") -> dict[str, str]:
        """The KAPOK_ variables, for one caller who floods, and the mark by which a process is ended with the stack."""
        mark = {leftovers.MARK: str(self.stack.home.folder), **FLOOD}
        return {**self.stack.home.environment(prefix=prefix, vhost=vhost), **mark}

    def pid(self, name: str) -> int:
        """The number of a supervised process: broker, store, and later api and worker."""
        return next(one.pid for one in self.stack.processes() if one.name == name)


def settings_of(environment: dict[str, str]) -> Settings:
    """The same, parsed."""
    with mock.patch.dict(os.environ, environment):
        return load_settings()


@contextmanager
def opened(through: tuple[str, ...] = ()) -> Iterator[Arena]:
    """An arena in a temporary home, on free ports; nothing is left of it.

    Args:
        through: modules that run api and worker, for who looks into them.
    """
    with tempfile.TemporaryDirectory(prefix="kapok-bench-", ignore_cleanup_errors=True) as folder:
        stack = Stack(home.settle(home.prepare(Path(folder) / "home")), through)
        try:
            with mock.patch.dict(os.environ, FLOOD):
                stack.start()
            stack.wait_for_store()
            stack.wait_for_broker()
            yield Arena(stack)
        finally:
            with interruption.ignored():
                stack.kill()
