"""What every test may ask for: a real broker and store, started once, and a corner of them for each test alone."""

from __future__ import annotations

import gc
import itertools
import os
import tempfile
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pymongo import MongoClient, monitoring

from cli.stack.stack import Stack
from cli.systems import home, keys
from shared.config import Settings, load_settings
from tests import applications, coverage_of_processes, memory
from tests.databases import Databases
from tests.writings import Writings

# Nothing is judged by its time: the machine may be busy with other tests, and coverage slows every line.
hypothesis_settings.register_profile("kapok", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("kapok")
TESTS = Path(__file__).parent
LEVELS = ("unit", "contract", "integration", "system", "faults", "containers", "bench")
LONGEST = (
    "integration/test_documents.py",
    "integration/registry/test_document.py",
    "system/test_cli_year.py",
    "system/test_readme.py",
    "system/test_bench.py",
    "system/test_cli_season.py",
    "integration/projects/test_access.py",
    "integration/test_order.py",
    "integration/test_rebuild.py",
    "integration/test_revocations.py",
    "integration/incentives/test_merges.py",
    "integration/registry/test_figures.py",
    "integration/projects/test_training.py",
    "integration/projects/test_sign_ups.py",
    "integration/projects/test_works.py",
    "integration/hours/test_merges.py",
    "integration/registry/test_rekey.py",
)
"""Files that take half a minute or more: they begin first, since at the end all would wait for one of them."""
FOLLOWED = 2
"""So many sets of a test's parameters are followed by coverage, which makes a test take twice as long: the others go
the same ways with other words. Unit tests, in which a set may be a branch of its own, are followed whole."""
NO_VHOST = "nobodys"
NEW_OBJECTS = 20_000
"""Python's collector of cycles looks at them when there are so many, as in the services' processes."""
_numbers = itertools.count(1)
_writings = Writings()
_unfollowed = pytest.StashKey[bool]()
monitoring.register(_writings)
applications.lay_out_once()


def pytest_configure(config: pytest.Config) -> None:
    """Who only hands tests on hands coverage on with them, and where they write."""
    if not hasattr(config, "workerinput") and not any("containers" in one for one in config.args):
        # A Docker engine may see other folders than we do.
        memory.use()
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        coverage_of_processes.keep()
        gc.disable()  # until all modules and tests are there, which stay for good


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with its level, which is the folder it lies in, and put the longest files first."""
    for item in items:
        for level in LEVELS:
            if level in item.path.relative_to(TESTS).parts:
                item.add_marker(level)
    times: Counter[str] = Counter()
    for item in items:
        test = item.nodeid.partition("[")[0]
        times[test] += 1
        repeated = times[test] > FOLLOWED and item.get_closest_marker("unit") is None
        item.stash[_unfollowed] = repeated or item.get_closest_marker("system") is not None
    items.sort(key=_place)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, bool | None, bool | None]:
    """Who does again what coverage has seen, or talks to whole systems, is not slowed down by it."""
    if not item.stash[_unfollowed]:
        return (yield)
    with coverage_of_processes.paused():
        return (yield)


def pytest_collection_finish() -> None:
    """Garbage is looked for in what tests make: among all modules and tests it took a third of a short test's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    gc.enable()


def _place(item: pytest.Item) -> int:
    name = item.path.relative_to(TESTS).as_posix()
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Broker and store in a home of their own, on free ports, without api and worker; all gone at the end."""
    with tempfile.TemporaryDirectory(prefix="kapok-tests-", ignore_cleanup_errors=True) as folder:
        # Everything must work in a folder with any name; where would it show sooner than here?
        running = Stack(home.settle(home.prepare(Path(folder) / "100 % 木棉")))
        try:
            running.start()
            running.wait_for_store()
            running.wait_for_broker()
            yield running
        finally:
            running.kill()


@pytest.fixture(scope="session")
def store_client(stack: Stack) -> Iterator[MongoClient[dict[str, Any]]]:
    """A connection to the store for looking and cleaning up."""
    with MongoClient[dict[str, Any]](stack.home.store_uri, tz_aware=True) as client:
        yield client


@pytest.fixture(scope="session")
def databases(store_client: MongoClient[dict[str, Any]]) -> Databases:
    """Those that tests have one after the other."""
    return Databases(store_client, _writings)


@pytest.fixture
def database_prefix(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """The beginning of the names of this test's databases, which are empty, or have what `world` laid out."""
    world = str(request.path) if "world" in request.fixturenames else ""
    prefix = databases.take(world)
    yield prefix
    if "environment" in request.fixturenames:
        databases.give_up(prefix)
    else:
        databases.give_back(prefix, world)


@pytest.fixture
def vhost(stack: Stack) -> Iterator[str]:
    """A virtual host of the broker for this test alone, with the policies; its queues go with it."""
    name = f"test{next(_numbers)}"
    stack.management.make_vhost(name, keys.BROKER_USER)
    yield name
    stack.management.remove_vhost(name)


@pytest.fixture
def broker_uri(stack: Stack, vhost: str) -> str:
    """The AMQP address of this test's virtual host."""
    return stack.home.broker_uri(vhost)


@pytest.fixture
def environment(stack: Stack, database_prefix: str, vhost: str) -> dict[str, str]:
    """The KAPOK_ variables of a process that works in this test's corner."""
    return stack.home.environment(prefix=database_prefix, vhost=vhost)


@pytest.fixture
def settings(request: pytest.FixtureRequest, stack: Stack, database_prefix: str) -> Settings:
    """The same, parsed; without a virtual host where a test asks for none."""
    vhost = request.getfixturevalue("vhost") if "vhost" in request.fixturenames else NO_VHOST
    with mock.patch.dict(os.environ, stack.home.environment(prefix=database_prefix, vhost=vhost)):
        return load_settings()
