"""The system as containers, in a compose project, on a port and with secrets of its own, as an operator handles it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cli.importing.kinds import SCOPES as IMPORT
from cli.paths import ROOT
from cli.results.report import SCOPES as REPORT
from cli.stack.waiting import wait_until
from cli.systems import keys
from shared.config import SERVICES
from tests.processes import free_port

PARTS = (
    "Dockerfile",
    ".dockerignore",
    "docker-compose.yml",
    "requirements.lock",
    "cli",
    "deploy",
    "samples",
    "services",
)
PROCESSES = tuple(f"{service}-{kind}" for service in SERVICES for kind in ("api", "worker"))
LONGEST = 900


class Containers:
    """A copy of what the images are made of lies in `folder`; the engine is the one that the environment names."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.project = f"kapok-test-{uuid.uuid4().hex[:8]}"
        for name in (*PARTS, "runner", "shared", "kapok"):
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(ROOT / name, folder / name)
        # The season's rows declare who is who; a deployment would ask an identity authority.
        self.secrets = {**keys.for_deployment(), "KAPOK_IDENTITY_DECLARED": "yes"}
        self.configure(self.secrets)

    def configure(self, values: Mapping[str, str]) -> None:
        """What docker compose reads from now on beside the environment."""
        keys.write(self.folder / ".env", values)

    @property
    def address(self) -> str:
        """Where the edge answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What makes `docker compose` in the folder mean this project."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("KAPOK_", "COMPOSE_"))}
        # The builder that every engine has.
        own = {"COMPOSE_PROJECT_NAME": self.project, "KAPOK_PORT": str(self.port), "DOCKER_BUILDKIT": "0"}
        return {**kept, **own, "COMPOSE_ANSI": "never"}

    def compose(self, *words: str, stdin: str = "") -> str:
        """What `docker compose` prints."""
        return self.docker("compose", *words, stdin=stdin)

    def docker(self, *words: str, stdin: str = "", code: int | None = 0) -> str:
        """What `docker` prints on standard output."""
        done = subprocess.run(
            ["docker", *words],
            cwd=self.folder,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
        assert code is None or done.returncode == code, f"docker {' '.join(words)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def has(self, image: str, program: str) -> bool:
        """Whether an image has a program."""
        look = ("docker", "run", "--rm", "--entrypoint", "test", image, "-x", program)
        return subprocess.run(look, env=self.environment, capture_output=True, check=False).returncode == 0

    def up(self, *services: str) -> None:
        """Start everything that does not run, or some services and what they need, and wait until it is ready."""
        try:
            self.compose("up", "--wait", "--no-build", *services)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.compose('logs', '--tail', '15')}") from None

    def down(self) -> None:
        """Remove everything but the images."""
        self.compose("down", "--volumes", "--remove-orphans", "--timeout", "1")

    def begin_anew(self) -> None:
        """Empty volumes, and new containers."""
        self.down()
        self.up()

    def operator(self, *words: str) -> str:
        """What a command in the operator's image prints."""
        return self.compose("run", "--rm", "-T", "operator", *words)

    def python(self, script: Path, *words: str) -> str:
        """What a script prints that runs inside, with the operator's rights."""
        inside = ("--entrypoint", "python", "operator", "-", *words)
        return self.compose("run", "--rm", "-T", *inside, stdin=script.read_text())

    def token(self) -> str:
        """A token for importing and reporting."""
        return self.operator("token", "--scope", " ".join((*IMPORT, *REPORT, "matching:write"))).strip()

    def status(self) -> dict[str, Any]:
        """What `status` says once nothing is in flight."""
        self.operator("status", "--wait-idle", "600")
        found: dict[str, Any] = json.loads(self.operator("status", "--json"))
        return found

    def import_season(self, season: Path) -> None:
        """Import through the edge."""
        with self.importing(season) as process:
            output, _ = process.communicate(timeout=LONGEST)
            assert process.returncode == 0, output

    @contextmanager
    def importing(self, season: Path) -> Iterator[subprocess.Popen[str]]:
        """An import through the edge that goes on meanwhile."""
        process = subprocess.Popen(
            _kapok("import", "--url", self.address, "--rejects", str(self.folder / "rejects.csv"), str(season)),
            env=self._client(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def report(self) -> dict[str, Any]:
        """The report, read through the edge."""
        file = self.folder / "report.json"
        command = _kapok("report", "--url", self.address, "--json", str(file))
        subprocess.run(command, env=self._client(), check=True, stdout=subprocess.DEVNULL, timeout=LONGEST)
        found: dict[str, Any] = json.loads(file.read_text())
        return found

    def containers(self, service: str) -> list[str]:
        """The numbers of a service's containers that run."""
        return self.compose("ps", "--quiet", service).split()

    def kill(self, service: str) -> None:
        """The container's process crashes; Docker starts it again."""
        container = self.containers(service)[0]
        pid = self._pid(container)
        if os.geteuid() == 0 and Path(f"/proc/{pid}").exists():
            os.kill(pid, signal.SIGKILL)
        else:
            # Docker takes this for a wish to have it stopped.
            self.docker("kill", container)
            self.docker("start", container)
        assert wait_until(lambda: self._pid(container) not in (0, pid), 60, 0.2), f"{service} did not come back"

    def cut_off(self, container: str, service: str) -> None:
        """Take a worker's container off its network, the only one that it has."""
        self.docker("network", "disconnect", self._network_of(service), container)

    def reconnect(self, container: str, service: str) -> None:
        """Put it back, under its name."""
        self.docker("network", "connect", "--alias", service, self._network_of(service), container)

    def address_in(self, network: str, container: str) -> str:
        """A container's address in one of its networks."""
        template = f'{{{{(index .NetworkSettings.Networks "{self.project}_{network}").IPAddress}}}}'
        return self.docker("inspect", "--format", template, container).strip()

    def _network_of(self, worker: str) -> str:
        return f"{self.project}_{worker.removesuffix('-worker')}"

    def _pid(self, container: str) -> int:
        return int(self.docker("inspect", "--format", "{{.State.Pid}}", container))

    def _client(self) -> Mapping[str, str]:
        return {**os.environ, "PYTHONPATH": str(ROOT), "KAPOK_TOKEN": self.token()}


def _kapok(*words: str) -> list[str]:
    return [sys.executable, "-P", "-m", "cli.main", *words]
