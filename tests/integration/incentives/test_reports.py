"""What partners report, on a real store: held for what is unknown, told of once, by the partner itself alone."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.incentives.partners.acquaintances import get_to_know
from services.incentives.reports.usecases import is_in_breach
from shared.config import Settings
from shared.web.auth import make_token
from shared.where import Where
from tests.integration.incentives.test_standing import registered, told
from tests.integration.listening import Service, hear
from tests.integration.registrations import erased, merged

AT = "2018-06-01T09:00:00+08:00"
D = dt.date(2018, 12, 31)
PARTNER = {"partner_ref": "p-1", "name": "省医院", "department": "health"}
BENEFIT = {
    "benefit_ref": "n-1",
    "partner_ref": "p-1",
    "name": "体检优待",
    "region_code": "440000",
    "from": "2018-01-01",
}


def report(reference: str, kind: str = "breach", of: str = "v-1", at: str = AT, **more: Any) -> dict[str, Any]:
    """A row of partner_reports.csv."""
    named = {"report_ref": reference, "partner_ref": "p-1", "volunteer_ref": of}
    return {**named, "benefit_ref": "n-1" if kind == "redeemed" else None, "kind": kind, "at": at, **more}


class Network:
    """Incentives over HTTP and by its events."""

    def __init__(self, client: FlaskClient, settings: Settings, service: Service) -> None:
        self._client, self._settings, self.service = client, settings, service

    def post(self, path: str, row: dict[str, Any], subject: str = "tester", *more: str, source: str = "local") -> Any:
        """Send a row, and hear what it tells."""
        scopes = ["incentives:write", "incentives:report", *(more or ["projects:speak"])]
        bearer = {"Authorization": f"Bearer {make_token(self._settings, subject, scopes, source=source)}"}
        answer = self._client.post(f"/v1/{path}", json=row, headers=bearer)
        for event in self.service.news():
            if event.type in self.service.heard:
                self.service.hear([event])
        return answer

    def own(self, partner: str, reference: str) -> Any:
        """What a partner's own token is shown of a report."""
        token = make_token(self._settings, partner, ["incentives:partner"], where=Where(partner=partner))
        headers = {"Authorization": f"Bearer {token}"}
        return self._client.get(f"/v1/partners/{partner}/reports/{reference}", headers=headers)

    def outcomes(self) -> dict[str, str]:
        """What became of the reports."""
        return {one["_id"]: one["outcome"] for one in self.service.store.database["partner_reports"].find()}

    def in_breach(self, number: str, day: dt.date = D) -> bool:
        """Whether somebody is, as of a day."""
        return self.service.store.transact(lambda transaction: is_in_breach(transaction, number, day))


@pytest.fixture
def network(client: FlaskClient, settings: Settings, incentives: Service) -> Network:
    """A network that knows nobody yet."""
    return Network(client, settings, incentives)


def test_a_report_waits_for_what_it_names_in_the_order_of_the_columns(network: Network) -> None:
    """Partner, volunteer, benefit; and is told of when all are known, once."""
    assert 202 == network.post("partner-reports", report("r-1", "redeemed")).status_code
    assert {"r-1": "held:unknown_partner"} == network.outcomes()
    network.post("partners", PARTNER)
    assert {"r-1": "held:unknown_volunteer"} == network.outcomes()
    hear(network.service, registered("KV1"))
    assert {"r-1": "held:unknown_benefit"} == network.outcomes()
    network.post("benefits", BENEFIT)
    assert {"r-1": "accepted"} == network.outcomes()
    network.post("partner-reports", report("r-1", "redeemed"))
    reported = [one for one in told(network.service.store) if one.type == "partner.reported.v1"]
    assert [("KV1", "n-1", "redeemed")] == [
        (one.data["volunteer"], one.data["benefit_ref"], one.data["kind"]) for one in reported
    ]


def test_a_benefit_waits_for_its_partner(network: Network) -> None:
    """Until then it is none that a report may name."""
    network.post("benefits", BENEFIT)
    found = network.service.store.database["benefits"]
    assert "held:unknown_partner" == found.find_one({"_id": "n-1"})["outcome"]  # type: ignore[index]
    network.post("partners", PARTNER)
    assert "accepted" == found.find_one({"_id": "n-1"})["outcome"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (report("r-1", "redeemed", benefit_ref=None), "benefit_ref"),
        (report("r-1", benefit_ref="n-1"), "benefit_ref"),
        (report("r-1", "praise"), "kind"),
        (report("r-1", at="2999-01-01T00:00:00+08:00"), "at"),
    ],
)
def test_a_malformed_report_is_refused_with_its_field(network: Network, row: dict[str, Any], field: str) -> None:
    """What is redeemed is named and nothing else is; nobody reports what is to come."""
    answer = network.post("partner-reports", row)
    assert (422, field) == (answer.status_code, answer.json["errors"][0]["field"])


def test_who_reports_is_who_is_named(network: Network) -> None:
    """A partner's token reports for the partner alone."""
    network.post("partners", PARTNER)
    other = network.post("partner-reports", report("r-1"), "p-2", "incentives:read")
    assert (422, "partner_ref") == (other.status_code, other.json["errors"][0]["field"])
    assert 202 == network.post("partner-reports", report("r-1"), "p-1", "incentives:read").status_code


def test_a_partner_of_a_source_is_no_other_source_s(network: Network) -> None:
    """A partner reports for itself by the references of its source, and for no partner of that name elsewhere."""
    for source in ("local", "health"):
        network.post("partners", PARTNER, source=source)
    other = network.post("partner-reports", report("r-1", partner_ref="local:p-1"), "p-1", "x", source="health")
    assert (422, "partner_ref") == (other.status_code, other.json["errors"][0]["field"])
    own = network.post("partner-reports", report("r-2", of="local:v-1"), "p-1", "x", source="health")
    assert 202 == own.status_code
    found = network.service.store.database["partner_reports"].find({}, {"partner_ref": 1})
    assert {"health:r-2": "health:p-1"} == {one["_id"]: one["partner_ref"] for one in found}


STORIES: list[tuple[list[tuple[str, str, int]], bool]] = [
    ([("breach", "p-1", 0)], True),
    ([("breach", "p-1", 0), ("breach_resolved", "p-1", 5)], False),
    ([("breach", "p-1", 0), ("breach_resolved", "p-2", 5)], True),
    ([("breach_resolved", "p-1", 0), ("breach", "p-1", 5)], True),
    ([("breach", "p-1", 0), ("breach_resolved", "p-1", 5), ("breach", "p-1", 9)], True),
    ([("breach", "p-1", 0), ("breach", "p-1", 3), ("breach_resolved", "p-1", 5)], False),
    ([("breach", "p-1", 5), ("breach_resolved", "p-1", 5)], True),
]


@pytest.mark.parametrize(("story", "stands"), STORIES)
def test_a_breach_stands_until_the_same_partner_says_later_that_it_is_resolved(
    network: Network, story: list[tuple[str, str, int]], stands: bool
) -> None:
    """In any order of arrival."""
    hear(network.service, registered("KV1"))
    for name in ("p-1", "p-2"):
        network.post("partners", {**PARTNER, "partner_ref": name})
    for number, (kind, partner, day) in enumerate(reversed(story)):
        at = f"2018-06-{1 + day:02}T09:00:00+08:00"
        network.post("partner-reports", report(f"r-{number}", kind, at=at, partner_ref=partner))
    assert stands == network.in_breach("KV1")
    assert not network.in_breach("KV1", dt.date(2018, 5, 31))


def test_what_is_reported_of_a_merged_registration_counts_for_the_kept_one(network: Network) -> None:
    """While the merge is in force, whichever of them is asked for."""
    network.post("partners", PARTNER)
    hear(network.service, registered("KV-v-1"), registered("KV-v-2"))
    network.post("partner-reports", report("r-1", of="v-2"))
    hear(network.service, merged("v-1", "v-2", "2018-07-01"))
    assert (True, True) == (network.in_breach("KV-v-1"), network.in_breach("KV-v-2"))
    before = dt.date(2018, 6, 30)
    assert (False, True) == (network.in_breach("KV-v-1", before), network.in_breach("KV-v-2", before))


NAME = "Pea018756867767f0faa3dda621293209"
"""A pseudonym with eleven digits in it that could be a telephone."""


@pytest.fixture
def told_of(network: Network) -> Network:
    """A network in which one of two partners was told of somebody by a pseudonym."""
    for source, reference in (("local", "p-1"), ("local", "p-2"), ("health", "p-1")):
        network.post("partners", {**PARTNER, "partner_ref": reference}, source=source)
    hear(network.service, registered("KV1"))
    for partner, name in (("p-1", NAME), ("health:p-1", f"{NAME[:-1]}0")):
        known = {name: "KV1"}
        network.service.store.transact(lambda transaction: get_to_know(transaction, partner, known))  # noqa: B023
    return network


@pytest.mark.parametrize(
    ("partner", "name", "outcome"),
    [
        ("p-1", NAME, "accepted"),
        ("p-1", "KV1", "accepted"),
        ("p-2", "KV1", "accepted"),
        ("p-2", NAME, "held:unknown_volunteer"),
        ("p-1", NAME.lower(), "held:unknown_volunteer"),
        ("health:p-1", f"{NAME[:-1]}0", "accepted"),
        ("health:p-1", "KV1", "accepted"),
        ("health:p-1", "v-1", "held:unknown_volunteer"),
    ],
)
def test_a_partner_reports_of_whom_it_knows_by_the_name_that_it_knows(
    told_of: Network, partner: str, name: str, outcome: str
) -> None:
    """Its own pseudonym or the number, whatever source it is of; another's pseudonym is nobody's."""
    source, _, reference = partner.rpartition(":")
    row = report("r-1", of=name, partner_ref=reference)
    assert (
        202 == told_of.post("partner-reports", row, reference, "incentives:read", source=source or "local").status_code
    )
    assert [outcome] == [*told_of.outcomes().values()]
    assert (outcome == "accepted") == told_of.in_breach("KV1")


def test_what_was_reported_by_a_pseudonym_goes_with_the_person(told_of: Network) -> None:
    """As what names the person by a reference."""
    told_of.post("partner-reports", report("r-1", of=NAME), "p-1", "incentives:read")
    hear(told_of.service, erased("v-1", number="KV1"))
    assert {} == told_of.outcomes()


def test_a_partner_sees_what_became_of_its_own_reports_alone(told_of: Network) -> None:
    """What they wait for, whether they count; nothing of what others reported or the volunteer said."""
    for reference, name in (("r-1", NAME), ("r-2", "P-gone")):
        told_of.post("partner-reports", report(reference, of=name), "p-1", "incentives:read")
    own = told_of.own("p-1", "r-1")
    assert (200, "accepted", NAME) == (own.status_code, own.json["outcome"], own.json["volunteer_ref"])
    assert not own.json.keys() & {"volunteer", "statement", "decided_by", "objected_by"}
    assert "held:unknown_volunteer" == told_of.own("p-1", "r-2").json["outcome"]
    assert [404, 404] == [told_of.own(*one).status_code for one in (("p-2", "r-1"), ("p-1", "r-9"))]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_of_who_is_erased_no_report_is_kept(network: Network, order: tuple[int, ...]) -> None:
    """Whatever comes late."""
    network.post("partners", PARTNER)
    steps = [
        lambda: hear(network.service, registered("KV1")),
        lambda: network.post("partner-reports", report("r-1")),
        lambda: hear(network.service, erased("v-1", number="KV1")),
    ]
    for number in order:
        steps[number]()
    assert {} == network.outcomes()
    assert not network.in_breach("KV1")
