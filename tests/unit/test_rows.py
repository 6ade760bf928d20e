"""Rows of every kind of file, as texts and as JSON values."""

from __future__ import annotations

import csv
import sys
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from marshmallow import ValidationError, post_load

from cli.importing.kinds import ADDED, KINDS
from cli.paths import ROOT
from services.hours.balances.schemas import OpeningBalance
from services.incentives.awards.schemas import AwardCycleRow
from services.incentives.benefits.schemas import BenefitRow
from services.incentives.nominations.schemas import AwardScoreRow, NominationRow, ObjectionRow
from services.incentives.partners.schemas import PartnerRow
from services.incentives.reports.schemas import ReportRow
from services.incentives.versions.schemas import PolicyVersionRow
from services.matching.resources.schemas import NeedRow, OfferRow
from services.matching.tilts.schemas import TiltVersionRow
from services.projects.attendance.schemas import Attendance
from services.projects.availability.schemas import Availability
from services.projects.funds.schemas import FundEntryRow, FundRow
from services.projects.pairings.schemas import Beneficiary, Pairing, Visit
from services.projects.placements.schemas import PlacementRow
from services.projects.posts.schemas import Post
from services.projects.presence.schemas import Presence
from services.projects.programmes.schemas import ProjectRow
from services.projects.shifts.schemas import Shift
from services.projects.signups.schemas import SignUpActionRow
from services.projects.sites.schemas import Site
from services.projects.training.schemas import Course, Enrolment
from services.projects.works.schemas import Call, Work, WorkScore
from services.registry.affiliations.schemas import AffiliationRow
from services.registry.consents.schemas import ConsentRow
from services.registry.credentials.schemas import InsuranceRow, LicenceRow
from services.registry.merges.schemas import MergeRow
from services.registry.organisations.schemas import OrganisationRow
from services.registry.populations.schemas import PopulationRow
from services.registry.stations.schemas import StationRow
from services.registry.terms.schemas import TermRow
from services.registry.transfers.schemas import TransferRow
from services.registry.volunteers.schemas import VolunteerRow
from shared.crypto import Sealer
from shared.intake import reading
from shared.intake.fields import Row, Skills, day, in_order, optional_day, reference
from shared.intake.rows import Line, Receipt

SEASON, YEAR = (ROOT / "samples" / name for name in ("warm_winter", "province_year"))
SCHEMAS: dict[str, type[Row]] = {
    "affiliations": AffiliationRow,
    "attendance": Attendance,
    "availability": Availability,
    "award_cycles": AwardCycleRow,
    "award_objections": ObjectionRow,
    "award_scores": AwardScoreRow,
    "beneficiaries": Beneficiary,
    "benefits": BenefitRow,
    "consents": ConsentRow,
    "calls": Call,
    "courses": Course,
    "enrolments": Enrolment,
    "fund_entries": FundEntryRow,
    "funds": FundRow,
    "insurance": InsuranceRow,
    "licences": LicenceRow,
    "merges": MergeRow,
    "needs": NeedRow,
    "nominations": NominationRow,
    "offers": OfferRow,
    "opening_balances": OpeningBalance,
    "organisations": OrganisationRow,
    "pairings": Pairing,
    "partner_reports": ReportRow,
    "partners": PartnerRow,
    "placements": PlacementRow,
    "populations": PopulationRow,
    "posts": Post,
    "projects": ProjectRow,
    "shifts": Shift,
    "sign_up_actions": SignUpActionRow,
    "sites": Site,
    "transfers": TransferRow,
    "stations": StationRow,
    "terms": TermRow,
    "visits": Visit,
    "volunteers": VolunteerRow,
    "work_scores": WorkScore,
    "works": Work,
}
IN_NO_FILE = {PolicyVersionRow, Presence, TiltVersionRow}
"""In no file of the samples: `./kapok policy` sends versions, phones presences; those of the tilt come over HTTP."""
ROWS = 300


class Watched(Row):
    """A row that notes whether a batch had its turn while it was read."""

    thing_ref = reference()
    turns: list[bool]

    @post_load
    def _note(self, values: dict[str, Any], **_: Any) -> dict[str, Any]:
        self.turns.append(reading.ONE_BATCH.locked())
        return values


class Grown(Row):
    """A row with a column that was added later."""

    added = frozenset({"since"})
    thing_ref = reference()
    since = day(load_default=None, allow_none=True)


class Lasting(Row):
    """A row with a first and a last day."""

    thing_ref = reference()
    first = day(load_default=None, allow_none=True)
    last = optional_day()
    _in_order = in_order("first", "last")


def test_every_kind_of_row_is_here() -> None:
    """A new kind is added to this table; those that another test made are in no module of the program."""
    own = {row for row in Row.__subclasses__() if row.__module__.startswith("services.") and _is_the_programs(row)}
    assert {*SCHEMAS.values(), *IN_NO_FILE} == own
    assert {path.stem for path in SEASON.glob("*.csv")} <= SCHEMAS.keys()


def _is_the_programs(row: type[Row]) -> bool:
    return getattr(sys.modules.get(row.__module__), row.__name__, None) is row


@pytest.mark.parametrize("path", sorted(YEAR.glob("*.csv")), ids=lambda path: path.stem)
def test_a_year_has_every_column_that_an_import_asks_for(path: Path) -> None:
    """A column that was added since may be missing: a year that was handed over once is imported for good."""
    with path.open(encoding="utf-8") as file:
        header = set(next(csv.reader(file)))
    assert SCHEMAS[path.stem]().fields.keys() - ADDED - KINDS[path.name].may_lack <= header


@pytest.mark.parametrize("name", SCHEMAS)
def test_plain_values_are_those_of_marshmallow(name: str) -> None:
    """Rows of a season or a year are the same by the short way and by marshmallow's; some are refused, as they must."""
    schema, loaded = SCHEMAS[name](), 0
    path = next(path for folder in (SEASON, YEAR) if (path := folder / f"{name}.csv").exists())
    with path.open(encoding="utf-8") as file:
        for values in islice(csv.DictReader(file), ROWS):
            if not schema.validate(values):
                data = schema.load(values)
                loaded += 1
                assert schema.plain(data) == schema.dump(data)
    assert loaded > 1


def test_an_added_column_makes_no_other_row_of_an_old_one() -> None:
    """What had no such column and what leaves it empty are one row; a value in it is other contents."""
    grown = Grown()
    old, empty, filled = (
        grown.contents(grown.plain(grown.load({"thing_ref": "t-1", **more})))
        for more in ({}, {"since": ""}, {"since": "2018-02-14"})
    )
    assert old == empty == {"thing_ref": "t-1"}
    assert filled == {"thing_ref": "t-1", "since": "2018-02-14"}


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [("2018-02-14", "2018-02-13", {"last"}), ("2018-02-14", "2018-02-14", set()), ("2018-02-14", "", set())],
)
def test_an_end_is_not_before_its_start(first: str, last: str, wrong: set[str]) -> None:
    """Equal is allowed, and so is no end."""
    assert wrong == Lasting().validate({"thing_ref": "t-1", "first": first, "last": last}).keys()


def test_an_end_before_its_start_is_named_beside_another_fault() -> None:
    """Who mends a row sees at once all that is to be mended."""
    assert ["thing_ref", "last"] == list(Lasting().validate({"first": "2018-02-14", "last": "2018-02-13"}))


@pytest.mark.parametrize("size", [1, 2])
def test_batches_take_turns_and_a_single_row_does_not(size: int) -> None:
    """The turn is held while the rows of a batch are read, and free again afterwards."""
    schema = Watched()
    schema.turns = []
    transaction: Any = SimpleNamespace(source="local", sealer=Sealer({"k1": bytes(32)}, bytes(32)))
    lines = [Line(number, {"thing_ref": f"t-{number}"}) for number in range(size)]
    assert len(reading.read(transaction, lines, schema, "thing_ref", Receipt("things"))) == size
    assert schema.turns == [size > 1] * size
    assert not reading.ONE_BATCH.locked()


def test_a_word_of_a_list_ends_with_its_letters() -> None:
    """`$` of a pattern allows a line's end in Python alone; what is documented allows none."""
    with pytest.raises(ValidationError):
        Skills().deserialize(["first_aid\n"])
