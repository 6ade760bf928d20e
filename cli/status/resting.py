"""Letting a system come to rest before something is sent that is decided by all that came before."""

from __future__ import annotations

from cli.status.look import Observer
from cli.status.quiet import wait_until_idle
from cli.systems.address import Reachable
from cli.systems.system import System
from cli.talking.client import settings_of

PATIENCE = 300.0
"""Seconds; a system that others keep busy is not waited for any longer."""


def let_come_to_rest(found: Reachable) -> None:
    """Wait until nothing is in flight; not where nothing runs. At an address nobody can look (docs/importing.md)."""
    if isinstance(found, System):
        observer = Observer(found, settings_of(found))
        if observer.look().processes:
            wait_until_idle(observer, PATIENCE)
