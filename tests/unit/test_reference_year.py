"""The second program for the rules of the network: current on the samples, right where rules are easily misread."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from cli.paths import ROOT
from tests.comparison import differences
from tests.reference_year.report import report
from tests.reference_year.small import LAST_DAY, Changes, serve, year

SAMPLES = ROOT / "samples"
CITY_FEDERATION = {"organisation_ref": "o2", "region_code": "440100", "parent_ref": "o1"}


def test_the_sample_is_what_the_rules_make_of_it() -> None:
    """`expected.json` is current in every key."""
    expected = json.loads((SAMPLES / "province_year" / "expected.json").read_text(encoding="utf-8"))
    assert expected == json.loads(json.dumps(report(SAMPLES / "province_year", LAST_DAY)))


def test_a_season_is_a_year_with_few_files() -> None:
    """The season's expectation, made by yet another program, is met."""
    season = report(SAMPLES / "warm_winter", dt.date(2018, 3, 12))
    keys = ("minutes", "stars", "points")
    season["volunteers"] = {ref: {key: row[key] for key in keys} for ref, row in season["volunteers"].items()}
    expected = json.loads((SAMPLES / "warm_winter" / "expected.json").read_text(encoding="utf-8"))
    assert differences(expected, season) == []


def test_a_malformed_row_takes_no_reference(tmp_path: Path) -> None:
    """A well-formed one after it is the first; the same again is a replay, another a conflict, each time it comes."""
    other = {"source": "another"}
    found = year(tmp_path, volunteers=[{}], opening_balances=[{"minutes": "2.5"}, {}, {}, other, other])
    assert found["rows_by_file"] == {"opening_balances": {"invalid": 1, "replayed": 2, "conflicting": 1}}
    assert found["volunteers"]["v1"]["minutes"] == 3000


@pytest.mark.parametrize("minutes", ["", "-1", "many"])
def test_a_row_without_a_good_field_is_counted(tmp_path: Path, minutes: str) -> None:
    """Missing, negative or no number; zero is a number."""
    found = year(
        tmp_path, volunteers=[{}], opening_balances=[{"minutes": minutes}, {"balance_ref": "b2", "minutes": "0"}]
    )
    assert found["rows"] == {"invalid": 1, "replayed": 0, "conflicting": 0}


def test_all_columns_of_an_offer_are_its_reference(tmp_path: Path) -> None:
    """So that an availability can be a replay, but never a conflict."""
    found = year(tmp_path, availability=[{}, {}, {"part_of_day": "evening"}])
    assert found["rows"] == {"invalid": 0, "replayed": 1, "conflicting": 0}


def test_the_first_unknown_column_is_named(tmp_path: Path) -> None:
    """In the order of the file's columns; a station's own reference names its site."""
    found = year(tmp_path, stations=[{}], terms=[{}], affiliations=[{}], posts=[{}], shifts=[{}])
    assert [found["outcomes_by_file"][file] for file in ("stations", "terms", "affiliations", "posts", "shifts")] == [
        {"s1": "held:unknown_site"},
        {"e1": "held:unknown_organisation"},
        {"f1": "held:unknown_volunteer"},
        {"p1": "held:unknown_site"},
        {"h1": "held:unknown_post"},
    ]


def test_a_federation_stands_one_level_below_its_parent(tmp_path: Path) -> None:
    """A county's below the province's is refused; what hangs below a refused one or in a circle stays held."""
    county = {"organisation_ref": "o3", "region_code": "440106", "parent_ref": "o1"}
    team = {"organisation_ref": "o4", "kind": "service_team", "region_code": "440106", "parent_ref": "o3"}
    circle = {"organisation_ref": "o5", "kind": "alliance", "region_code": "440106", "parent_ref": "o5"}
    found = year(tmp_path, organisations=[circle, team, county, CITY_FEDERATION, {}])
    assert found["outcomes_by_file"]["organisations"] == {
        "o1": "accepted",
        "o2": "accepted",
        "o3": "refused:federation_level",
        "o4": "held:unknown_parent",
        "o5": "held:unknown_parent",
    }


@pytest.mark.parametrize(
    ("terms", "dissolved", "state"),
    [
        ([{"ends_on": "2018-12-31"}], "", "in_term"),
        ([{"ends_on": "2018-12-30"}], "", "out_of_term"),
        ([{}, {"term_ref": "e2", "elected_on": "2018-02-01", "ends_on": "2018-03-01"}], "", "out_of_term"),
        (
            [{}, {"term_ref": "e2", "elected_on": "2018-02-01", "ends_on": "2018-03-01", "office": "vice_chair"}],
            "",
            "in_term",
        ),
        ([{}], "2018-12-31", "none"),
    ],
)
def test_a_city_has_a_federation_with_a_chair_in_term(
    tmp_path: Path, terms: list[Changes], dissolved: str, state: str
) -> None:
    """On the last day, too; a later election ends a term; a dissolved federation is none."""
    federations = [{}, CITY_FEDERATION | {"dissolved_on": dissolved}]
    found = year(
        tmp_path, organisations=federations, volunteers=[{}], terms=[row | {"organisation_ref": "o2"} for row in terms]
    )
    assert found["figures"]["federations"]["440100"] == state


def test_a_transfer_counts_when_it_is_decided(tmp_path: Path) -> None:
    """Of two at once the later decision leads; where one belongs already when one asks, it is refused."""
    first = {"decided_at": "2018-06-01T09:00:00+08:00"}
    second = {"transfer_ref": "t2", "to_region_code": "440600", "requested_at": "2018-05-02T09:00:00+08:00"}
    third = {
        "transfer_ref": "t3",
        "requested_at": "2018-06-02T09:00:00+08:00",
        "decided_at": "2018-06-03T09:00:00+08:00",
    }
    found = year(tmp_path, volunteers=[{}], transfers=[third, second, first])
    assert found["outcomes_by_file"]["transfers"] == {"t1": "accepted", "t2": "accepted", "t3": "refused:same_region"}
    assert found["volunteers"]["v1"]["home_region"] == "440300"


def test_where_one_belongs_when_one_asks_is_no_matter_of_the_day_of_the_report(tmp_path: Path) -> None:
    """Of a day before a move and what was asked after it: one asks to go where one is by then, and back from there."""
    there = {"transfer_ref": "t2", "requested_at": "2018-06-01T09:00:00+08:00", "decided_at": ""}
    back = {"transfer_ref": "t3", "to_region_code": "440100", "requested_at": "2018-06-02T09:00:00+08:00"}
    year(tmp_path, volunteers=[{}], transfers=[{}, there, back | {"decided_at": "2018-07-01T09:00:00+08:00"}])
    before = report(tmp_path, dt.date(2018, 4, 30))
    outcomes = {"t1": "open", "t2": "refused:same_region", "t3": "open"}
    assert (outcomes, "440100") == (before["outcomes_by_file"]["transfers"], before["volunteers"]["v1"]["home_region"])


@pytest.mark.parametrize(
    ("undone", "second"),
    [("", "held:overlap"), ("2019-01-01T00:00:00+08:00", "held:overlap"), ("2018-12-31T23:59:59+08:00", "credited")],
)
def test_two_registrations_are_one_person_while_a_merge_is_in_force(tmp_path: Path, undone: str, second: str) -> None:
    """Until the end of the day: their presences overlap then, and all that the merged one earned is the kept one's."""
    found = serve(
        tmp_path,
        {},
        volunteers=[{}, {"volunteer_ref": "v2", "document_number": "E2"}],
        merges=[{"undone_at": undone}],
        attendance=[{"volunteer_ref": "v2"}, {"attendance_ref": "a2"}],
    )
    assert found["attendance"] == {"a1": "credited", "a2": second}
    assert found["volunteers"]["v1"]["minutes"] == 180
    assert ("merged_into" in found["volunteers"]["v2"]) == (second != "credited")
    assert sum(found["stars"].values()) == (1 if second != "credited" else 2)


@pytest.mark.parametrize(
    ("signed_in", "signed_out", "outcome"),
    [
        ("2018-03-01T07:00:00+08:00", "2018-03-01T07:30:59+08:00", "rejected:too_short"),
        ("2018-03-01T07:00:00+08:00", "2018-03-01T07:31:00+08:00", "credited"),
        ("2018-03-01T07:00:00+08:00", "2018-03-01T07:30:00+08:00", "rejected:outside_window"),
        ("2018-02-28T23:30:00+00:00", "2018-03-01T03:00:00+00:00", "credited"),
        ("2018-03-01T08:00:00", "2018-03-01T11:00:00+08:00", "invalid"),
    ],
)
def test_a_presence_is_cut_to_the_shifts_window(tmp_path: Path, signed_in: str, signed_out: str, outcome: str) -> None:
    """A whole minute must be left of it; times need an offset, any will do."""
    found = serve(tmp_path, {"checked_in_at": signed_in, "checked_out_at": signed_out})
    assert found["attendance"] == {"a1": outcome}


@pytest.mark.parametrize(("seconds", "outcome"), [(59, "credited"), (60, "held:parent_approval")])
def test_limits_are_of_whole_minutes(tmp_path: Path, seconds: int, outcome: str) -> None:
    """480 minutes and 59 seconds are 480 minutes."""
    out = dt.datetime.fromisoformat("2018-03-01T16:00:00+08:00") + dt.timedelta(seconds=seconds)
    found = serve(tmp_path, {"checked_out_at": out.isoformat()}, shifts=[{"ends_at": "2018-03-01T17:00:00+08:00"}])
    assert found["attendance"] == {"a1": outcome}


@pytest.mark.parametrize(
    ("consent", "outcome"), [("2018-03-01", "credited"), ("2018-03-02", "held:guardian_consent_missing")]
)
def test_the_day_is_that_of_the_credited_interval(tmp_path: Path, consent: str, outcome: str) -> None:
    """Not of the signing in, which may lie before midnight and outside the window."""
    shift = {"starts_at": "2018-03-01T00:40:00+08:00"}
    minor = {"birth_date": "2003-01-01", "guardian_consent_on": consent}
    presence = {"checked_in_at": "2018-02-28T23:50:00+08:00", "checked_out_at": "2018-03-01T03:00:00+08:00"}
    found = serve(tmp_path, presence, shifts=[shift], volunteers=[minor])
    assert found["attendance"] == {"a1": outcome}


@pytest.mark.parametrize(
    ("recorded", "approved", "outcome"),
    [
        ("admin-1", "admin-2", "held:public_notice"),
        ("admin-1", "ADMIN-1", "held:second_person_required"),
        ("admin-1", "", "held:second_person_required"),
        ("admin-1", "v1", "held:second_person_required"),
    ],
)
def test_what_is_backfilled_needs_two_persons(tmp_path: Path, recorded: str, approved: str, outcome: str) -> None:
    """Both named, different whatever the case of letters, neither the volunteer."""
    found = serve(tmp_path, {"method": "backfilled", "recorded_by": recorded, "approved_by": approved})
    assert found["attendance"] == {"a1": outcome}


@pytest.mark.parametrize(("as_of", "points"), [("2014-01-01", {"440300": 2}), ("2013-12-31", {})])
def test_five_years_to_date_leave_the_same_day_out(tmp_path: Path, as_of: str, points: dict[str, int]) -> None:
    """Of the year five years before; a county's hours are its city's."""
    found = year(tmp_path, volunteers=[{}], opening_balances=[{"as_of": as_of, "region_code": "440304"}])
    assert found["volunteers"]["v1"]["points"] == points


def test_student_minutes_count_from_the_stage_of_the_day(tmp_path: Path) -> None:
    """Presences only, from the first day of the latest stage of university that is still open."""
    student = {"kind": "student", "stage": "university", "from": "2018-03-01"}
    over = student | {"affiliation_ref": "f2", "from": "2018-03-02", "to": "2018-12-30"}
    found = serve(tmp_path, {}, affiliations=[student, over], opening_balances=[{"minutes": "6000"}])
    assert found["volunteers"]["v1"] == {
        "minutes": 6180,
        "stars": 1,
        "points": {"440300": 4},
        "home_region": "440100",
        "student_minutes": 180,
        "student_stars": 0,
    }


def test_a_member_counts_for_every_organisation_above(tmp_path: Path) -> None:
    """And once in the province's sum, over the sum of the populations; who is not verified counts nowhere."""
    members = {"kind": "league_members", "as_of": "2018-12-31"}
    found = year(
        tmp_path,
        organisations=[{}, CITY_FEDERATION],
        volunteers=[{}, {"volunteer_ref": "v2", "identity_status": "unverified"}],
        affiliations=[{"organisation_ref": "o2"}, {"affiliation_ref": "f2", "volunteer_ref": "v2"}],
        populations=[
            members | {"population_ref": ref, "organisation_ref": organisation, "count": count}
            for ref, organisation, count in (("n1", "o1", "20"), ("n2", "o2", "12"), ("n3", "o3", "50"))
        ],
    )
    assert found["figures"]["members"] == {
        "league_members": {"o1": [1, 20, "0.0500"], "o2": [1, 12, "0.0833"], "440000": [1, 32, "0.0313"]},
        "party_members": {},
    }


def test_schools_stand_over_the_latest_count_of_their_city(tmp_path: Path) -> None:
    """A dissolved one is none; a city of which nothing is known is left out."""
    school = CITY_FEDERATION | {"kind": "school_corps"}
    elsewhere = school | {"organisation_ref": "o4", "region_code": "440300"}
    corps = {"kind": "middle_schools"}
    found = year(
        tmp_path,
        organisations=[{}, school, school | {"organisation_ref": "o3", "dissolved_on": "2018-06-01"}, elsewhere],
        populations=[corps | {"population_ref": "n2", "count": "3", "as_of": "2018-07-01"}, corps],
    )
    assert found["figures"]["schools"] == {"school_association": {}, "school_corps": {"440100": [1, 3, "0.3333"]}}
