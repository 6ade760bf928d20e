"""A volunteer of one city whom another city's system registers: what incentives shows to it, by the number."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from flask.testing import FlaskClient

from shared.config import Settings
from shared.events.envelope import Event
from shared.sources import LOCAL
from shared.store.transaction import Store
from shared.web.auth import make_token
from shared.where import Where
from tests.integration.incentives.test_standing import credited, registered, stored
from tests.integration.listening import Service, hear
from tests.integration.registrations import erased

CITY, COUNTY, HOME, FAR = "440300", "440303", "440100", "440500"
KNOWN, NEW = "KV1", "KV2"
"""Whom Guangzhou registered first, and who is known to Shenzhen alone."""


def named(reference: str, home: str | None = CITY, number: str = KNOWN) -> Event:
    """A source knows a person who is registered, too; who told it before said no home."""
    data = {"volunteer": number, "volunteer_ref": reference, "registered_ref": "v-1"}
    return Event("volunteer.named.v1", "registry", number, {**data, **({"home_region_code": home} if home else {})})


def shown(client: FlaskClient, settings: Settings, number: str, region: str = CITY, source: str = "sz") -> Any:
    """What a source's officer of a region is answered."""
    where = Where(frozenset({region}))
    token = make_token(settings, "officer", ["incentives:read"], source=source, where=where)
    answer = client.get(f"/v1/volunteers/{number}", headers={"Authorization": f"Bearer {token}"})
    return {**answer.json, "volunteer": None} if answer.status_code == 200 else answer.status_code


def test_a_number_tells_nobody_that_the_person_is_known_elsewhere(
    client: FlaskClient, settings: Settings, incentives: Service
) -> None:
    """Who reaches a name alone is shown what it would be of somebody new: nothing that was served elsewhere."""
    away, here = credited("a", KNOWN, 101, region=HOME), [credited(f"{n}-e", n, 50, region=CITY) for n in (KNOWN, NEW)]
    hear(incentives, registered(KNOWN, home=HOME), registered(NEW, home=CITY), named("sz:k"), away, *here)
    known, new = (shown(client, settings, number) for number in (KNOWN, NEW))
    for one in (known, new):
        assert [50 * 60] == [entry["minutes"] for entry in one.pop("entries")]
        assert (CITY, 3000) == (one["home_region_code"], one["stars"]["minutes"])
        for part in (one["stars"], one["award"], *one["points"].values()):
            part.pop("entries")
    assert known == new
    assert 404 == shown(client, settings, KNOWN, FAR)
    assert [404, 200] == [shown(client, settings, KNOWN, source="gz"), 200 if shown(client, settings, NEW) else 404]
    assert CITY == shown(client, settings, KNOWN, source=LOCAL)["home_region_code"]
    assert 2 == len(shown(client, settings, KNOWN, HOME, LOCAL)["entries"])


def test_names_come_in_any_order(incentives: Service, store: Store) -> None:
    """And go with the person: what comes late or again brings none back."""
    events = [registered(KNOWN), named("sz:k"), named("gz:k", FAR), named("zh:k", None)]
    found = []
    for order in permutations(events):
        incentives.forget()
        hear(incentives, *order)
        one = stored(store)[KNOWN]
        found.append((one["names"], one["name_homes"]))
    assert [(["gz:k", "sz:k", "zh:k"], [["gz:k", FAR], ["sz:k", CITY]])] * len(found) == found
    incentives.forget()
    hear(incentives, registered(KNOWN), named("sz:k"), erased("v-1", number=KNOWN), named("gz:k"))
    assert ([], []) == (stored(store)[KNOWN]["names"], stored(store)[KNOWN]["name_homes"])
