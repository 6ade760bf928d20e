"""Starting the supervisor for a home, and asking it what runs."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import xmlrpc.client
from collections.abc import Iterable, Iterator
from typing import Any

from cli.paths import PYTHON
from cli.stack.configuration import render
from cli.stack.inheritance import inherited_environment
from cli.stack.process import Process
from cli.stack.program import Program
from cli.stack.waiting import wait_until
from cli.systems import alias
from cli.systems.home import Home
from cli.systems.keys import write_private


def launch(home: Home, programs: Iterable[Program]) -> subprocess.Popen[bytes]:
    """Start the supervisor in a session of its own: Ctrl-C reaches only the caller, who then stops it in order."""
    home.logs.mkdir(exist_ok=True)
    alias.make(home.folder)
    configuration = home.folder / "supervisord.conf"
    write_private(configuration, render(home, programs))
    with (home.logs / "supervisor.out").open("wb") as output:
        return subprocess.Popen(
            [PYTHON, "-P", "-m", "cli.stack.supervisord", "-n", "-c", str(configuration)],
            cwd=home.folder,
            env=inherited_environment(home),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def processes(home: Home) -> list[Process]:
    """What the supervisor of the home says of each program; nothing when it does not run."""
    try:
        with _supervisor(home) as supervisor:
            found = supervisor.getAllProcessInfo()
    except (OSError, xmlrpc.client.Error):
        return []
    return [
        Process(entry["name"], entry["pid"], entry["statename"], entry["now"] - entry["start"] if entry["pid"] else 0)
        for entry in found
    ]


def start_group(home: Home, group: str) -> None:
    """Start the programs of a group that do not start by themselves."""
    with _supervisor(home) as supervisor:
        supervisor.startProcessGroup(group, False)


def stop(home: Home, daemon: subprocess.Popen[bytes], seconds: float) -> bool:
    """Ask the supervisor to stop everything in order and to end; whether it did so in time."""

    def has_ended() -> bool:
        wake(home)
        return daemon.poll() is not None

    daemon.send_signal(signal.SIGTERM)
    return wait_until(has_ended, seconds)


def wake(home: Home) -> None:
    """Make the supervisor take its next step now: asked nothing, it dozes for up to a second between two steps."""
    processes(home)


@contextlib.contextmanager
def _supervisor(home: Home) -> Iterator[Any]:
    from supervisor.xmlrpc import SupervisorTransport  # beside a deployment there is no supervisor

    transport = SupervisorTransport(None, None, serverurl=f"unix://{home.supervisor_socket}")
    with xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport) as proxy:
        yield proxy.supervisor
