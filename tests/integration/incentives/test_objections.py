"""Reports that are taken back or objected to: who may, what follows for benefits, and what volunteers are told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.incentives.feeds.api import NOTICES
from services.incentives.reports.usecases import is_in_breach
from shared import clock
from shared.config import Settings
from shared.store.transaction import Transaction
from shared.web.auth import make_token
from shared.where import EVERYWHERE, Where
from tests.integration.incentives.test_entitlements import DAY, V1, Scene, consent, shift
from tests.integration.incentives.test_standing import told
from tests.integration.listening import Service
from tests.integration.registrations import merged, number_of

STATEMENT = "那天我不在广州。"
OWN = Where(person=V1)


class People:
    """Who asks incentives over HTTP, each with a token of their own."""

    def __init__(self, client: FlaskClient, settings: Settings, scene: Scene) -> None:
        self.client, self.settings, self.scene = client, settings, scene

    def put(
        self,
        who: str,
        step: str,
        body: dict[str, Any],
        where: Where = EVERYWHERE,
        *,
        of: str = "r-1",
        source: str = "local",
    ) -> Any:
        """Take a step, and let incentives hear of it."""
        scope = {"withdrawal": "incentives:report", "objection": "incentives:object"}.get(step, "incentives:decide")
        bearer = self._bearer(who, [scope], where, source)
        answer = self.client.put(f"/v1/partner-reports/{of}/{step}", json=body, headers=bearer)
        self.scene.spread()
        return answer

    def see(self, who: str, where: Where = EVERYWHERE, *scopes: str, purpose: str = "") -> Any:
        """The report as somebody is shown it."""
        headers = self._bearer(who, ["incentives:read", *scopes], where) | (
            {"Kapok-Purpose": purpose} if purpose else {}
        )
        return self.client.get("/v1/partner-reports/r-1", headers=headers).json

    def object(self) -> Any:
        """The volunteer objects."""
        return self.put(V1, "objection", {"statement": STATEMENT}, OWN)

    def decide(self, decision: str = "upheld", who: str = "officer") -> Any:
        """Somebody decides."""
        return self.put(who, "decision", {"decision": decision})

    def benefit(self, day: dt.date) -> str:
        """What the benefit is to the volunteer as of a day."""
        asked = f"/v1/volunteers/{V1}/benefits?as_of={day}"
        (found,) = self.client.get(asked, headers=self._bearer("clerk", ["incentives:read"], EVERYWHERE)).json[
            "benefits"
        ]
        return str(found["state"])

    def _bearer(self, who: str, scopes: list[str], where: Where, source: str = "local") -> dict[str, str]:
        return {"Authorization": f"Bearer {make_token(self.settings, who, scopes, where=where, source=source)}"}


@pytest.fixture
def people(client: FlaskClient, settings: Settings, incentives: Service) -> People:
    """A volunteer whose benefit rests for a breach that was reported."""
    scene = Scene(incentives, settings)
    registry, day = scene.registry, clock.today()
    scene.hear(registry.state("v-1", 1), registry.state("v-1"), shift(day - 5 * DAY), consent())
    scene.report("breach", str(day - DAY), "r-1")
    assert {"n-1": "suspended"} == scene.states()
    return People(client, settings, scene)


def reason(answer: Any) -> tuple[int, str]:
    """Why a step was refused."""
    return answer.status_code, answer.json["errors"][0]["reason"]


def test_an_objection_changes_nothing_until_it_is_upheld(people: People) -> None:
    """Then the benefit is granted again, and told with the reason."""
    assert 200 == people.object().status_code
    assert {"n-1": "suspended"} == people.scene.states()
    assert 200 == people.decide().status_code
    assert {"n-1": "granted"} == people.scene.states()
    assert [("granted", "eligible"), ("suspended", "breach"), ("granted", "eligible")] == people.scene.told()


def test_a_dismissed_objection_leaves_it_as_it_is(people: People) -> None:
    """And is decided once."""
    people.object()
    assert [200, 200] == [people.decide("dismissed").status_code for _ in range(2)]
    assert (422, "already_decided") == reason(people.decide("upheld"))
    assert {"n-1": "suspended"} == people.scene.states()
    decided = [one for one in told(people.scene.service.store) if one.type == "objection.decided.v1"]
    assert ["dismissed"] == [one.data["decision"] for one in decided]


def test_a_report_that_waits_is_taken_back_too(people: People) -> None:
    """When the volunteer comes whom it names, it is told with that, and counts on no day from then on."""
    today = clock.today()
    people.scene.report("breach", str(today - DAY), "r-2", of="v-2")
    first, again = (people.put("p-1", "withdrawal", {"why": "mistake"}, of="r-2") for _ in range(2))
    assert (200, "held:unknown_volunteer") == (first.status_code, first.json["outcome"])
    assert first.json["taken_back_at"] == again.json["taken_back_at"]
    people.scene.hear(people.scene.registry.state("v-2", 1))
    about = [one for one in told(people.scene.service.store) if one.subject == "r-2" and one.sequence]
    assert [("partner.reported.v1", 1), ("report.taken_back.v1", 2)] == [(one.type, one.sequence) for one in about]
    assert "mistake" == about[1].data["why"]
    people.scene.service.store.transact(lambda t: assert_no_breach(t, number_of("v-2"), today))


def assert_no_breach(transaction: Transaction, number: str, day: dt.date) -> None:
    """None is unresolved."""
    assert not is_in_breach(transaction, number, day)


def test_what_a_partner_takes_back_counts_from_that_day_on_no_more(people: People) -> None:
    """Its earlier days stay what they were; again it is the same, and an objection comes too late."""
    assert (422, "not_who_asks") == reason(people.put("p-2", "withdrawal", {"why": "mistake"}))
    assert (422, "not_who_asks") == reason(people.put("P-1", "withdrawal", {"why": "mistake"}))
    theirs = people.put("p-1", "withdrawal", {"why": "mistake"}, of="local:r-1", source="other")
    assert (422, "not_who_asks") == reason(theirs), "another source's partner of the same name"
    done = [people.put("p-1", "withdrawal", {"why": "other_person"}) for _ in range(2)]
    assert [200, 200] == [one.status_code for one in done]
    assert done[0].json["taken_back_at"] == done[1].json["taken_back_at"]
    assert (422, "taken_back") == reason(people.object())
    assert [("granted", "eligible"), ("suspended", "breach"), ("granted", "eligible")] == people.scene.told()
    assert ["suspended", "granted"] == [people.benefit(clock.today() - DAY), people.benefit(clock.today())]


@pytest.mark.parametrize("who", ["p-1", V1, "v-1", V1.lower()])
def test_nobody_decides_who_reported_objected_or_is_the_volunteer(people: People, who: str) -> None:
    """By whatever name."""
    people.object()
    assert (422, "second_person_required") == reason(people.decide(who=who))


def test_nor_does_who_is_one_person_with_the_volunteer(people: People) -> None:
    """Under the number or the name of the registration that is kept, as long as the merge holds."""
    people.object()
    people.scene.hear(people.scene.registry.state("v-2", 1), merged("v-2", "v-1"))
    for who in (number_of("v-2"), "v-2"):
        assert (422, "second_person_required") == reason(people.decide(who=who))
    people.scene.hear(merged("v-2", "v-1", until="2018-06-01"))
    assert 200 == people.decide(who=number_of("v-2")).status_code


def test_who_may_object_and_to_what(people: People) -> None:
    """The volunteer or the province, once, to what stands against the volunteer."""
    assert (422, "no_objection") == reason(people.decide())
    other = people.put("KV-other", "objection", {"statement": STATEMENT}, Where(person="KV-other"))
    assert 404 == other.status_code
    assert [200, 200] == [people.object().status_code for _ in range(2)]
    assert (422, "already_objected") == reason(people.put(V1, "objection", {"statement": "另一说法"}, OWN))
    people.scene.report("breach_resolved", str(clock.today() - DAY), "r-2")
    resolved = people.put(V1, "objection", {"statement": STATEMENT}, OWN, of="r-2")
    assert (422, "nothing_to_object") == reason(resolved)


def test_what_is_said_against_a_report_is_nobody_elses_business(people: People) -> None:
    """Sealed in the store, in no event; shown to the volunteer, and to who decides and says why."""
    people.object()
    store = people.scene.service.store
    kept = store.database["partner_reports"].find_one({"_id": "r-1"})
    assert STATEMENT not in str(kept)
    assert STATEMENT not in str([one.data for one in told(store)])
    assert STATEMENT == people.see(V1, OWN)["statement"]
    assert "statement" not in people.see("officer", EVERYWHERE, "incentives:decide")
    assert "statement" not in people.see("clerk", purpose="a complaint")
    assert STATEMENT == people.see("officer", EVERYWHERE, "incentives:decide", purpose="a complaint")["statement"]


def test_all_of_it_is_among_the_notices(people: People) -> None:
    """Whoever sends messages to volunteers hears of the report, the objection, and what became of the benefit."""
    people.object()
    people.decide()
    types = [one.type for one in told(people.scene.service.store) if one.type in NOTICES.types]
    assert types == [
        *("benefit.granted.v1", "partner.reported.v1", "benefit.suspended.v1", "report.objected.v1"),
        *("objection.decided.v1", "benefit.granted.v1"),
    ]
