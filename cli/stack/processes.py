"""The project's own processes: the api with all five applications, the worker with all five nameko services."""

from __future__ import annotations

import subprocess

from cli.paths import PYTHON, ROOT
from cli.stack.inheritance import inherited_environment
from cli.stack.program import Program
from cli.systems.home import Home

NAMES = ("api", "worker")


def programs(home: Home, through: tuple[str, ...] = ()) -> list[Program]:
    """Both wait to be started until the databases and the topology are there.

    Args:
        through: modules that run them, for who looks into them.
    """
    return [
        Program(
            name,
            "services",
            (PYTHON, "-P", "-m", *through, f"runner.{name}"),
            ROOT,
            home.environment(name),
            starts_by_itself=False,
            stop_seconds=15,
        )
        for name in NAMES
    ]


def migrate(home: Home) -> None:
    """Bring databases and topology up to date.

    Raises:
        subprocess.CalledProcessError: it failed; its output stands in the error.
    """
    subprocess.run(
        [PYTHON, "-P", "-m", "runner.migrate"],
        env={**inherited_environment(home), **home.environment("migration")},
        cwd=ROOT,
        check=True,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
