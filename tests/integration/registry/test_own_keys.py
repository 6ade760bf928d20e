"""What the registry keeps of people, no other service's key opens; what it tells them, only its readers' do."""

from __future__ import annotations

from shared.config import SERVICES, Settings
from shared.crypto import SealError
from shared.keyring import sealer_of
from shared.store.transaction import Store
from tests.integration.registry.calling import Caller
from tests.integration.registry.people import events, organisation, settle, volunteer

MEMBER = {"affiliation_ref": "a-1", "volunteer_ref": "v-1", "organisation_ref": "o-1", "kind": "party_member"}


def openers(settings: Settings, text: str, context: str) -> set[str]:
    """The services whose keys open a text."""
    return {service for service in SERVICES if _opens(settings, service, text, context)}


def _opens(settings: Settings, service: str, text: str, context: str) -> bool:
    try:
        return bool(sealer_of(settings, service).open(text, context))
    except SealError:
        return False


def test_full_records_open_for_the_registry_alone(caller: Caller, store: Store, settings: Settings) -> None:
    """The whole facts and a row's sealed fields."""
    caller.batch(volunteer("v-1"))
    settle(store)
    transfer = {"transfer_ref": "t-1", "volunteer_ref": "v-1", "to_region_code": "440304", "reason": "moved"}
    caller.batch({**transfer, "requested_at": "2018-03-01T08:00:00+08:00"}, kind="transfers")
    person, asked = (store.database[name].find_one({}) for name in ("volunteers", "transfers"))
    assert person is not None
    assert asked is not None

    assert {"registry"} == openers(settings, person["row"]["sealed"], person["number"])
    assert {"registry"} == openers(settings, asked["sealed"], "transfers:t-1")
    assert {"hours", "matching", "projects", "registry"} == openers(
        settings, person["row"]["personal"], person["number"]
    )


def test_events_open_for_their_readers_alone(caller: Caller, store: Store, settings: Settings) -> None:
    """A birth date and a home not for incentives, the kind of an affiliation for nobody else."""
    caller.batch(volunteer("v-1"))
    caller.batch(organisation("o-1"), kind="organisations")
    caller.batch({**MEMBER, "stage": "", "from": "2018-03-01", "to": ""}, kind="affiliations")
    settle(store)
    told = {one.type: one.data for one in events(store) if "personal" in one.data}
    found = {name: openers(settings, data["personal"], data["volunteer"]) for name, data in told.items()}

    states = {
        f"volunteer.{word}.v1": {"hours", "matching", "projects", "registry"} for word in ("registered", "verified")
    }
    assert {**states, "membership.changed.v1": {"incentives"}} == found


def test_whose_papers_somebody_has_opens_for_hours_alone(caller: Caller, store: Store, settings: Settings) -> None:
    """As far as figures of joint shifts ask, and no further; the registry keeps no such text."""
    caller.batch(volunteer("v-1"))
    settle(store)
    told = {one.type: one.data for one in events(store) if "papers" in one.data}

    assert ["volunteer.registered.v1", "volunteer.verified.v1"] == sorted(told)
    for data in told.values():
        text, number = data["papers"], data["volunteer"]
        assert {"document": "other"} == sealer_of(settings, "hours").open(text, number)
        assert {"hours"} == openers(settings, text, number)
