"""The installed RabbitMQ, seen through links to only those libraries that the private node loads.

Erlang looks for each module in every library folder in turn. With all 60 plugins of the package in its way a node takes
half as long again to start as with the two dozen that it needs.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from cli.terminal.errors import CommandError

INSTALLED = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
WANTED = ("rabbit", "rabbitmq_management")


class NotInstalled(CommandError):
    """A program that the broker needs is missing."""

    def __init__(self, program: str) -> None:
        super().__init__(f"{program} is not installed; Debian's package rabbitmq-server brings it")


def assemble(folder: Path) -> None:
    """Make `folder` look like an installed RabbitMQ; made anew each time, since the package may have been upgraded."""
    if not INSTALLED.exists():
        raise NotInstalled("RabbitMQ")
    installed = INSTALLED.resolve().parent.parent
    shutil.rmtree(folder, ignore_errors=True)
    plugins = folder / "plugins"
    plugins.mkdir(parents=True)
    for name in ("sbin", "escript"):
        (folder / name).symlink_to(installed / name)
    for library in _needed(installed / "plugins"):
        (plugins / library.name).symlink_to(library)


def _needed(plugins: Path) -> Iterable[Path]:
    """The folders of the wanted applications and of everything they name as a dependency; all, if one is packed."""
    by_name = {entry.name.rpartition("-")[0]: entry for entry in plugins.iterdir()}
    if any(entry.suffix == ".ez" for entry in by_name.values()):
        return by_name.values()
    found: dict[str, Path] = {}
    waiting = list(WANTED)
    while waiting:
        name = waiting.pop()
        if name in by_name and name not in found:
            found[name] = by_name[name]
            waiting += _dependencies(by_name[name] / "ebin" / f"{name}.app")
    return found.values()


def _dependencies(description: Path) -> list[str]:
    match = re.search(r"\{\s*applications\s*,\s*\[([^\]]*)\]", description.read_text())
    return re.findall(r"\w+", match[1]) if match else []
