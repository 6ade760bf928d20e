"""The private RabbitMQ node: Debian's package, run with configuration, data, cookie and ports of the home's own."""

from __future__ import annotations

import shutil
from pathlib import Path

from cli.stack.program import Program
from cli.stack.rabbitmq_home import NotInstalled, assemble
from cli.systems import alias, keys
from cli.systems.home import Home

NODE = "kapok@localhost"
# Quorum queues tell their counts on a tick. RabbitMQ's 5 s would make `status` slow to notice that all is quiet.
TICK_MILLISECONDS = 500

SETTINGS = """\
listeners.tcp.1 = 127.0.0.1:{amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = {management}
management_agent.disable_metrics_collector = true
default_user = {user}
default_pass = {password}
raft.wal_max_size_bytes = 67108864
disk_free_limit.absolute = 20MB
vm_memory_high_watermark.relative = 0.7
log.console = true
log.console.level = warning
"""


def programs(home: Home) -> list[Program]:
    """epmd, in which Erlang nodes find each other, and the node itself."""
    folder = alias.of(home.folder) / "broker"
    environment = _environment(home, folder)
    return [
        Program("epmd", "names", (_installed("epmd"),), folder, environment, stop_seconds=2),
        Program("broker", "data", (str(folder / "program" / "sbin" / "rabbitmq-server"),), folder, environment),
    ]


def prepare(home: Home) -> None:
    """Write the node's configuration, which has its password, and lay out the part of RabbitMQ that it needs."""
    folder = home.folder / "broker"
    folder.mkdir(exist_ok=True)
    settings = SETTINGS.format(
        amqp=home.ports["broker"],
        management=home.ports["broker_management"],
        user=keys.BROKER_USER,
        password=home.secrets["BROKER_PASSWORD"],
    )
    keys.write_private(folder / "rabbitmq.conf", settings)
    (folder / "advanced.config").write_text(f"[{{rabbit, [{{quorum_tick_interval, {TICK_MILLISECONDS}}}]}}].\n")
    (folder / "enabled_plugins").write_text("[rabbitmq_management].\n")
    assemble(folder / "program")


def _environment(home: Home, folder: Path) -> dict[str, str]:
    return {
        "HOME": str(folder),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(home.ports["epmd"]),
        # No Erlang program of this home may start an epmd of its own, which would outlive everything.
        "ERL_FLAGS": "-start_epmd false",
        "ERL_CRASH_DUMP_SECONDS": "0",
        # The start script replaces itself by the node, so that the supervised process is the node.
        "RUNNING_UNDER_SYSTEMD": "true",
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_SCRIPTS_DIR": str(folder / "program" / "sbin"),
        "RABBITMQ_NODENAME": NODE,
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(home.ports["broker"]),
        "RABBITMQ_DIST_PORT": str(home.ports["broker_distribution"]),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_LOGS": "-",
        # Two schedulers that sleep when idle: a development machine has other work to do.
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 2:2 -kernel inet_dist_use_interface {127,0,0,1}",
    }


def _installed(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise NotInstalled(program)
    return found
