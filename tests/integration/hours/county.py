"""What hours keeps of a county, Luohu (440303), and of a city far away (440500), and every request about it."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from services.hours.balances.usecases import take_balances
from services.hours.certificates.domain import Asked as Certificate
from services.hours.certificates.usecases import issue
from services.hours.disputes import repository as disputes
from shared.events.envelope import Event
from shared.intake.rows import Line
from shared.kinds import side
from shared.rules.places import PROVINCE
from shared.seals import CREDITED, leaf
from shared.store.transaction import Store
from tests.integration.listening import Service, hear
from tests.integration.registrations import Registry, event, merged, number_of

COUNTY, CITY, FAR = "440303", "440300", "440500"
HERE, THERE = "here", "there"
"""Where something lies of a presence: where it was served, and where the volunteer belongs."""


class Asked(NamedTuple):
    """A request.

    Attributes:
        served, home: the regions in which lies what it is about.
        is_own: whether it is about the volunteer `here`.
    """

    path: str
    body: dict[str, Any] | None = None
    served: str | None = None
    home: str | None = None
    is_own: bool = False


def shift(where: str, region: str) -> Event:
    """A shift from 8 to 12."""
    data = {
        "shift_ref": f"s-{where}",
        "post_ref": "p",
        "project_ref": "w",
        "site_ref": "x",
        "starts_at": "2018-02-14T08:00:00+08:00",
        "ends_at": "2018-02-14T12:00:00+08:00",
        "capacity": 9,
        "service": "order",
        "skill_required": None,
        "minimum_age": 14,
        "region_code": region,
        "latitude": 23.1,
        "longitude": 113.2,
    }
    return Event("shift.scheduled.v1", "projects", f"s-{where}", data)


def moved(registry: Registry, volunteer: str, home: str, sequence: int) -> Event:
    """A volunteer belongs to another region."""
    state = registry.state(volunteer, sequence, home_region_code=home)
    return event("changed", state.subject, state.data, sequence)


def presence(name: str, where: str, volunteer: str, hour: int = 8, **more: Any) -> Event:
    """A logged hour at a shift."""
    data = {
        "attendance_ref": name,
        "shift_ref": f"s-{where}",
        "volunteer_ref": volunteer,
        "checked_in_at": f"2018-02-14T{hour:02d}:00:00+08:00",
        "checked_out_at": f"2018-02-14T{hour + 1:02d}:00:00+08:00",
        "method": "qr",
        "recorded_by": None,
        "approved_by": None,
        **more,
    }
    return Event("attendance.logged.v1", "projects", name, data)


def balance(reference: str, region: str, volunteer: str = HERE) -> dict[str, Any]:
    """A row of opening_balances.csv."""
    named = {"balance_ref": reference, "volunteer_ref": volunteer, "minutes": 60, "region_code": region}
    return {**named, "as_of": "2017-12-31", "source": "city_system"}


def dispute(name: str, region: str, state: str) -> dict[str, Any]:
    """A dispute of the volunteer there."""
    days = {"opened_on": "2018-03-01", "answer_until": "2018-03-15"}
    facts = {"attendance_ref": name, "volunteer": number_of(THERE), "claim": "not_counted", "state": state, **days}
    place = {**side("of", region), "of_organisation": None}
    return {"_id": name, **facts, "answer": None, "outcome": "credited", "by": ["opener"], **place}


def certified(store: Store) -> None:
    """The volunteer of the county has a certificate, under a serial that tests know, and the county a team."""
    team = {"organisation_ref": "team", "name": "team", "kind": "service_team", "region_code": COUNTY}
    told = Event("organisation.registered.v1", "registry", "team", {**team, "parent_ref": None}, 1)
    hear(Service(store), told)
    first, last = (dt.date.fromisoformat(day) for day in YEAR.values())
    made = store.transact(lambda transaction: issue(transaction, Certificate(NUMBER, first, last)))
    store.database["certificates"].insert_one({**made, "_id": SERIAL, "serial": SERIAL, "fingerprint": SERIAL})


def found(store: Store) -> None:
    """Two volunteers in each of two places, who served in either; a person registered twice in each place."""
    service, registry = Service(store), Registry(store.settings)
    hear(service, shift(HERE, COUNTY), shift(THERE, FAR))
    for volunteer, home in (
        (HERE, COUNTY),
        ("here-2", COUNTY),
        ("away", CITY),
        (THERE, FAR),
        ("there-2", FAR),
    ):
        hear(service, *(registry.state(volunteer, sequence, home_region_code=home) for sequence in (1, 2)))
    hear(
        service,
        presence("a", HERE, HERE),
        presence("guest", HERE, THERE, 9, flags=["fraud_attempt"]),
        presence("abroad", THERE, HERE, 10),
    )
    hear(
        service,
        presence("far", THERE, THERE, 11, flags=["beyond_capacity"]),
        presence("twin", HERE, "here-2"),
        presence("t", THERE, "there-2", 11),
    )
    by_hand = {"method": "backfilled", "recorded_by": "clerk"}
    hear(service, presence("held", HERE, THERE, 10, **by_hand), presence("held-far", THERE, THERE, 9, **by_hand))
    hear(service, presence("short", HERE, HERE, 20), presence("lost", "nowhere", "nobody"))
    hear(service, merged(HERE, "here-2"), merged(THERE, "there-2"))
    for name, region, state in (("guest", COUNTY, "open"), ("far", FAR, "open"), ("above", PROVINCE, "answered")):
        store.transact(lambda transaction: disputes.add(transaction, dispute(name, region, state)))  # noqa: B023
    for reference, region in (("b", COUNTY), ("b-far", FAR)):
        line = Line(2, balance(reference, region, HERE if region == COUNTY else THERE))
        store.transact(lambda transaction: take_balances(transaction, [line]))  # noqa: B023
    certified(store)


NUMBER = number_of(HERE)
LEAF = leaf(
    CREDITED,
    {
        "entry": "a",
        "attendance_ref": "a",
        "shift_ref": "s-here",
        "volunteer": NUMBER,
        "minutes": 60,
        "region_code": COUNTY,
        "day": "2018-02-14",
        "starts_at": "2018-02-14T00:00:00Z",
        "ends_at": "2018-02-14T01:00:00Z",
        "provenance": "measured",
        "late": True,
        "policy": {"name": "attendance/guangdong", "version": 1},
    },
).hex()
"""Of the entry `a`."""
VERDICT = {"verdict": "approve"}
REVERSAL = {"because": "not_served"}
CLAIM = {"claim": "not_counted"}


def serve(store: Store) -> Service:
    """The service that keeps this, when what it told of that is read."""
    found(store)
    service = Service(store)
    service.news()
    return service


def until(half: int) -> dict[str, Any]:
    """A correction that leaves half an hour of one that began at this hour."""
    first = f"2018-02-14T{half:02d}:"
    return {"starts_at": f"{first}00:00+08:00", "ends_at": f"{first}30:00+08:00", "because": "wrong_times"}


SERIAL = "KC00000000000000000"
YEAR = {"first_day": "2018-01-01", "last_day": "2018-12-31"}
REQUESTS = {
    "GET /access-log": [Asked("/access-log")],
    "GET /attendance/<reference>": [
        Asked("/attendance/a", served=COUNTY, home=COUNTY, is_own=True),
        Asked("/attendance/guest", served=COUNTY, home=FAR),
        Asked("/attendance/abroad", served=FAR, home=COUNTY, is_own=True),
        Asked("/attendance/far", served=FAR, home=FAR),
        Asked("/attendance/held", served=COUNTY, home=FAR),
        Asked("/attendance/short", served=COUNTY, home=COUNTY, is_own=True),
        Asked("/attendance/lost"),
    ],
    "POST /attendance/<reference>/verdicts": [
        Asked("/attendance/held/verdicts", VERDICT, served=COUNTY),
        Asked("/attendance/held-far/verdicts", VERDICT, served=FAR),
    ],
    "POST /attendance/<reference>/reversal": [
        Asked("/attendance/guest/reversal", REVERSAL, served=COUNTY),
        Asked("/attendance/far/reversal", REVERSAL, served=FAR),
    ],
    "POST /attendance/<reference>/correction": [
        Asked("/attendance/a/correction", until(8), served=COUNTY),
        Asked("/attendance/t/correction", until(11), served=FAR),
    ],
    "POST /attendance/<reference>/dispute": [
        Asked("/attendance/short/dispute", CLAIM, served=COUNTY, home=COUNTY, is_own=True),
        Asked("/attendance/held-far/dispute", CLAIM, served=FAR, home=FAR),
        Asked("/attendance/held/dispute", CLAIM, served=COUNTY, home=FAR),
    ],
    "POST /attendance/<reference>/dispute/answer": [
        Asked("/attendance/guest/dispute/answer", {"answer": "stands"}, served=COUNTY),
        Asked("/attendance/far/dispute/answer", {"answer": "stands"}, served=FAR),
    ],
    "POST /attendance/<reference>/dispute/decision": [
        Asked("/attendance/above/dispute/decision", {"decision": "dismissed"}, served=PROVINCE)
    ],
    "GET /disputes": [Asked("/disputes")],
    "POST /opening-balances/<reference>/reversal": [
        Asked("/opening-balances/b/reversal", REVERSAL, served=COUNTY),
        Asked("/opening-balances/b-far/reversal", REVERSAL, served=FAR),
    ],
    "GET /exports/outcomes": [Asked("/exports/outcomes")],
    "GET /exports/refusals": [Asked("/exports/refusals")],
    "GET /exports/totals": [Asked("/exports/totals")],
    "GET /reviews/days": [Asked("/reviews/days")],
    "GET /reviews/presences": [Asked("/reviews/presences")],
    "GET /reviews/waiting": [Asked("/reviews/waiting")],
    "GET /figures": [Asked("/figures")],
    "GET /figures/<name>/history": [Asked("/figures/active_30/history?from=2018-01-01&to=2018-03-01")],
    "GET /seals": [Asked("/seals")],
    "GET /seals/keys": [Asked("/seals/keys")],
    "GET /seals/<number>": [Asked("/seals/1")],
    "GET /seals/<number>/consistency": [Asked("/seals/1/consistency?from=1")],
    "GET /seals/<number>/inclusion": [Asked(f"/seals/1/inclusion?leaf={LEAF}")],
    "GET /entries/<reference>/proof": [
        Asked("/entries/a/proof", served=COUNTY, home=COUNTY, is_own=True),
        Asked("/entries/guest/proof", served=COUNTY, home=FAR),
        Asked("/entries/abroad/proof", served=FAR, home=COUNTY, is_own=True),
        Asked("/entries/far/proof", served=FAR, home=FAR),
    ],
    "POST /opening-balances": [
        Asked("/opening-balances", balance("b-new", COUNTY), served=COUNTY),
        Asked("/opening-balances", balance("b-new-far", FAR), served=FAR),
    ],
    "POST /opening-balances/batch": [
        Asked("/opening-balances/batch", {"rows": [{"row": 2, "values": balance("b-more", COUNTY)}]}, served=COUNTY)
    ],
    "GET /policies": [Asked("/policies")],
    "GET /reviews": [Asked("/reviews")],
    "POST /certificates": [Asked("/certificates", {"volunteer": NUMBER, **YEAR}, home=COUNTY, is_own=True)],
    "GET /certificates": [Asked("/certificates")],
    "GET /certificates/<serial>": [Asked(f"/certificates/{SERIAL}", home=COUNTY, is_own=True)],
    "GET /certificates/<serial>/page": [Asked(f"/certificates/{SERIAL}/page", home=COUNTY, is_own=True)],
    "PUT /certificates/<serial>/revocation": [
        Asked(f"/certificates/{SERIAL}/revocation", {"reason": "lost"}, home=COUNTY, is_own=True)
    ],
    "POST /organisations/<reference>/certificates": [Asked("/organisations/team/certificates", YEAR, served=COUNTY)],
    "GET /organisations/<reference>/certificates": [
        Asked("/organisations/team/certificates?first_day=2018-01-01&last_day=2018-12-31", served=COUNTY)
    ],
    "GET /volunteers/<number>/entries": [Asked(f"/volunteers/{NUMBER}/entries")],
}
"""By route what is asked of it."""
