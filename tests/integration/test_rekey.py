"""All that is kept by keys is made anew while everything runs, and then the old keys can go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from cli.stack.stack import Stack
from runner.rekey import Outcome, rekey
from services.matching.rosters import usecases as rosters
from services.matching.rosters.selection import Selection
from shared.config import SERVICES, Settings
from shared.rekeying.renewal import HASHED, SEALED
from shared.store.client import Document
from shared.store.transaction import Transaction
from tests.integration.network import Network, network_of
from tests.integration.rotating import FORGOTTEN, USED, at
from tests.integration.small_season import Step, commands

DIGEST = re.compile(r"(?<![\w.-])[0-9a-f]{32}(?:[0-9a-f]{32})?(?![\w-])")
KEPT_AS_TOLD = {"idempotency", "rosters", "roster_parts"}


@contextmanager
def no_bar(title: str, total: int | None) -> Iterator[Any]:
    """Shows nothing."""
    yield lambda done: None


@pytest.fixture
def network(stack: Stack) -> Iterator[Network]:
    """A small season that has reached everybody."""
    with network_of(stack, "rekey") as made:
        take_all(made, lives=True)
        take_all(made)  # who is erased may register again
        made.spread()
        rosters.propose_roster(made.stores["matching"], Selection())
        made.spread()
        yield made
        for service in SERVICES:
            made.client.drop_database(made.settings.database(service))


def take_all(network: Network, *, lives: bool = False) -> None:
    """Let everybody take the season's rows in, and with the steps of lives all else that happened."""
    for name, store in network.stores.items():
        for step in (step for group in commands(name) for step in group):
            if lives or isinstance(step, tuple):
                store.transact(lambda transaction, step=step: _take(transaction, step))  # type: ignore[misc]


def _take(transaction: Transaction, step: Step) -> None:
    if isinstance(step, tuple):
        step[0](transaction, [step[1]])
    else:
        step(transaction)


def with_new_keys(settings: Settings) -> Settings:
    """New sealing keys in front of all, and the new hash key in use."""
    keys = {name: {f"{name}-new": bytes([len(name)]) * 32, **some} for name, some in settings.service_keys.items()}
    return replace(at(USED, settings), service_keys=keys)


def with_new_keys_alone(settings: Settings) -> Settings:
    """Without any old key but the chain of hash keys."""
    new = with_new_keys(settings)
    keys = {name: {f"{name}-new": some[f"{name}-new"]} for name, some in new.service_keys.items()}
    return replace(at(FORGOTTEN, settings), service_keys=keys)


def run(network: Network, settings: Settings) -> Outcome:
    """Make everything anew."""
    return rekey(settings, network.client, no_bar)


def stored(network: Network) -> dict[tuple[str, str], list[Document]]:
    """Everything, by service and collection."""
    databases = {name: network.stores[name].database for name in SERVICES}
    return {
        (name, one): list(database[one].find())
        for name, database in databases.items()
        for one in database.list_collection_names()
        if one not in KEPT_AS_TOLD
    }


def test_all_is_made_anew_and_old_keys_can_go(network: Network) -> None:
    """No digest and no sealed text of before is left anywhere; run again there is nothing to do."""
    before, settings = network.settings, with_new_keys(network.settings)
    old = {found for some in stored(network).values() for found in DIGEST.findall(repr(some))}
    outcome = run(network, settings)

    assert (0, 0) == (outcome.left, outcome.closed)
    assert outcome.renewed > 100
    sealed, hashed = ({one for kind, one in outcome.keys if kind == wanted} for wanted in (SEALED, HASHED))
    assert ({f"{name}-new" for name in before.service_keys}, {"h2"}) == (sealed, hashed)
    text = {where: repr(some) for where, some in stored(network).items()}
    marks = [f"{one}{mark}" for keys in before.service_keys.values() for one in keys for mark in ".:"]
    assert {} == {where: some for where, some in text.items() if set(DIGEST.findall(some)) & old}
    assert {} == {where: some for where, some in text.items() if any(mark in some for mark in marks)}
    assert 0 == run(network, settings).renewed


def test_everything_goes_on_without_the_old_keys(network: Network) -> None:
    """Rows sent again are what they were before, to the last one; what is sealed opens for its readers."""
    before = _more_by_sending_again(network)
    run(network, with_new_keys(network.settings))
    network.use(with_new_keys_alone(network.settings))

    assert before == _more_by_sending_again(network)
    assert rosters.propose_roster(network.stores["matching"], Selection())["assignments"]
    registry = network.stores["registry"]
    for one in registry.database["volunteers"].find({"number": {"$exists": True}}):
        for text in (one["row"]["sealed"], one["row"]["personal"]):
            assert "birth_date" in registry.sealer.open(text, one["number"])


def _more_by_sending_again(network: Network) -> dict[tuple[str, str], int]:
    """What some documents more there are: an offer of who is erased is told each time, and kept no time."""
    before = {where: len(some) for where, some in stored(network).items()}
    take_all(network)
    network.spread()
    return {where: len(some) - before.get(where, 0) for where, some in stored(network).items()}
