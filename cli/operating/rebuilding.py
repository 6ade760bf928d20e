"""A rebuild in a system, with what keeps it from being done told in one line."""

from __future__ import annotations

from cli.systems.system import System
from cli.talking.client import settings_of
from cli.terminal.errors import CommandError
from runner.rebuild import Bar, Outcome, rebuild
from runner.services import part
from shared.messaging.rebuild import IncompleteLog, StillChanging, Superseded
from shared.observability import logs
from shared.store.client import connect


def rebuild_in(system: System, service: str, bar: Bar) -> Outcome:
    """Make the service's read data again.

    Raises:
        CommandError: there is nothing to rebuild, another rebuild has begun, or the events do not suffice.
    """
    if not part(service, "read_data").read_data():
        raise CommandError(f"{service} keeps nothing of what it hears from others; there is nothing to rebuild")
    settings = settings_of(system)
    logs.configure("WARNING")
    with connect(settings) as client:
        try:
            return rebuild(settings, client, service, bar)
        except IncompleteLog as error:
            raise CommandError(f"the log in {error} no longer has its first events; nothing was changed") from None
        except StillChanging as error:
            raise CommandError(f"{error} changes faster than it can be compared; run it again later") from None
        except Superseded:
            raise CommandError(f"another rebuild of {service} has begun; this one leaves the rest to it") from None
