"""Where a process takes its keys from, once, at its start: the environment, a folder of files, or a key store.

A key store is one more class with `take`; what it has to do stands in docs/operators.md.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Protocol


class KeySourceError(Exception):
    """A source cannot say which keys there are; the message names the purpose, and no key."""


class KeySource(Protocol):
    """Something that keeps keys by purpose. A purpose has the name of its variable, such as `KAPOK_HOURS_KEYS`."""

    def take(self, purpose: str) -> str:
        """The keys of a purpose as text: `<key id>:<32 bytes in base64>`, comma separated; empty where there are none.

        Raises:
            KeySourceError: it cannot be told.
        """


class Environment:
    """The environment of the process."""

    def take(self, purpose: str) -> str:
        """A variable."""
        return os.environ.get(purpose, "")


class Folder:
    """A folder with a file for each purpose, as Docker and Kubernetes mount secrets."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def take(self, purpose: str) -> str:
        """A file's contents.

        Raises:
            KeySourceError: everybody may read or change the file, or it cannot be read.
        """
        if not self._path.is_dir():
            raise KeySourceError(f"there is no folder {self._path} for {purpose}")
        file = self._path / purpose
        try:
            with file.open(encoding="ascii") as lines:
                mode = os.fstat(lines.fileno()).st_mode
                if mode & (stat.S_IROTH | stat.S_IWOTH):
                    raise KeySourceError(f"{file} is open to everybody ({stat.filemode(mode)}): chmod o-rwx")
                return lines.read().strip()
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no text of keys"
            raise KeySourceError(f"{file} cannot be read: {reason}") from None
