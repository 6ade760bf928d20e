"""The Debian packages that Kapok needs, and their installation by a script that runs as root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from cli.setup.failure import SetupFailed, end_of
from cli.setup.interpreter import can_make_environments

RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
SCRIPT = Path(__file__).with_name("install-packages.sh")
REASONS = {
    "rabbitmq-server": "the broker that carries the events; Kapok runs a private node of it, Debian's own stays off",
    "python3-venv": "makes the virtual environment, .venv, that Kapok's Python packages go into",
}


def missing() -> list[str]:
    """The packages that are not there yet."""
    packages = [] if RABBITMQ.exists() else ["rabbitmq-server"]
    return packages if can_make_environments() else [*packages, "python3-venv"]


def install(packages: Sequence[str], log: Path) -> None:
    """Install packages, saying which and why.

    Raises:
        SetupFailed: it cannot be done from here, or apt-get failed.
    """
    if not packages:
        return
    print("Kapok needs these packages of Debian:")
    for package in packages:
        print(f"  {package:<16} {REASONS[package]}")
    command = [*_as_root(packages), "sh", str(SCRIPT), *packages]
    print(f"Installing them with apt-get{' through sudo' if command[0] == 'sudo' else ''} ...", flush=True)
    with log.open("ab") as output:
        done = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        raise SetupFailed(f"{end_of(log)}\n\napt-get failed (all of it in {log}). {_by_hand(packages)}")


def _as_root(packages: Sequence[str]) -> list[str]:
    """What to put before a command so that it runs as root."""
    if shutil.which("apt-get") is None:
        raise SetupFailed(f"This system has no apt-get. Install RabbitMQ 3.10 or later and Python's venv: {packages}")
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        raise SetupFailed(f"Only root can install them, and there is no sudo. {_by_hand(packages, 'As root')}")
    # Without a terminal nobody can type a password: better to say so than to hang.
    if sys.stdin.isatty():
        return ["sudo"]
    if subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode:
        raise SetupFailed(f"Only root can install them, and sudo asks for a password. {_by_hand(packages)}")
    return ["sudo", "-n"]


def _by_hand(packages: Sequence[str], who: str = "By hand") -> str:
    sudo = "" if who == "As root" else "sudo "
    install = f"{sudo}apt-get install --no-install-recommends {' '.join(packages)}"
    return f"{who}, type\n  {sudo}apt-get update && {install}\nand then ./kapok again."
