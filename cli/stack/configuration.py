"""The supervisor's configuration, rendered from the programs."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping

from cli.stack.program import Program
from cli.systems.home import Home

# Relative to the home, in which the supervisor runs.
LOGS = "logs"
LOG_BYTES = "10MB"
LOG_FILES = 3
# A process that dies is started again whatever happens; the pause between attempts grows by a second each time.
ATTEMPTS = 1_000_000


def render(home: Home, programs: Iterable[Program]) -> str:
    """The text of supervisord.conf. It holds secrets."""
    programs = list(programs)
    groups = list(dict.fromkeys(program.group for program in programs))
    sections = [_supervisor(home)]
    sections += [_program(program) for program in programs]
    for rank, group in enumerate(groups):
        members = ",".join(program.name for program in programs if program.group == group)
        sections.append(_section(f"group:{group}", {"programs": members, "priority": str(rank)}))
    return "\n".join(sections)


def _supervisor(home: Home) -> str:
    return "\n".join(
        (
            _section("unix_http_server", {"file": str(home.supervisor_socket), "chmod": "0700"}),
            _section(
                "supervisord",
                {
                    "nodaemon": "true",
                    "silent": "true",
                    "logfile": f"{LOGS}/supervisor.log",
                    "logfile_maxbytes": LOG_BYTES,
                    "logfile_backups": str(LOG_FILES),
                    "pidfile": "supervisor.pid",
                    "childlogdir": LOGS,
                },
            ),
            _section(
                "rpcinterface:supervisor",
                {"supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"},
            ),
        )
    )


def _program(program: Program) -> str:
    return _section(
        f"program:{program.name}",
        {
            "command": shlex.join(program.command),
            "directory": str(program.folder),
            "environment": ",".join(_variable(name, value) for name, value in program.environment.items()),
            "autostart": str(program.starts_by_itself).lower(),
            "autorestart": "true",
            "startretries": str(ATTEMPTS),
            "stopwaitsecs": str(program.stop_seconds),
            "killasgroup": "true",
            "redirect_stderr": "true",
            "stdout_logfile": f"{LOGS}/{program.name}.log",
            "stdout_logfile_maxbytes": LOG_BYTES,
            "stdout_logfile_backups": str(LOG_FILES),
        },
    )


def _variable(name: str, value: str) -> str:
    # The environment is expanded once more than other values.
    return f'{name}="{value.replace("%", "%%")}"'


def _section(title: str, settings: Mapping[str, str]) -> str:
    # The supervisor expands %(name)s in every value.
    lines = (f"{name} = {value.replace('%', '%%')}" for name, value in settings.items() if value)
    return f"[{title}]\n" + "\n".join(lines) + "\n"
