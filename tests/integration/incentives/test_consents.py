"""What incentives keeps of consents, on a real store: the whole consent, whichever event comes first."""

from __future__ import annotations

import itertools

import pytest

from services.incentives.consents.repository import CONSENTS
from shared.events.envelope import Event
from shared.store.transaction import Store
from tests.integration.listening import Service

WHOLE = {"consent_ref": "c-1", "volunteer": "KV1", "purpose": "benefits", "receiver_ref": "p-1"}
GIVEN = Event("consent.given.v1", "registry", "c-1", {**WHOLE, "consented_at": "2018-03-01T09:00:00+08:00"}, 1)
WITHDRAWN = Event(
    "consent.withdrawn.v1", "registry", "c-1", {**GIVEN.data, "withdrawn_at": "2018-05-01T00:00:00+08:00"}, 2
)


@pytest.mark.parametrize("order", list(itertools.permutations((GIVEN, WITHDRAWN, GIVEN))))
def test_a_withdrawal_is_never_taken_back(store: Store, order: tuple[Event, ...]) -> None:
    """One by one in any order, copies too."""
    for event in order:
        store.transact(lambda transaction, event=event: CONSENTS.hear(transaction, [event]))  # type: ignore[misc]
    found = store.database["consents"].find_one({"_id": "c-1"})
    kept = {name: value for name, value in WITHDRAWN.data.items() if name != "consent_ref"}
    assert found == {"_id": "c-1", **kept, "sequence": 2}


def test_a_consent_that_was_given_only_has_no_end(store: Store) -> None:
    """It is found by the volunteer's number."""
    store.transact(lambda transaction: CONSENTS.hear(transaction, [GIVEN]))
    found = store.transact(lambda transaction: transaction["consents"].where("volunteer", ["KV1"]))
    assert [one["withdrawn_at"] for one in found] == [None]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_of_who_is_erased_no_consent_is_kept(store: Store, order: tuple[int, ...]) -> None:
    """Whatever comes late; another volunteer's stays."""
    gone = Event("volunteer.erased.v1", "registry", "KV1", {"volunteer": "KV1", "volunteer_ref": "v-1"}, 4)
    service, events = Service(store), [GIVEN, WITHDRAWN, gone]
    service.hear([Event(GIVEN.type, "registry", "c-2", {**GIVEN.data, "consent_ref": "c-2", "volunteer": "KV2"}, 1)])
    for number in order:
        service.hear([events[number]])
    assert ["c-2"] == [one["_id"] for one in store.database["consents"].find()]
