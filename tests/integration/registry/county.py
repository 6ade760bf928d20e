"""What the registry keeps of a county, Luohu (440303), and of a city far away (440500), and every request about it."""

from __future__ import annotations

from typing import Any, NamedTuple

from services.registry.duplicates.usecases import look_again
from services.registry.homes.usecases import follow
from shared.store.transaction import Store
from shared.where import Where
from tests.integration.registry.bringing import site
from tests.integration.registry.calling import Caller
from tests.integration.registry.people import note_partners, organisation, volunteer

COUNTY, NEIGHBOUR, CITY, FAR = "440303", "440305", "440300", "440500"
ORGANISATION, HOME = "organisation", "home"
"""Whose a record is: the organisation's, or where a volunteer belongs."""
AT = "2018-03-01T09:00:00+08:00"


class Asked(NamedTuple):
    """A request about the county.

    Attributes:
        of: whose what it is about is; "" where that does not matter.
        is_own: whether it is about the volunteer v-1, and v-1 may see it, or bring it.
    """

    path: str
    body: dict[str, Any] | None = None
    of: str = ""
    is_own: bool = False


def rows(mark: str) -> dict[str, dict[str, str]]:
    """A row of each kind, of the county, with references that end in a mark."""
    whom = {"volunteer_ref": "v-1"}
    return {
        "organisations": {**organisation(f"o{mark}", COUNTY), "parent_ref": "o"},
        "volunteers": volunteer(f"v{mark}", 50 + len(mark), COUNTY),
        "affiliations": {
            "affiliation_ref": f"a{mark}",
            **whom,
            "organisation_ref": "o",
            "kind": "party_member",
            "stage": "",
            "from": "2018-01-01",
            "to": "",
        },
        "licences": {
            "licence_ref": f"l{mark}",
            **whom,
            "kind": "doctor",
            "valid_from": "2018-01-01",
            "valid_to": "2028-01-01",
            "verified": "no",
        },
        "insurance": {"insurance_ref": f"i{mark}", **whom, "insurer": "保险", "from": "2018-01-01", "to": "2028-01-01"},
        "consents": {
            "consent_ref": f"c{mark}",
            **whom,
            "purpose": "benefits",
            "receiver_ref": "p-1",
            "given_at": AT,
            "withdrawn_at": "",
        },
        "merges": {
            "merge_ref": f"m{mark}",
            "kept_ref": "v-2",
            "merged_ref": "v-3",
            "merged_at": AT,
            "undone_at": "",
        },
        "transfers": {
            "transfer_ref": f"t{mark}",
            "volunteer_ref": "v-4",
            "to_region_code": NEIGHBOUR,
            "requested_at": AT,
            "decided_at": "",
            "decision": "",
            "reason": "",
        },
        "terms": {
            "term_ref": f"e{mark}",
            "organisation_ref": "o",
            **whom,
            "office": "chair",
            "elected_on": "2018-01-01",
            "ends_on": "2028-12-31",
        },
        "stations": {
            "station_ref": f"s{mark}",
            "name": "驿站",
            "organisation_ref": "o",
            "kind": "station",
            "opened_on": "2018-01-01",
            "closed_on": "",
        },
        "populations": {
            "population_ref": f"n{mark}",
            "kind": "league_members",
            "region_code": COUNTY,
            "organisation_ref": "o",
            "as_of": "2018-06-30",
            "count": "7",
        },
    }


KEPT = rows("")
OF_ORGANISATIONS = {"organisations", "affiliations", "terms", "stations", "populations"}
OF_V_1 = {"affiliations", "licences", "insurance", "consents", "terms"}
BROUGHT_BY_V_1 = {"consents"}
STEPS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "organisations": [
        ("facts", {"name": "队", "field": None, "successor_ref": None}),
        ("parent", {"parent_ref": None}),
        ("dissolution", {"dissolved_on": None}),
    ],
    "affiliations": [
        ("correction", {"kind": "party_member", "stage": None, "from": "2018-01-01", "to": None}),
        ("end", {"to": "2026-01-01"}),
    ],
    "licences": [("verification", {"verified": True}), ("end", {"valid_to": "2026-01-01"})],
    "insurance": [("end", {"to": "2026-01-01"})],
    "consents": [("withdrawal", {"withdrawn_at": "2018-03-02T09:00:00+08:00"})],
    "merges": [("undoing", {"undone_at": "2018-03-02T09:00:00+08:00"})],
    "transfers": [("decision", {"decision": "declined", "reason": None})],
    "terms": [("end", {"ends_on": "2026-01-01"})],
    "stations": [("closing", {"closed_on": "2018-03-01"}), ("reopening", {"opened_on": "2018-05-01"})],
    "populations": [],
}
OF_V: list[tuple[str, dict[str, Any]]] = [
    ("guardian-consent", {"given_on": "2018-01-01"}),
    ("verification", {"status": "verified"}),
    ("document", {"document_type": "passport", "document_number": "E00000777"}),
    ("contact", {"phone": "19000000777"}),
    ("home", {"latitude": 22.5, "longitude": 114.1}),
    ("skills", {"skills": ["first_aid"]}),
    ("student-stage", {"student_stage": None}),
]


def found(caller: Caller, store: Store) -> None:
    """The county's records, one of each kind, and a person and an organisation far away."""
    site(store, "s", COUNTY)
    for mark in ("-new", "-new-2"):
        site(store, f"s{mark}", COUNTY)
    note_partners(store, "p-1")
    far = {**volunteer("far", 9, FAR), "name": "陈英雄"}
    caller.batch({**KEPT["organisations"], "parent_ref": ""}, organisation("far-o", FAR), kind="organisations")
    caller.batch(*(volunteer(f"v-{number}", number, COUNTY) for number in (1, 2, 3, 4, 5)), far)
    for kind, row in KEPT.items():
        if kind not in {"organisations", "volunteers"}:
            receipt = caller.batch(row, kind=kind)
            assert (kind, 1, []) == (kind, receipt["accepted"], receipt["refused"])
    numbers = [one["number"] for one in store.database["volunteers"].find()]
    store.transact(lambda transaction: look_again(transaction, numbers))
    store.transact(lambda transaction: follow(transaction, numbers))


def requests(caller: Caller) -> dict[str, Asked]:
    """Every request that the registry answers, by method and route; what erases comes last."""
    path = "/suspected-duplicates"
    listed = caller.send("GET", path, scopes=["registry:personal"]).json["suspected_duplicates"]
    suspicion = f"{path}/{listed[0]['suspicion_ref']}"
    asked = {
        f"GET {path}": Asked(path),
        f"GET {path}/<reference>": Asked(suspicion, None, HOME),
        f"PUT {path}/<reference>/dismissal": Asked(f"{suspicion}/dismissal", {}, HOME),
        **{f"GET {one}": Asked(one) for one in ("/regions", "/policies", "/figures", "/access-log")},
        "GET /figures/<name>/history": Asked("/figures/volunteers/history?from=2018-01-01"),
        "POST /revocations": Asked("/revocations", {"jti": "j-1"}),
        "POST /holder-revocations": Asked("/holder-revocations", {"subject": "nobody"}),
        **{f"GET /exports/{one}": Asked(f"/exports/{one}") for one in ("volunteers", "refusals", "outcomes")},
    }
    for kind, steps in STEPS.items():
        (reference, *_) = KEPT[kind].values()
        of = ORGANISATION if kind in OF_ORGANISATIONS else HOME
        one = Asked(f"/{kind}/{reference}", None, of, kind in OF_V_1)
        asked |= {f"GET /{kind}/<reference>": one, **_rows(kind, of)}
        for name, body in steps:
            asked[f"PUT /{kind}/<reference>/{name}"] = one._replace(path=f"{one.path}/{name}", body=body)
    person = Asked("/volunteers/v-1", None, HOME, is_own=True)
    asked |= {"GET /volunteers/<reference>": person, **_rows("volunteers", HOME)}
    for name, body in OF_V:
        asked[f"PUT /volunteers/<reference>/{name}"] = person._replace(path=f"{person.path}/{name}", body=body)
    asked["DELETE /volunteers/<reference>/guardian-consent"] = person._replace(path=f"{person.path}/guardian-consent")
    asked["GET /volunteers/<reference>/everything"] = person._replace(path=f"{person.path}/everything")
    asked["POST /volunteers/<reference>/erasure"] = Asked("/volunteers/v-5/erasure", {}, HOME)
    return asked


def _rows(kind: str, of: str) -> dict[str, Asked]:
    batch, own = {"rows": [{"row": 2, "values": rows("-new-2")[kind]}]}, kind in BROUGHT_BY_V_1
    return {
        f"GET /{kind}": Asked(f"/{kind}"),
        f"POST /{kind}": Asked(f"/{kind}", rows("-new")[kind], of, own),
        f"POST /{kind}/batch": Asked(f"/{kind}/batch", batch, of, own),
    }


def number_of(store: Store, reference: str) -> str:
    """A volunteer's number."""
    found = store.database["volunteers"].find_one({"_id": reference})
    assert found is not None
    return str(found["number"])


def for_regions(*codes: str) -> Where:
    """Where an officer of regions may act."""
    return Where(frozenset(codes))


def for_organisations(*references: str) -> Where:
    """Where an officer of organisations may act."""
    return Where(organisations=frozenset(references))
