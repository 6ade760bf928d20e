"""What counts for the registry's figures, and on which days."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from services.registry.affiliations.domain import LEAGUE_MEMBER, PARTY_MEMBER, STUDENT, Affiliation
from services.registry.figures import domain
from services.registry.figures.domain import BEGUN, IN_TERM, ORGANISATIONS, STATIONS, VOLUNTEERS, Counts, Tree, in_all
from services.registry.merges.domain import Merge
from services.registry.volunteers.domain import Facts, FirstRow, Identity, Profile, Volunteer
from services.registry.volunteers.life import Life, Merged, Move
from shared.clock import CHINA
from shared.rules.places import PROVINCE
from shared.rules.spans import Span

NEW_YEAR = dt.date(2018, 1, 1)
GUANGZHOU, SHENZHEN = "440100", "440300"


def day(number: int) -> dt.date:
    """A day of 2018, from 0."""
    return NEW_YEAR + dt.timedelta(days=number)


def noon(number: int) -> dt.datetime:
    """Its noon in China."""
    return dt.datetime.combine(day(number), dt.time(12), CHINA)


def on(counts: Counts, number: int) -> list[tuple[str, str]]:
    """The figures and places in which something counts on a day."""
    return sorted(where for where, spans in counts.items() if any(span.has(day(number)) for span in spans))


def organisation(kind: str = "federation", region: str = GUANGZHOU, **facts: Any) -> dict[str, Any]:
    """An accepted organisation."""
    return {"organisation_ref": "o", "kind": kind, "region_code": region, "founded_on": None, "ancestors": [], **facts}


def term(first: int, last: int, office: str = "chair") -> dict[str, Any]:
    """A term of office."""
    days = {"elected_on": day(first).isoformat(), "ends_on": day(last).isoformat()}
    return {"term_ref": f"t-{first}", "organisation_ref": "o", "office": office, **days}


def volunteer(number: str = "KV1", home: str = GUANGZHOU, *, since: int | None = 0, **facts: Any) -> Volunteer:
    """A verified registration."""
    registered = None if since is None else day(since)
    profile, row = Profile(home, (), None, None), FirstRow("", "", Identity.VERIFIED)
    return Volunteer(
        f"v-{number}", number, "", profile, Facts("", ""), row, registered, **{"identity": Identity.VERIFIED, **facts}
    )


def affiliation(organisation: str, first: int, end: int | None = None, kind: str = LEAGUE_MEMBER) -> Affiliation:
    """Somebody belongs to an organisation."""
    return Affiliation(f"a-{first}", organisation, kind, None, Span(day(first), None if end is None else day(end)))


TREE = Tree(
    {
        "team": {"organisation_ref": "team", "ancestors": ["province", "city"]},
        "old": {"organisation_ref": "old", "ancestors": ["city"], "dissolved_on": "2018-01-21", "successor_ref": "new"},
        "new": {"organisation_ref": "new", "ancestors": ["other"]},
        "gone": {"organisation_ref": "gone", "ancestors": ["city"], "dissolved_on": "2018-01-21"},
    },
    {("league_members", "city"): day(5), ("league_members", "team"): day(15), ("league_members", "other"): day(0)},
)
FIGURE = "league_members"
ALL = (in_all(FIGURE), PROVINCE)


def members(*affiliations: Affiliation, one: Volunteer | None = None) -> Counts:
    """How a person counts as a member."""
    person = one or volunteer()
    return domain.members(person, (), {person.number: affiliations}, TREE)


def test_an_organisation_counts_from_its_founding_to_its_dissolution() -> None:
    """At its city, or at the province where it stands at that level."""
    team = organisation("service_team", "440106", founded_on="2018-01-11", dissolved_on="2018-01-21")

    assert [[], [(ORGANISATIONS, GUANGZHOU)], []] == [on(domain.organisation(team, ()), one) for one in (9, 10, 20)]
    assert [(ORGANISATIONS, PROVINCE)] == on(domain.organisation(organisation("alliance", PROVINCE), ()), 0)
    schools = domain.organisation(organisation("school_corps", "440106"), ())
    assert [(ORGANISATIONS, GUANGZHOU), ("school_corps", GUANGZHOU)] == on(schools, 0)


@pytest.mark.parametrize(
    ("terms", "figures"),
    [
        ([], [ORGANISATIONS]),
        ([term(20, 90)], [ORGANISATIONS]),
        ([term(0, 90)], [BEGUN, IN_TERM, ORGANISATIONS]),
        ([term(0, 9)], [BEGUN, ORGANISATIONS]),
        ([term(0, 90), term(5, 9)], [BEGUN, ORGANISATIONS]),
        ([term(0, 90, "vice_chair")], [ORGANISATIONS]),
    ],
)
def test_a_federation_needs_a_chair_in_term(terms: list[dict[str, Any]], figures: list[str]) -> None:
    """A later election ends the earlier term, be its own over, too; other offices are none."""
    assert [(name, GUANGZHOU) for name in figures] == on(domain.organisation(organisation(), terms), 10)


def test_only_a_citys_own_federation_is_the_citys() -> None:
    """That of a county or of the province is another level's; a dissolved one counts no longer."""
    for region in ("440106", PROVINCE):
        counted = on(domain.organisation(organisation(region=region), [term(0, 90)]), 10)
        assert [ORGANISATIONS] == [name for name, _ in counted]
    assert [] == on(domain.organisation(organisation(dissolved_on="2018-01-05"), [term(0, 90)]), 10)


def test_a_station_is_open_while_its_organisation_is_active() -> None:
    """From its opening to the day before its closing."""
    station = {"of_city": SHENZHEN, "opened_on": "2018-01-06", "closed_on": None}
    counted = domain.station(station, organisation(dissolved_on="2018-01-11"))

    assert [[], [(STATIONS, SHENZHEN)], []] == [on(counted, one) for one in (4, 5, 10)]


def test_a_volunteer_counts_where_it_belongs_on_the_day() -> None:
    """From the day that its row says, or ever; identity does not matter."""
    life = Life((Move(noon(10), "440305", "t-1"), Move(noon(20), PROVINCE, "t-2")))
    moving = domain.volunteer(volunteer(home="440106", since=5, life=life, identity=Identity.UNVERIFIED))

    assert [[], [(VOLUNTEERS, GUANGZHOU)], [(VOLUNTEERS, SHENZHEN)], [(VOLUNTEERS, PROVINCE)]] == [
        on(moving, one) for one in (4, 9, 10, 20)
    ]
    assert [(VOLUNTEERS, GUANGZHOU)] == on(domain.volunteer(volunteer(since=300, is_dated=False)), -900)


def test_a_registration_is_no_person_while_it_is_merged_away() -> None:
    """With the day on which the merge was undone it is one again."""
    life = Life(merges=(Merged("m", "v-other", noon(10), noon(20)),))

    merged = domain.volunteer(volunteer(life=life))
    assert [True, False, False, True] == [bool(on(merged, one)) for one in (9, 10, 19, 20)]


def test_a_member_counts_at_its_organisation_and_all_above() -> None:
    """And once for the province, since one of these has a population."""
    counted = members(affiliation("team", 0, 30))

    assert [(FIGURE, "city"), (FIGURE, "province"), (FIGURE, "team")] == on(counted, 4)
    assert [(FIGURE, "city"), (FIGURE, "province"), (FIGURE, "team"), ALL] == on(counted, 5)
    assert [] == on(counted, 30)
    assert [Span(day(5), day(30))] == counted[ALL]


def test_who_belongs_to_two_organisations_counts_once_above_both() -> None:
    """On the days on which it belongs to one of them at least."""
    counted = members(affiliation("team", 0, 20), affiliation("old", 10, 15))

    assert [Span(day(0), day(20))] == counted[FIGURE, "city"]
    assert [Span(day(5), day(20))] == counted[ALL]


def test_an_open_membership_passes_to_the_successor() -> None:
    """From the dissolution on; without a successor it stays where it was."""
    counted = members(affiliation("old", 0))

    assert [(FIGURE, "city"), (FIGURE, "old"), ALL] == on(counted, 19)
    assert [(FIGURE, "new"), (FIGURE, "other"), ALL] == on(counted, 20)
    assert [(FIGURE, "city"), (FIGURE, "gone"), ALL] == on(members(affiliation("gone", 0)), 25)


def test_successors_in_a_circle_end() -> None:
    """Nobody is left who could take the members over."""
    facts = {"ancestors": [], "dissolved_on": "2018-01-11"}
    tree = Tree({one: {"organisation_ref": one, "successor_ref": other, **facts} for one, other in ("ab", "ba")}, {})

    counted = domain.members(volunteer(), (), {"KV1": [affiliation("a", 0)]}, tree)
    assert [[(FIGURE, "a")], []] == [on(counted, one) for one in (9, 10)]


def test_only_verified_people_are_members_and_only_of_party_or_league() -> None:
    """Each for its own figure, and not before it is registered."""
    counted = members(
        affiliation("new", 0), affiliation("new", 0, kind=PARTY_MEMBER), affiliation("team", 0, kind=STUDENT)
    )

    assert [(FIGURE, "new"), (FIGURE, "other"), ALL, ("party_members", "new"), ("party_members", "other")] == on(
        counted, 9
    )
    assert {} == members(affiliation("team", 0), one=volunteer(identity=Identity.UNVERIFIED))
    assert [] == on(members(affiliation("team", 0), one=volunteer(since=20)), 19)


def test_what_a_merged_registration_belongs_to_counts_for_the_kept_one() -> None:
    """While the merge is in force; the kept one's verification decides."""
    merge = Merge("m", "KV1", "KV2", noon(10), noon(20))
    merged = volunteer(
        "KV2", identity=Identity.UNVERIFIED, life=Life(merges=(Merged("m", "v-KV1", noon(10), noon(20)),))
    )
    belonging = {"KV2": [affiliation("new", 0)]}

    kept = domain.members(volunteer(), [merge], belonging, TREE)
    assert [[], [(FIGURE, "new"), (FIGURE, "other"), ALL], []] == [on(kept, one) for one in (9, 10, 20)]
    assert {} == domain.members(merged, (), belonging, TREE)
