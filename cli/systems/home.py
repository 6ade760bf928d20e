"""A home: the folder that holds everything of one running system, and the environment that its processes get."""

from __future__ import annotations

import os
import shlex
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from cli.paths import DEFAULT_HOME
from cli.systems import alias, keys, ports, token_keys
from cli.systems.system import System
from cli.terminal.errors import CommandError
from shared.config import SERVICES

# What a user may set for all processes of a home from outside.
PASSED_ON = (
    "KAPOK_LOG_LEVEL",
    "KAPOK_TRACES_FOLDER",
    "KAPOK_IDENTITY_AUTHORITY_URL",
    "KAPOK_IDENTITY_AUTHORITY_TOKEN",
    "KAPOK_IDENTITY_DECLARED",
    "KAPOK_PUSH_ANYWHERE",
    "KAPOK_PUSH_PROXY",
    "KAPOK_ISSUER_URL",
    "KAPOK_ISSUER_AUDIENCE",
    "KAPOK_ISSUER_CLAIMS",
    "KAPOK_ISSUER_NAME",
    "KAPOK_ISSUER_ALGORITHMS",
    "KAPOK_ISSUER_RSA_BITS",
    "KAPOK_ISSUER_TYPES",
    "KAPOK_ISSUER_ACR",
    "KAPOK_ISSUER_AMR",
    "KAPOK_ISSUER_MOST_HOURS",
    "KAPOK_CALLER_RATE",
    "KAPOK_PUBLIC_ADDRESS",
    "KAPOK_CALLER_LONG_REQUESTS",
)
LOCK = "up.lock"
MARK_OF_PASSING = "emptied-at-each-start"


class HomeError(CommandError):
    """The folder cannot serve as a home; the message says why."""


@dataclass(frozen=True)
class Home(System):
    """One home. Several can run side by side: each has its own ports, secrets, broker node and store."""

    folder: Path
    ports: dict[str, int]
    secrets: dict[str, str]

    @property
    def broker_management_uri(self) -> str:
        """The broker's management API, with user and password."""
        return f"http://{self._broker_login}@127.0.0.1:{self.ports['broker_management']}"

    @property
    def store_uri(self) -> str:
        """The embedded store; it does not know retryable writes."""
        return f"mongodb://127.0.0.1:{self.ports['store']}/?replicaSet=secantus&retryWrites=false"

    @property
    def http_uri(self) -> str:
        """Where the API answers."""
        return f"http://127.0.0.1:{self.ports['http']}"

    @property
    def logs(self) -> Path:
        """The folder of the processes' logs."""
        return self.folder / "logs"

    @property
    def supervisor_socket(self) -> Path:
        """Where the supervisor is asked."""
        return alias.of(self.folder) / "supervisor.sock"

    @property
    def option(self) -> str:
        """What a command line needs to mean this home, to be pasted behind a command; nothing for the usual one."""
        return "" if self.folder == DEFAULT_HOME else f" --home {shlex.quote(str(self.folder))}"

    def broker_uri(self, vhost: str = "/") -> str:
        """The broker's AMQP address for a virtual host."""
        return f"amqp://{self._broker_login}@127.0.0.1:{self.ports['broker']}/{vhost}"

    def environment(self, process: str = "client", *, prefix: str = "kapok_", vhost: str = "/") -> dict[str, str]:
        """What a process must know.

        Only `api` and `worker` answer probes, each on its own port, and only a client makes tokens. A home is for
        development and demos: where it is told of no identity authority, rows may declare what one answers, and
        partners' endpoints may be on this machine.
        """
        held = token_keys.held_by(process, self.secrets)
        return {
            "KAPOK_STORE_URI": self.store_uri,
            "KAPOK_BROKER_URI": self.broker_uri(vhost),
            "KAPOK_BROKER_MANAGEMENT_URI": self.broker_management_uri,
            "KAPOK_SERVICES": ",".join(SERVICES),
            "KAPOK_IDENTITY_DECLARED": "yes",
            "KAPOK_PUSH_ANYWHERE": "yes",
            "KAPOK_DATABASE_PREFIX": prefix,
            "KAPOK_HTTP_PORT": str(self.ports["http"]),
            "KAPOK_PUBLIC_ADDRESS": f"http://127.0.0.1:{self.ports['http']}",
            "KAPOK_OPS_PORT": str(self.ports.get(f"{process}_ops", 0)),
            **{name: value for name, value in held.items() if name.startswith("KAPOK_")},
            **{name: os.environ[name] for name in PASSED_ON if name in os.environ},
        }

    @property
    def _broker_login(self) -> str:
        return f"{keys.BROKER_USER}:{self.secrets['BROKER_PASSWORD']}"


def prepare(folder: Path) -> Path:
    """Make the folder, for its owner's eyes only, and give its real path.

    Raises:
        HomeError: it cannot be made, or holds something else.
    """
    folder = folder.expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # The lock is there first: a start that was interrupted leaves nothing else.
        if not (folder / "ports.json").exists() and any(
            entry.name not in (LOCK, MARK_OF_PASSING) for entry in folder.iterdir()
        ):
            raise HomeError(f"{folder} holds something else; choose an empty folder or one that `kapok up` made")
        if folder.stat().st_uid != os.getuid():
            raise HomeError(f"{folder} belongs to another user")
        folder.chmod(stat.S_IRWXU)
    except OSError as error:
        raise HomeError(f"{folder} cannot be used: {error.strerror}") from error
    return folder


def empty(folder: Path) -> None:
    """Remove everything but the lock, and mark the home as one that may be emptied again.

    Raises:
        HomeError: it holds a system that was not marked so.
    """
    mark = folder / MARK_OF_PASSING
    if exists(folder) and not mark.exists():
        raise HomeError(f"{folder} holds a system that is to be kept; choose another folder")
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != LOCK:
            entry.unlink()
    mark.touch(stat.S_IRUSR | stat.S_IWUSR)


def settle(folder: Path, http_port: int | None = None) -> Home:
    """A home that is about to start: its ports are free, its secrets exist. Nothing of it may be running.

    Raises:
        PortTaken: `http_port` is not free.
    """
    return Home(folder, ports.settle(folder / "ports.json", http_port), keys.settle(folder / "secrets.env"))


def exists(folder: Path) -> bool:
    """Whether a system was ever started there."""
    return (folder / "ports.json").exists() and (folder / "secrets.env").exists()


def read(folder: Path) -> Home:
    """A home that was started before.

    Raises:
        HomeError: nothing was ever started there.
    """
    folder = folder.expanduser().resolve()
    try:
        return Home(folder, ports.read(folder / "ports.json"), keys.read(folder / "secrets.env"))
    except (FileNotFoundError, NotADirectoryError):
        raise HomeError(f"there is no system in {folder}; `kapok up --home {folder}` makes one") from None
    except OSError as error:
        raise HomeError(f"{folder} cannot be read: {error.strerror}") from error
