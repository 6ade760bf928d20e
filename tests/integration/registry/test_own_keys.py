"""What the registry keeps of people, no other service's key opens; what it tells them, theirs do."""

from __future__ import annotations

import dataclasses
import secrets

import pytest

from shared.config import Settings
from shared.crypto import SealError
from shared.store.client import connect
from shared.store.transaction import Store
from tests.integration.registry.calling import Caller
from tests.integration.registry.people import settle, told, volunteer


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Those of a registry with a key of its own."""
    return dataclasses.replace(settings, registry_keys={"r1": secrets.token_bytes(32)})


def test_full_records_open_for_the_registry_alone(caller: Caller, store: Store, settings: Settings) -> None:
    """The whole facts and a row's sealed fields; of what travels every listener opens its part."""
    caller.batch(volunteer("v-1"))
    settle(store)
    transfer = {"transfer_ref": "t-1", "volunteer_ref": "v-1", "to_region_code": "440304", "reason": "moved"}
    caller.batch({**transfer, "requested_at": "2018-03-01T08:00:00+08:00"}, kind="transfers")
    person, asked = (store.database[name].find_one({}) for name in ("volunteers", "transfers"))
    assert person is not None
    assert asked is not None

    with connect(settings) as client:
        hours = Store(client, settings, "hours").sealer
        assert "birth_date" in hours.open(person["row"]["personal"], person["number"])
        for text, context in ((person["row"]["sealed"], person["number"]), (asked["sealed"], "transfers:t-1")):
            assert text.startswith("r1.")
            assert store.sealer.open(text, context)
            with pytest.raises(SealError):
                hours.open(text, context)
    assert told(store, "volunteer.registered.v1")
