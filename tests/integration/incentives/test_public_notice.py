"""The award's public notice: what everybody reads of it, who objects and who decides, and the certificate after it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.incentives.nominations.kind import OBJECTIONS
from shared import clock
from shared.config import Settings
from shared.web.auth import make_token
from shared.where import EVERYWHERE, Where
from tests.integration.incentives import test_nominations as nominations
from tests.integration.incentives.test_nominations import Scene, organisation, station
from tests.integration.incentives.test_standing import credited, told
from tests.integration.registrations import erased, number_of

scene, today = nominations.scene, nominations.today
DAY, NAME, STATEMENT = dt.timedelta(days=1), "林小兰", "名单与事实不符。"
OBJECTION = {"objection_ref": "o-1", "statement": STATEMENT}


class Notice:
    """A cycle that is in public notice today."""

    def __init__(self, scene: Scene, client: FlaskClient, settings: Settings, today: list[dt.date]) -> None:
        self.scene, self.client, self.settings, self.today = scene, client, settings, today
        self.day = today[0] = clock.china_day(clock.now())
        days = {"period_from": self.before(100), "period_to": self.before(50)}
        days |= {"nominations_from": self.before(45), "nominations_to": self.before(33)}
        scene.cycle("volunteer", "organisation", cycle_ref="now", **days, notice_days=10, min_minutes_in_period=None)
        scene.hear(organisation())
        scene.hear(*(credited(f"n-{one}", number_of(one), 2, self.before(60)) for one in ("v-1", "v-2")))
        said = {"statement": "十年如一日。", "public_name": NAME}
        scene.nominate("p-1", "v-1", at=self.at(35), cycle="now", **said)
        scene.nominate("p-2", "o-1", at=self.at(35), cycle="now")
        scene.nominate("p-3", "v-2", at=self.at(35), cycle="now")
        for one in ("p-1", "p-2"):
            for juror in "abc":
                scene.score(f"{one}-{juror}", one, juror_ref=juror, at=self.at(20))

    def before(self, days: int) -> str:
        """A day so many days ago."""
        return str(self.day - days * DAY)

    def at(self, days: int) -> str:
        """A moment of it."""
        return f"{self.before(days)}T09:00:00+08:00"

    def ask(self, who: str, path: str, body: Any = None, where: Where = EVERYWHERE, **headers: str) -> Any:
        """Somebody asks, or takes a step."""
        scopes = ["incentives:object", "incentives:review", "incentives:read"]
        bearer = {"Authorization": f"Bearer {make_token(self.settings, who, scopes, where=where)}", **headers}
        send = self.client.get if body is None else self.client.put
        answer = send(f"/v1/{path}", headers=bearer, **({} if body is None else {"json": body}))
        self.scene.spread()
        return answer

    def object(self, who: str = "v-2", of: str = "p-1", **facts: str) -> Any:
        """A volunteer objects."""
        number = number_of(who)
        return self.ask(number, f"nominations/{of}/objection", {**OBJECTION, **facts}, Where(person=number))

    def decide(self, who: str = "officer", *, upheld: bool = True) -> Any:
        """Somebody decides."""
        return self.ask(who, "award-objections/o-1/decision", {"upheld": upheld, "why": "核实属实"})

    def wait(self, days: int = 20) -> None:
        """Days pass."""
        self.today[0] = self.day + days * DAY
        moment = dt.datetime.combine(self.today[0], dt.time(9), clock.CHINA)
        nominations.usecases.keep_time(self.scene.service.store, moment)


@pytest.fixture
def notice(scene: Scene, client: FlaskClient, settings: Settings, today: list[dt.date]) -> Notice:
    """A volunteer and an organisation are proposed, another volunteer was judged by nobody."""
    return Notice(scene, client, settings, today)


def reason(answer: Any) -> tuple[int, str]:
    """Why something was refused."""
    return answer.status_code, answer.json["errors"][0]["reason"]


def test_everybody_reads_who_is_proposed(notice: Notice) -> None:
    """Without a token, on the days of the notice: a person by the first character, others by name."""
    answer: Any = notice.client.get("/v1/award-notices")
    assert 200 == answer.status_code
    assert NAME not in answer.text
    organisation, person = sorted(answer.json["proposed"], key=lambda one: str(one["category"]))
    assert ("林*", None, "十年如一日。") == (person["name"], person["organisation"], person["statement"])
    assert ("队", "队", None) == (organisation["name"], organisation["organisation"], organisation["statement"])
    assert {"p-1", "p-2"} == {person["nomination_ref"], organisation["nomination_ref"]}
    assert (notice.before(2), str(notice.day + 7 * DAY)) == (person["notice_from"], person["notice_to"])
    notice.wait()
    assert [] == notice.client.get("/v1/award-notices").json["proposed"]  # type: ignore[index]


def test_a_station_is_called_by_its_name(notice: Notice) -> None:
    """With the organisation that runs it; one that was told before stations' names were, by its reference."""
    days = {"period_from": notice.before(100), "period_to": notice.before(50)}
    days |= {"nominations_from": notice.before(45), "nominations_to": notice.before(33)}
    notice.scene.cycle("community", cycle_ref="here", **days, notice_days=10, min_minutes_in_period=None)
    notice.scene.hear(station(name="江边驿站"), station(station_ref="s-2"))
    for one in ("1", "2"):
        notice.scene.nominate(f"c-{one}", f"s-{one}", at=notice.at(35), cycle="here")
        for juror in "abc":
            notice.scene.score(f"c-{one}-{juror}", f"c-{one}", juror_ref=juror, at=notice.at(20))
    answer: Any = notice.client.get("/v1/award-notices")
    found = {one["nomination_ref"]: (one["name"], one["organisation"]) for one in answer.json["proposed"]}
    assert ("江边驿站", "队") == found["c-1"]
    assert ("s-2", "队") == found["c-2"]


def test_an_objection_is_decided_by_somebody_else_who_is_not_near(notice: Notice) -> None:
    """Neither by who objects nor by who nominated; upheld, it refuses the nomination. What was said stays sealed."""
    first, again = notice.object(), notice.object()
    assert (200, 200) == (first.status_code, again.status_code), first.text
    assert first.json == again.json
    assert (422, "already_objected") == reason(notice.object(statement="别的理由。"))
    assert (422, "already_objected") == reason(notice.object(objection_ref="o-2"))
    assert 200 == notice.object(objection_ref="o-2", of="p-2").status_code
    assert "shortlisted" == notice.scene.states(notice.day)["p-1"]
    for name in (number_of("v-2"), "v-2"):
        assert (422, "second_person_required") == reason(notice.decide(name))
    assert (422, "too_near") == reason(notice.decide(number_of("v-9")))
    assert (422, "too_near") == reason(notice.decide(number_of("v-1")))
    assert [200, 200] == [notice.decide().status_code for _ in range(2)]
    assert (422, "already_decided") == reason(notice.decide(upheld=False))
    assert "refused:objection_upheld" == notice.scene.states(notice.day)["p-1"]
    events = [one for one in told(notice.scene.service.store) if one.type == "award.objected.v1"]
    decided = [one for one in events if one.subject == "o-1"]
    assert [(1, None), (2, "upheld")] == [(one.sequence, one.data["decision"]) for one in decided]
    stored = notice.scene.service.store.database[OBJECTIONS.name].find_one({"_id": "o-1"})
    assert STATEMENT not in str(stored) + str([one.data for one in events])
    assert STATEMENT == notice.ask("officer", "award-objections/o-1").json["statement"]


def test_no_rival_decides_on_an_objection(notice: Notice) -> None:
    """Who is nominated in the same category has what another one loses; for organisations it is nobody's."""
    notice.object("v-9")
    assert (422, "too_near") == reason(notice.decide("v-2"))
    assert (422, "too_near") == reason(notice.decide(number_of("v-2")))
    assert 200 == notice.decide().status_code


def test_one_that_is_dismissed_changes_nothing(notice: Notice) -> None:
    """Who is erased afterwards leaves the decision, without a name and a text."""
    notice.object()
    assert 200 == notice.decide(upheld=False).status_code
    notice.scene.hear(erased("v-2"))
    found = notice.ask("officer", "award-objections/o-1").json
    assert found["filed_by"].startswith("erased-")
    assert "statement" not in found
    notice.wait()
    assert "awarded" == notice.scene.states(notice.today[0])["p-1"]


def test_who_decided_elsewhere_is_kept(notice: Notice) -> None:
    """Of a row who sent it, or whom a source names that may; of who is erased a name that leads nowhere."""

    def take(reference: str, who: str, *scopes: str, **named: str) -> Any:
        row = {"objection_ref": reference, "nomination_ref": "p-1", "at": notice.at(1), "upheld": False, **named}
        token = make_token(notice.settings, who, ["incentives:review", *scopes], where=EVERYWHERE)
        return notice.client.post("/v1/award-objections", json=row, headers={"Authorization": f"Bearer {token}"})

    officer = number_of("v-2")
    assert (422, "not_who_asks") == reason(take("r-0", officer, decided_by="clerk"))
    taken = [take("r-1", officer), take("r-2", "system", "projects:speak", decided_by="clerk")]
    taken.append(take("r-3", "system", "projects:speak"))
    assert [202] * 3 == [one.status_code for one in taken]

    def shown() -> list[str]:
        return [notice.ask("auditor", f"award-objections/r-{one}").json["decided_by"] for one in (1, 2, 3)]

    assert [officer, "clerk", "system"] == shown()
    notice.scene.hear(erased("v-2"))
    assert [True, "clerk", "system"] == [one.startswith("erased-") or one for one in shown()]


def test_only_a_person_objects_and_only_in_the_notice(notice: Notice) -> None:
    """To what is in it; a row that came decided is decided."""
    city = notice.ask("clerk", "nominations/p-1/objection", OBJECTION, Where(frozenset({"440100"})))
    assert 404 == city.status_code
    assert (422, "not_in_public_notice") == reason(notice.object(of="p-3"))
    assert 404 == notice.object(of="p-9").status_code
    notice.scene.object("o-1", "p-2", notice.at(1), upheld=False)
    assert (422, "already_decided") == reason(notice.decide())
    notice.scene.nominate("p-4", "v-1", "nobody", at=notice.at(35), cycle="now")
    notice.scene.object("o-4", "p-4", notice.at(1), upheld=False)
    early = notice.ask("officer", "award-objections/o-4/decision", {"upheld": True, "why": "核实属实"})
    assert 404 == early.status_code, "a nomination that waits for who nominated is not in any notice"
    notice.wait()
    assert (422, "not_in_public_notice") == reason(notice.object(objection_ref="o-2"))


def test_a_certificate_says_what_was_awarded(notice: Notice) -> None:
    """When the notice is over; the name whole to the person, and to who says why."""
    path = "nominations/p-1/certificate"
    assert 404 == notice.ask("officer", path).status_code
    notice.wait()
    found, again = notice.ask("officer", path).json, notice.ask("officer", path).json
    assert found == again
    assert ("now", "volunteer", "林*") == (found["cycle_ref"], found["category"], found["name"])
    assert str(notice.day + 8 * DAY) == found["awarded_on"]
    me = number_of("v-1")
    assert NAME == notice.ask(me, path, None, Where(person=me)).json["name"]
    assert NAME == notice.ask("officer", path, **{"Kapok-Purpose": "printing the certificate"}).json["name"]
    other = notice.ask("officer", "nominations/p-2/certificate").json
    assert other["name"] == "队"
    assert other["serial"] != found["serial"]
