"""A plain name for a home.

RabbitMQ's scripts break at blanks in a path, Erlang at characters beyond ASCII, and a socket's path has at most 107
bytes. A home whose path is not short and plain gets a link to it in a short folder of its own.
"""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import suppress
from pathlib import Path

from cli.terminal.errors import CommandError

PLAIN = re.compile(r"[A-Za-z0-9_./-]+")
# sockaddr_un holds 107 bytes; the supervisor's socket is a name in the home, at first with a suffix of up to 8 bytes.
LONGEST = 107 - len("/supervisor.sock") - 8


class AliasError(CommandError):
    """The link cannot be made safely."""


def of(folder: Path) -> Path:
    """The plain name of a home, which may be its own."""
    path = str(folder)
    if len(path) <= LONGEST and PLAIN.fullmatch(path):
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(f"/tmp/kapok-{os.getuid()}-{digest}/home")  # noqa: S108 (its owner is checked)


def make(folder: Path) -> None:
    """Make the link, if the home needs one.

    Raises:
        AliasError: somebody else has made something under its name.
    """
    alias = of(folder)
    if alias == folder:
        return
    alias.parent.mkdir(mode=0o700, exist_ok=True)
    status = alias.parent.lstat()
    if alias.parent.is_symlink() or status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise AliasError(f"{alias.parent} is needed for a link to {folder}, but somebody else made it")
    alias.unlink(missing_ok=True)
    alias.symlink_to(folder)


def remove(folder: Path) -> None:
    """Remove the link, if there is one."""
    alias = of(folder)
    if alias != folder:
        with suppress(OSError):
            alias.unlink(missing_ok=True)
            alias.parent.rmdir()
