"""The five services have the same shape, so that who knows one knows all."""

from __future__ import annotations

import inspect
import subprocess
import sys
from itertools import pairwise

import pytest
from flask_smorest import Blueprint
from nameko.extensions import is_dependency

from cli.paths import ROOT
from runner.services import part
from shared.config import SERVICES
from shared.messaging.outbox_relay import OutboxRelay
from shared.store.migrations import BASE, Migration

PARTS = ("api", "migrations", "read_data", "worker")
LONGEST = 250

every_service = pytest.mark.parametrize("service", SERVICES)


def test_there_is_nothing_but_the_services() -> None:
    """A folder in services/ is a service."""
    folders = {path.name for path in (ROOT / "services").iterdir() if path.is_dir() and path.name != "__pycache__"}

    assert folders == set(SERVICES)


@every_service
@pytest.mark.parametrize("name", PARTS)
def test_a_service_has_each_part(service: str, name: str) -> None:
    """A file, or a folder where a file would be too long; not both."""
    folder = ROOT / "services" / service

    assert (folder / f"{name}.py").is_file() != (folder / name / "__init__.py").is_file()


@every_service
@pytest.mark.parametrize("name", PARTS)
def test_each_part_says_what_it_is(service: str, name: str) -> None:
    """A docstring stands at the head of each."""
    assert part(service, name).__doc__


@every_service
@pytest.mark.parametrize("subject", ["own", "publish", "subscribe", "invariant"])
def test_a_readme_says_what_a_service_promises(service: str, subject: str) -> None:
    """What it owns, publishes and subscribes to, and its invariants."""
    assert subject in (ROOT / "services" / service / "README.md").read_text(encoding="utf-8").lower()


@every_service
def test_no_file_is_long(service: str) -> None:
    """A file has one subject."""
    for file in (ROOT / "services" / service).rglob("*.py"):
        assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST, file.name


@every_service
def test_a_worker_is_named_as_its_service(service: str) -> None:
    """Its queues, its database and its exchange have this name."""
    assert part(service, "worker").Worker.name == service


@every_service
def test_a_worker_publishes_the_outbox(service: str) -> None:
    """Without a relay nobody would hear of what is committed."""
    dependencies = inspect.getmembers(part(service, "worker").Worker, is_dependency)

    assert [name for name, one in dependencies if isinstance(one, OutboxRelay)] == ["relay"]


@pytest.mark.parametrize("library", ["ortools", "flask", "flask_smorest", "apispec", "httpx", "httpcore"])
def test_no_worker_carries_what_it_does_not_use(library: str) -> None:
    """The solver takes as much memory as all else in a worker together, what apis need a tenth of it."""
    imports = "".join(f"import services.{service}.worker\n" for service in SERVICES)
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{imports}print({library!r} in sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )

    assert done.stdout == b"False\n"


@every_service
def test_migrations_go_up(service: str) -> None:
    """From 1, after what every service has, one by one."""
    migrations = part(service, "migrations").MIGRATIONS

    assert all(isinstance(one, Migration) for one in migrations)
    assert [migrations[0].version, BASE.version] == [1, 0]
    assert all(later.version == earlier.version + 1 for earlier, later in pairwise(migrations))


@every_service
def test_blueprints_begin_with_the_version(service: str) -> None:
    """`/<service>/v1`: a second version can stand beside the first."""
    blueprints = part(service, "api").blueprints

    assert all(isinstance(one, Blueprint) for one in blueprints)
    assert {one.url_prefix for one in blueprints} == {"/v1"}
