"""`kapok migrate`: a deployment's broker and store as this version wants them."""

from __future__ import annotations

import click


@click.command()
@click.option("--restored", is_flag=True, help="The store is a copy of before: cursors of feeds count no longer.")
def migrate(*, restored: bool) -> None:
    """Make the users, rights, policies, databases and queues of a deployment; what is there stays.

    For the operator's image: the environment holds the administrator's addresses of broker and store, and the
    passwords that each service gets. A home needs none of this: `./kapok up` does it.
    """
    import os

    from cli.operating.provisioning import provision
    from cli.systems import deployment
    from cli.terminal.errors import CommandError
    from runner.migrate import run
    from shared.config import load_settings
    from shared.messaging.topology import TopologyError
    from shared.observability import logs

    if not deployment.is_chosen():
        raise CommandError("this is for a deployment; `./kapok up` migrates a home by itself")
    settings = load_settings()
    logs.configure(settings.log_level)
    provision(settings, os.environ)
    try:
        run(settings, restored=restored)
    except TopologyError as error:
        raise CommandError(str(error)) from None
