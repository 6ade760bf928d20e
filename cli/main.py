"""`./kapok`: the group of commands. Each is one file in commands/, and imports what is heavy only when it runs."""

from __future__ import annotations

import warnings

import click

from cli.commands.bench import bench
from cli.commands.certificate import certificate
from cli.commands.dead_letters import dead_letters
from cli.commands.demo import demo
from cli.commands.env import env
from cli.commands.figures import figures
from cli.commands.import_ import import_
from cli.commands.migrate import migrate
from cli.commands.partners import partners
from cli.commands.pin import pin
from cli.commands.policies import policies
from cli.commands.policy import policy
from cli.commands.rebuild import rebuild
from cli.commands.rekey import rekey
from cli.commands.replay import replay
from cli.commands.report import report
from cli.commands.revoke import revoke
from cli.commands.roster import roster
from cli.commands.sbom import sbom
from cli.commands.secrets import secrets
from cli.commands.status import status
from cli.commands.test import test
from cli.commands.token import token
from cli.commands.up import up
from cli.commands.verify import verify
from cli.terminal.usage import Commands


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def kapok() -> None:
    """Kapok (木棉): the event-driven back end of a province-wide volunteer-service network.

    `./kapok demo` shows it at work; `./kapok up` runs it here, on free ports, until Ctrl-C. Everything it keeps lies
    under .kapok/.
    """


for command in (
    demo,
    up,
    import_,
    report,
    roster,
    figures,
    certificate,
    partners,
    policies,
    policy,
    status,
    dead_letters,
    replay,
    rebuild,
    rekey,
    verify,
    token,
    revoke,
    env,
    secrets,
    migrate,
    pin,
    sbom,
    test,
    bench,
):
    kapok.add_command(command)

# Known, and decided about: shared/messaging/ is where eventlet can be replaced. A command's user need not read it.
warnings.filterwarnings("ignore", r"[\s\S]*Eventlet is deprecated")

if __name__ == "__main__":
    kapok(prog_name="kapok")
