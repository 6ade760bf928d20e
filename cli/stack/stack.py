"""The whole stack of a home: started step by step, each step waited for, and stopped without anything left behind."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from cli.stack import broker, leftovers, processes, store, supervisor
from cli.stack.process import Process
from cli.stack.waiting import wait_until
from cli.systems import alias
from cli.systems.home import Home
from cli.systems.private import owner_only
from cli.talking.management import Management
from cli.talking.probe import answers_amqp, answers_commands, is_well
from cli.terminal.errors import CommandError

START_SECONDS = 90
STOP_SECONDS = 25
LOG_LINES = 15


class StackError(CommandError):
    """Something did not come up; the message says what, and shows the end of its log."""


class Stack:
    """What runs for one home. `start` brings up broker and store, `start_services` the api and the worker."""

    def __init__(self, home: Home, through: tuple[str, ...] = ()) -> None:
        self.home, self._through = home, through
        self.management = Management(home.broker_management_uri)
        self._daemon: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the supervisor, the broker and the store, and wait for nothing yet."""
        with owner_only():
            broker.prepare(self.home)
            store.prepare(self.home)
            programs = [
                *broker.programs(self.home),
                *store.programs(self.home),
                *processes.programs(self.home, self._through),
            ]
            self._daemon = supervisor.launch(self.home, programs)

    def wait_for_store(self) -> None:
        """Until the store answers."""
        self._wait("store", lambda: answers_commands(self.home.store_uri))

    def wait_for_broker(self) -> None:
        """Until the broker takes connections; then it gets its policies."""
        self._wait("broker", lambda: answers_amqp(self.home.ports["broker"]) and self.management.is_ready())
        self.management.apply_policies()

    def migrate(self) -> None:
        """Make the databases and the queues."""
        try:
            processes.migrate(self.home)
        except subprocess.CalledProcessError as error:
            raise StackError(f"the databases and queues could not be made:\n{error.output}") from None

    def start_services(self) -> None:
        """Start the api and the worker, and wait for nothing yet."""
        supervisor.start_group(self.home, "services")

    def wait_for_service(self, name: str) -> None:
        """Until the api or the worker says that it is ready."""
        self._wait(name, lambda: is_well(self.home.ports[f"{name}_ops"]))

    def processes(self) -> list[Process]:
        """What runs."""
        return supervisor.processes(self.home)

    def is_supervised(self) -> bool:
        """Whether the supervisor is there; without it nothing is restarted, and nothing is worth keeping."""
        return self._daemon is not None and self._daemon.poll() is None

    def expect_supervisor(self) -> None:
        """Nothing, as long as the supervisor is there.

        Raises:
            StackError: it is gone.
        """
        if not self.is_supervised():
            raise StackError(f"the supervisor ended; the end of {self._log('')}:\n{self._end_of_log('')}")

    def stop(self) -> None:
        """Stop everything in order: services, then broker and store, then epmd."""
        if self._daemon is not None:
            supervisor.stop(self.home, self._daemon, STOP_SECONDS)
        self.kill()

    def kill(self) -> None:
        """Stop everything at once, for a home that is thrown away."""
        leftovers.kill(self.home.folder)
        if self._daemon is not None:
            self._daemon.wait()
        alias.remove(self.home.folder)

    def _wait(self, name: str, condition: Callable[[], bool]) -> None:
        def is_over() -> bool:
            supervisor.wake(self.home)
            return condition() or not self.is_supervised()

        if not wait_until(is_over, START_SECONDS) or not self.is_supervised():
            raise StackError(f"the {name} did not come up; the end of {self._log(name)}:\n{self._end_of_log(name)}")

    def _log(self, name: str) -> Path:
        return self.home.logs / (f"{name}.log" if self.is_supervised() else "supervisor.out")

    def _end_of_log(self, name: str) -> str:
        try:
            return "\n".join(self._log(name).read_text(errors="replace").splitlines()[-LOG_LINES:])
        except OSError:
            return "(nothing)"
