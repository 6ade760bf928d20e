"""What the integration tests share: a service's store, migrated, without a process around it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator

import pytest

from runner.services import part
from shared.config import Settings
from shared.store.client import connect
from shared.store.migrations import migrate
from shared.store.transaction import Store, access_database
from tests import coverage_of_processes
from tests.databases import Databases
from tests.integration.registrations import Registry

MakeStore = Callable[[str], Store]
LayOut = Callable[[Store, Callable[[], object]], Store]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """What is drawn by chance does over and over what other tests do once, and would take twice as long if followed."""
    if item.get_closest_marker("hypothesis") is None:
        return (yield)
    with coverage_of_processes.paused():
        return (yield)


@pytest.fixture
def make_store(settings: Settings, databases: Databases) -> Iterator[MakeStore]:
    """Give a service's store, with its collections and indexes."""
    with connect(settings) as client:

        def make(service: str) -> Store:
            store = Store(client, settings, service)
            migrations = part(service, "migrations").MIGRATIONS
            if not databases.is_migrated(store.database) and migrate(store.database, migrations):
                databases.note(store.database)
                databases.note(access_database(store.database))
            return store

        yield make


@pytest.fixture
def store(request: pytest.FixtureRequest, make_store: MakeStore) -> Store:
    """The empty database of the service whose tests the folder holds."""
    return make_store(request.path.parent.name)


@pytest.fixture
def lay_out(request: pytest.FixtureRequest, databases: Databases) -> LayOut:
    """Do what a file's fixture `world` does to a store, unless another test of the file has left it there."""
    world = str(request.path)

    def laid_out(store: Store, work: Callable[[], object]) -> Store:
        if not databases.has(store.database, world):
            work()
            databases.note(store.database, world)
            databases.note(access_database(store.database), world)
        return store

    return laid_out


@pytest.fixture
def registry(store: Store) -> Registry:
    """Who tells that service of volunteers."""
    return Registry(store.settings)
