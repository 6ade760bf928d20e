"""Nominations, scores and objections on a real store: what becomes of them, in any order, and what it is told."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import orjson
import pytest
from flask.testing import FlaskClient

from services.incentives.awards.kind import AWARD_CYCLES
from services.incentives.nominations import usecases
from services.incentives.nominations.domain import mean_of, state
from services.incentives.nominations.kind import NOMINATIONS, OBJECTIONS, SCORES
from services.incentives.partners.kind import PARTNERS
from services.incentives.reports.kind import REPORTS
from shared import clock
from shared.config import Settings
from shared.deciding import take
from shared.events.envelope import Event
from shared.intake.rows import Line
from shared.kinds import Kind
from shared.web.auth import make_token
from shared.where import EVERYWHERE, Where
from tests.integration.incentives.test_standing import credited, told
from tests.integration.listening import Service, hear
from tests.integration.registrations import Registry, erased, merged, named, number_of
from tests.system.explained import wrong

TODAY = dt.date(2018, 12, 31)
IN_NOTICE, BEFORE = dt.date(2018, 9, 12), dt.date(2018, 9, 9)
CYCLE = {
    "cycle_ref": "c-1",
    "period_from": "2018-01-01",
    "period_to": "2018-06-30",
    "nominations_from": "2018-07-10",
    "nominations_to": "2018-08-10",
    "notice_days": 7,
    "quota": 1,
    "min_minutes": None,
    "min_minutes_in_period": 120,
    "min_volunteers": None,
    "min_measured_share": None,
}
SPEAKING = ("incentives:judge", "projects:speak")
AT = "2018-07-20T09:00:00+08:00"


@pytest.fixture(autouse=True)
def today() -> Iterator[list[dt.date]]:
    """The day, which a test moves."""
    day = [TODAY]
    with mock.patch.object(clock, "today", side_effect=lambda: day[0]):
        yield day


class Scene:
    """Incentives, whose commands and events these tests send."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self.service, self.registry = service, Registry(settings)

    def take(self, kind: Kind, /, **row: Any) -> None:
        """A row comes in, and what it tells is heard."""
        self.service.store.transact(lambda transaction: take(transaction, kind, [Line(2, row, 1)]))
        self.spread()

    def hear(self, *events: Event) -> None:
        """Others tell."""
        hear(self.service, *events)
        self.spread()

    def spread(self) -> None:
        """What incentives tells itself is heard."""
        while own := [one for one in self.service.news() if one.type in self.service.heard]:
            hear(self.service, *own)

    def cycle(self, *categories: str, **facts: Any) -> None:
        """Categories of the cycle."""
        for one in categories:
            self.take(AWARD_CYCLES, **{**CYCLE, "category": one, **facts})

    def people(self, *references: str) -> None:
        """Volunteers who are verified."""
        self.hear(*(self.registry.state(one, sequence) for one in references for sequence in (1, 2)))

    def nominate(
        self, reference: str, subject: str, by: str = "v-9", at: str = AT, cycle: str = "c-1", **said: str
    ) -> None:
        """A nomination."""
        named = {"nomination_ref": reference, "cycle_ref": cycle, "subject_ref": subject}
        self.take(NOMINATIONS, **named, nominated_by=by, at=at, **said)

    def score(self, reference: str, nomination: str, value: int = 80, /, **facts: Any) -> None:
        """A score, each of another juror if nothing else is said."""
        named = {"score_ref": reference, "nomination_ref": nomination, "juror_ref": f"juror-{reference}"}
        given = {"score": value, "conflict_declared": False, "at": "2018-08-20T09:00:00+08:00"}
        self.take(SCORES, **{**named, "juror_organisation_ref": "jury", **given, **facts})

    def scores(self, nomination: str, value: int) -> None:
        """Three of them."""
        for juror in "abc":
            self.score(f"s-{nomination}-{juror}", nomination, value, juror_ref=juror)

    def object(self, reference: str, nomination: str, at: str, *, upheld: bool = True) -> None:
        """An objection."""
        self.take(OBJECTIONS, objection_ref=reference, nomination_ref=nomination, at=at, upheld=upheld)

    def outcomes(self, kind: Kind = SCORES) -> dict[str, str]:
        """What became of rows."""
        found = self.service.store.database[kind.name].find()
        return {one["_id"]: one["outcome"] for one in found if "outcome" in one}

    def states(self, day: dt.date = TODAY) -> dict[str, str]:
        """What became of nominations as of a day."""
        found = self.service.store.database[NOMINATIONS.name].find()
        return {one["_id"]: state(one, day) for one in found if "outcome" in one}

    def told(self, kind: str) -> list[tuple[str, Any]]:
        """Of what was told of a type, in order, the subject and the word."""
        events = [one for one in told(self.service.store) if one.type == f"award.{kind}.v1"]
        words = {"nominated": "stands", "scored": "counts", "given": "mean", "withdrawn": "mean"}
        return [(one.subject, one.data[words[kind]]) for one in events]


@pytest.fixture
def scene(incentives: Service, settings: Settings) -> Scene:
    """A network with a cycle for volunteers and organisations, and three volunteers, two of whom served enough."""
    found = Scene(incentives, settings)
    found.cycle("volunteer", "organisation")
    found.people("v-1", "v-2", "v-9")
    found.hear(*(credited(f"e-{one}", number_of(one), 2, "2018-06-30") for one in ("v-1", "v-2")))
    return found


def station(**changes: Any) -> Event:
    """A station opens."""
    of = {"station_ref": "s-1", "organisation_ref": "o-1", "kind": "home", "region_code": "440100"}
    opened = {**of, "opened_on": "2018-01-01", "closed_on": None, **changes}
    return Event("station.opened.v1", "registry", "s-1", opened, 1)


def organisation(reference: str = "o-1") -> Event:
    """An organisation that is registered."""
    facts = {"name": "队", "kind": "service_team", "region_code": "440100", "parent_ref": None}
    return Event("organisation.registered.v1", "registry", reference, {"organisation_ref": reference, **facts}, 1)


def shift(reference: str, organisation_ref: str = "o-1", project: str = "j-1", site: str = "s-1") -> Event:
    """A shift for an organisation, a project and a site."""
    facts = {"shift_ref": reference, "post_ref": "p", "project_ref": project, "site_ref": site, "capacity": 9}
    times = {"starts_at": "2018-03-01T00:00:00Z", "ends_at": "2018-03-01T04:00:00Z", "minimum_age": 14}
    place = {"region_code": "440100", "latitude": 23.1, "longitude": 113.2, "service": "order", "skill_required": None}
    return Event(
        "shift.scheduled.v1",
        "projects",
        reference,
        {**facts, **times, **place, "organisation_ref": organisation_ref},
        1,
    )


def belongs(scene: Scene, reference: str, of: str, first: str, last: str | None) -> Event:
    """Somebody belongs to an organisation from a day to a day."""
    sealed = scene.registry.seal({"kind": "employee", "stage": None, "from": first, "to": last}, of)
    data = {"affiliation_ref": reference, "volunteer": number_of(of), "organisation_ref": "o-1", "personal": sealed}
    return Event("membership.changed.v1", "registry", reference, data, 1)


def test_a_nomination_waits_for_what_it_names_in_the_order_of_the_columns(scene: Scene) -> None:
    """Cycle, subject, who nominates, a category of the cycle; and stands when all are known."""
    scene.nominate("n", "s-1", "v-8", cycle="c-2")
    assert {"n": "held:unknown_cycle"} == scene.states()
    scene.cycle("volunteer", cycle_ref="c-2")
    assert {"n": "held:unknown_subject"} == scene.states()
    scene.hear(station())
    assert {"n": "held:unknown_volunteer"} == scene.states()
    scene.people("v-8")
    assert {"n": "held:unknown_category"} == scene.states()
    scene.cycle("community", cycle_ref="c-2", min_minutes_in_period=None)
    assert {"n": "nominated"} == scene.states()
    assert [("n", True)] == scene.told("nominated")


@pytest.mark.parametrize(
    ("subject", "by", "at", "outcome"),
    [
        ("v-1", "v-9", "2018-07-10T00:00:00+08:00", "nominated"),
        ("v-1", "v-9", "2018-08-10T23:59:59+08:00", "nominated"),
        ("v-1", "v-9", "2018-07-09T23:59:59+08:00", "refused:outside_nominations"),
        ("v-1", "v-9", "2018-08-11T00:00:00+08:00", "refused:outside_nominations"),
        ("v-1", "v-1", AT, "refused:self_nomination"),
        ("v-9", "v-1", AT, "refused:not_eligible"),
    ],
)
def test_a_nomination_is_refused_for_the_first_reason(
    scene: Scene, subject: str, by: str, at: str, outcome: str
) -> None:
    """In the order of the conditions; what is missing is named."""
    scene.nominate("n", subject, by, at)
    assert {"n": outcome} == scene.states()
    found = scene.service.store.database[NOMINATIONS.name].find_one({"_id": "n"})
    assert found
    assert found["lacks"] == (["min_minutes_in_period"] if subject == "v-9" else [])


def test_an_earlier_nomination_that_comes_later_stands_instead(scene: Scene) -> None:
    """And the scores of the one that stood wait; a merge makes two subjects one."""
    scene.nominate("n-2", "v-1", at="2018-07-21T09:00:00+08:00")
    scene.score("s-1", "n-2")
    scene.nominate("n-1", "v-1", at="2018-07-20T09:00:00+08:00")
    assert {"n-1": "nominated", "n-2": "refused:already_nominated"} == scene.states()
    assert {"s-1": "held:unknown_nomination"} == scene.outcomes()
    assert [("n-2", True), ("n-2", False), ("n-1", True)] == scene.told("nominated")
    assert [("s-1", True), ("s-1", False)] == scene.told("scored")
    scene.nominate("n-3", "v-2", at="2018-07-19T09:00:00+08:00")
    scene.hear(merged("v-1", "v-2", "2018-03-01"))
    assert {"n-1", "n-2"} == {name for name, one in scene.states().items() if one == "refused:already_nominated"}


def test_hours_that_come_late_make_eligible_and_a_breach_does_not(scene: Scene) -> None:
    """What is dated after the period's last day changes nothing."""
    scene.nominate("n", "v-9", "v-1")
    scene.hear(credited("e-after", number_of("v-9"), 9, "2018-07-01"))
    assert {"n": "refused:not_eligible"} == scene.states()
    scene.hear(credited("e-late", number_of("v-9"), 2, "2018-01-01"))
    assert {"n": "nominated"} == scene.states()
    scene.take(PARTNERS, partner_ref="p-1", name="省医院", department="health")
    for reference, kind, day in (("r-1", "breach", "2018-06-30"), ("r-2", "breach_resolved", "2018-07-01")):
        named = {"report_ref": reference, "partner_ref": "p-1", "volunteer_ref": "v-9", "benefit_ref": None}
        scene.take(REPORTS, **named, kind=kind, at=f"{day}T09:00:00+08:00")
        assert {"n": "refused:not_eligible"} == scene.states()


def test_an_organisation_is_eligible_by_what_was_served_for_it(scene: Scene) -> None:
    """At the shifts of its posts, whichever is heard first; persons that are one count once."""
    scene.cycle("organisation", cycle_ref="c-2", min_volunteers=2, min_measured_share=50)
    scene.hear(organisation())
    scene.nominate("n", "o-1", cycle="c-2")
    assert {"n": "refused:not_eligible"} == scene.states()
    scene.hear(shift("s-1"))
    assert {"n": "nominated"} == scene.states()
    scene.hear(merged("v-1", "v-2", "2018-03-01"))
    assert {"n": "refused:not_eligible"} == scene.states()
    found = scene.service.store.database[NOMINATIONS.name].find_one({"_id": "n"})
    assert found
    assert (found["lacks"], found["figures"]["volunteers"]) == (["min_volunteers"], 1)


def test_an_organisations_nomination_is_explained_by_presences_that_sum_up_to_it(
    scene: Scene, client: FlaskClient, settings: Settings
) -> None:
    """A page at a time, nobody named, two registrations of one person as one; a person's own has an explanation."""
    scene.cycle("organisation", cycle_ref="c-2")
    scene.hear(organisation(), shift("s-1"))
    scene.hear(*(credited(f"e-{one}", number_of("v-9"), 1, f"2018-0{one}-01") for one in (5, 7)))
    scene.hear(merged("v-1", "v-2", "2018-03-01"))
    scene.nominate("n", "o-1", cycle="c-2")
    scene.nominate("n-1", "v-1")
    bearer = {"Authorization": f"Bearer {make_token(settings, 'x', ['incentives:read'])}"}
    found, following = [], ""
    while following is not None:
        query = {"limit": 2, **({"after": following} if following else {})}
        page: Any = client.get("/v1/nominations/n/presences", query_string=query, headers=bearer).json
        found += page["presences"]
        following = page["next"]
    assert ["e-5", "e-v-1", "e-v-2"] == [one["entry"] for one in found]
    figures = {
        "in_period": sum(one["minutes"] for one in found),
        "measured": sum(one["minutes"] for one in found if one["measured"]),
        "volunteers": len({one["person"] for one in found}),
    }
    assert figures == {name: page["figures"][name] for name in figures}
    assert (300, 2) == (figures["in_period"], figures["volunteers"])
    assert "KV" not in str(found)
    for path, status in (("n-1/presences", 404), ("n/presences?after=x", 422), ("unknown/presences", 404)):
        assert status == client.get(f"/v1/nominations/{path}", headers=bearer).status_code


def test_jurors_who_are_near_are_left_out_on_the_day_of_the_score(scene: Scene) -> None:
    """Those of the organisations that a volunteer belongs to, who nominated, and who is nominated."""
    scene.nominate("n", "v-1")
    scene.score("s-near", "n", juror_organisation_ref="o-1", at="2018-08-20T09:00:00+08:00")
    scene.score("s-after", "n", juror_organisation_ref="o-1", at="2018-08-21T09:00:00+08:00")
    scene.score("s-by", "n", juror_ref="V-9")
    scene.score("s-own", "n", juror_ref=number_of("v-1"))
    scene.score("s-declared", "n", conflict_declared=True)
    assert "accepted" == scene.outcomes()["s-near"]
    scene.hear(belongs(scene, "a-1", "v-1", "2018-08-20", "2018-08-20"))
    assert {
        "s-near": "refused:conflict",
        "s-after": "accepted",
        "s-by": "refused:conflict",
        "s-own": "refused:conflict",
        "s-declared": "refused:declared",
    } == scene.outcomes()


def judged(scene: Scene) -> None:
    """Two nominations with three scores each, the second one better, and an objection to that on a day of notice."""
    scene.nominate("n-1", "v-1")
    scene.nominate("n-2", "v-2")
    scene.scores("n-1", 80)
    scene.scores("n-2", 90)


def test_a_juror_scores_once_under_all_names(scene: Scene) -> None:
    """By number, by a source's name, by a merged registration; what is heard later decides again."""
    scene.nominate("n", "v-1")
    jurors = ("gz:j", number_of("j"), number_of("k"), "other")
    for minute, juror in enumerate(jurors):
        scene.score(f"s-{minute}", "n", 80, juror_ref=juror, at=f"2018-08-20T09:0{minute}:00+08:00")
    assert {"accepted"} == set(scene.outcomes().values())
    assert 80 == float(mean_of(found := scene.service.store.database[NOMINATIONS.name].find_one({}), TODAY) or 0), found
    scene.hear(named("gz:j", "j"))
    scene.hear(merged("j", "k"))
    again = {"s-1": "refused:second_score", "s-2": "refused:second_score"}
    assert {"s-0": "accepted", **again, "s-3": "accepted"} == scene.outcomes()
    scene.hear(merged("j", "k", until="2018-09-01"))
    assert "accepted" == scene.outcomes()["s-2"]
    scene.hear(erased("k"))
    kept = [one["juror_ref"] for one in scene.service.store.database[SCORES.name].find({})]
    assert number_of("k") not in kept
    assert 4 == len(kept)


def test_who_is_awarded_is_told_when_the_notice_is_over(scene: Scene, today: list[dt.date]) -> None:
    """By a worker that need not run on that day; before, three scores put on the short list."""
    today[0] = IN_NOTICE
    judged(scene)
    assert {"n-1": "nominated", "n-2": "nominated"} == scene.states(BEFORE)
    assert {"n-1": "shortlisted", "n-2": "shortlisted"} == scene.states(IN_NOTICE)
    assert [] == scene.told("given")
    for day, given in ((dt.date(2018, 9, 16), []), (dt.date(2018, 9, 20), [("n-2", "90.00")])):
        today[0] = day
        usecases.keep_time(scene.service.store, dt.datetime.combine(day, dt.time(9), clock.CHINA))
        assert given == scene.told("given")
    assert {"n-1": "shortlisted", "n-2": "awarded"} == scene.states()


@pytest.mark.parametrize(
    ("at", "upheld", "winner"),
    [
        ("2018-09-10T00:00:00+08:00", True, "n-1"),
        ("2018-09-16T23:59:59+08:00", True, "n-1"),
        ("2018-09-09T23:59:59+08:00", True, "n-2"),
        ("2018-09-17T00:00:00+08:00", True, "n-2"),
        ("2018-09-12T00:00:00+08:00", False, "n-2"),
    ],
)
def test_an_upheld_objection_in_the_notice_refuses(scene: Scene, at: str, upheld: bool, winner: str) -> None:
    """Another one, or on another day, changes nothing; who was awarded is not after all."""
    judged(scene)
    assert [("n-1", "80.00"), ("n-2", "90.00")] == sorted(scene.told("given"))[-2:]
    scene.object("o-1", "n-2", at, upheld=upheld)
    states = scene.states()
    assert [winner] == [name for name, one in states.items() if one == "awarded"]
    if winner == "n-1":
        assert "refused:objection_upheld" == states["n-2"]
        assert ("n-2", "90.00") in scene.told("withdrawn")
    assert states["n-2"] == "refused:objection_upheld" or winner == "n-2"


def test_fewer_than_three_scores_are_not_enough(scene: Scene) -> None:
    """A nomination stays one, and has no mean."""
    scene.nominate("n", "v-1")
    for juror in "ab":
        scene.score(f"s-{juror}", "n")
    found = scene.service.store.database[NOMINATIONS.name].find_one({"_id": "n"})
    assert found
    assert (state(found, TODAY), mean_of(found, TODAY)) == ("nominated", None)
    scene.score("s-c", "n", 81)
    found = scene.service.store.database[NOMINATIONS.name].find_one({"_id": "n"})
    assert found
    assert (state(found, TODAY), mean_of(found, TODAY)) == ("awarded", "80.33")


GIVEN = ("award.given.v1", "award.withdrawn.v1")
STEPS: tuple[Callable[[Scene], None], ...] = (
    lambda scene: scene.cycle("volunteer", cycle_ref="c-3"),
    lambda scene: scene.nominate("m-1", "v-3", cycle="c-3"),
    lambda scene: scene.nominate("m-2", "v-4", cycle="c-3"),
    lambda scene: scene.nominate("m-3", "v-3", "v-1", "2018-07-19T09:00:00+08:00", "c-3"),
    lambda scene: scene.people("v-3"),
    lambda scene: scene.people("v-4"),
    lambda scene: scene.hear(credited("e-3", number_of("v-3"), 2), credited("e-4", number_of("v-4"), 3)),
    lambda scene: scene.scores("m-3", 80),
    lambda scene: scene.scores("m-2", 90),
    lambda scene: scene.score("s-near", "m-3", 100, juror_organisation_ref="o-1"),
    lambda scene: scene.hear(belongs(scene, "a-3", "v-3", "2018-01-01", None)),
    lambda scene: scene.object("o-4", "m-2", "2018-09-12T09:00:00+08:00"),
)


@pytest.mark.parametrize("seed", range(6))
def test_any_order_gives_the_same(scene: Scene, seed: int) -> None:
    """Of cycle, people, hours, nominations, scores and objections."""
    for step in random.Random(seed).sample(STEPS, len(STEPS)):
        step(scene)
    assert {
        "m-1": "refused:already_nominated",
        "m-2": "refused:objection_upheld",
        "m-3": "awarded",
    } == scene.states()
    assert "refused:conflict" == scene.outcomes()["s-near"]
    results = [one for one in told(scene.service.store) if one.type in GIVEN and one.subject == "m-3"]
    assert "award.given.v1" == max(results, key=lambda one: one.sequence or 0).type


def test_of_who_is_erased_nothing_is_left_and_what_others_have_stays(scene: Scene) -> None:
    """The nomination goes with its scores; of who nominated, a name that leads nowhere stays."""
    judged(scene)
    scene.nominate("n-3", "v-9", "v-1")
    scene.hear(erased("v-2"), erased("v-9"))
    assert {"n-1": "shortlisted"}.keys() == scene.states().keys()
    assert {"s-n-1-a", "s-n-1-b", "s-n-1-c"} == scene.outcomes().keys()
    found = scene.service.store.database[NOMINATIONS.name].find_one({"_id": "n-1"})
    assert found
    assert found["nominated_by"].startswith("erased-")


def test_who_is_named_is_who_asks(scene: Scene, client: FlaskClient, settings: Settings) -> None:
    """Volunteers nominate in their own name, jurors judge in theirs; who speaks for others names them."""

    def send(path: str, row: dict[str, Any], subject: str, *scopes: str, where: Where = EVERYWHERE) -> Any:
        bearer = {"Authorization": f"Bearer {make_token(settings, subject, list(scopes), where=where)}"}
        return client.post(f"/v1/{path}", json=row, headers=bearer)

    named = {"nomination_ref": "n", "cycle_ref": "c-1", "subject_ref": "v-1", "at": AT}
    me = number_of("v-9")
    own = Where(person=me)
    other = send("nominations", {**named, "nominated_by": "v-2"}, me, "incentives:nominate", where=own)
    assert (422, "nominated_by") == (other.status_code, other.json["errors"][0]["field"])
    mine = send("nominations", named, me, "incentives:nominate", where=own)
    assert 202 == mine.status_code, mine.json
    assert {"n": "nominated"} == scene.states()
    score = {"score_ref": "s", "nomination_ref": "n", "juror_organisation_ref": "jury", "score": 80}
    score |= {"conflict_declared": False, "at": "2018-08-20T09:00:00+08:00"}
    assert 422 == send("award-scores", {**score, "juror_ref": "j-2"}, "j-1", "incentives:judge").status_code
    assert 202 == send("award-scores", score, "j-1", "incentives:judge").status_code
    assert "j-1" == scene.service.store.database[SCORES.name].find_one({"_id": "s"})["juror_ref"]  # type: ignore[index]
    speaking = send("award-scores", {**score, "score_ref": "t", "juror_ref": "j-2"}, "clerk", *SPEAKING)
    assert 202 == speaking.status_code


def test_a_new_nomination_is_looked_at_once_more(scene: Scene) -> None:
    """When nobody is under way any more who saw nothing of it."""
    scene.nominate("n", "v-1")
    database = scene.service.store.database
    database["standings"].update_one({"_id": number_of("v-1")}, {"$set": {"entries": []}})  # as if credited just then
    usecases.keep_time(scene.service.store, clock.now())
    assert {"n": "nominated"} == scene.states()
    later = clock.now() + dt.timedelta(minutes=3)
    assert 1 <= usecases.keep_time(scene.service.store, later)
    assert {"n": "refused:not_eligible"} == scene.states()
    assert 0 == usecases.keep_time(scene.service.store, later)


def test_the_export_tells_state_and_mean_of_a_day(scene: Scene, client: FlaskClient, settings: Settings) -> None:
    """With what was given, objected to and decided by then."""
    judged(scene)
    scene.object("o-1", "n-2", "2018-09-12T09:00:00+08:00")
    bearer = {"Authorization": f"Bearer {make_token(settings, 'tester', ['incentives:export'])}"}

    def lines(day: str) -> list[tuple[str, str, str | None]]:
        answer = client.get(f"/v1/exports/nominations?as_of={day}", headers=bearer)
        found = map(orjson.loads, answer.data.splitlines())
        return sorted((one["nomination_ref"], one["outcome"], one["mean"]) for one in found)

    assert [("n-1", "nominated", None), ("n-2", "nominated", None)] == lines("2018-08-19")
    assert [("n-1", "shortlisted", "80.00"), ("n-2", "shortlisted", "90.00")] == lines("2018-09-11")
    assert [("n-1", "shortlisted", "80.00"), ("n-2", "refused:objection_upheld", "90.00")] == lines("2018-09-12")
    assert [("n-1", "awarded", "80.00"), ("n-2", "refused:objection_upheld", "90.00")] == lines("2018-12-31")


def test_a_nomination_is_explained_by_entries_that_sum_up_to_it(
    scene: Scene, client: FlaskClient, settings: Settings
) -> None:
    """With what it lacks; what comes after the period is none of it, and only the volunteer and the province see it."""
    scene.hear(
        credited("opening:b", number_of("v-1"), 5, "2017-06-30"),
        credited("late", number_of("v-1"), 9, "2018-07-02"),
        credited("little", number_of("v-9"), 1, "2018-06-01"),
    )
    judged(scene)
    scene.nominate("n-9", "v-9", "v-1")

    def explained(of: str, where: Where = EVERYWHERE) -> dict[str, Any]:
        bearer = {
            "Authorization": f"Bearer {make_token(settings, where.person or 'x', ['incentives:read'], where=where)}"
        }
        path = f"/v1/volunteers/{number_of(of)}/explanation"
        found = {one["of"]: one for one in client.get(f"{path}?as_of={TODAY}", headers=bearer).json["standings"]}  # type: ignore[index]
        for name in [one for one in found if one.startswith("nomination/")]:
            page: Any = client.get(f"{path}/entries?of={name}&as_of={TODAY}", headers=bearer).json
            assert [] == wrong(found[name], page["entries"], 0)
        return found

    first = explained("v-1")["nomination/n-1"]
    assert ("shortlisted", 7 * 60, 2) == (first["state"], first["minutes"], first["entries"])
    assert first["result"] == "420 minutes in all, of which 120 in the period"
    lacking = explained("v-9")["nomination/n-9"]
    assert ("refused:not_eligible", [("minutes_in_period", 60)]) == (
        lacking["state"],
        [(one["what"], one["amount"]) for one in lacking["lacking"]],
    )
    assert "nomination/n-1" in explained("v-1", Where(person=number_of("v-1")))
    home = scene.service.store.database["standings"].find_one({"_id": number_of("v-1")})["of_region"]  # type: ignore[index]
    assert "nomination/n-1" not in explained("v-1", Where(frozenset({home})))
