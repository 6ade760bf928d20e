"""Rows of every kind of file, as texts and as JSON values."""

from __future__ import annotations

import csv
from itertools import islice

import pytest

from cli.paths import ROOT
from services.hours.schemas import OpeningBalance
from services.projects.schemas import Attendance, Availability, Post, Shift, Site
from services.registry.schemas import OrganisationRow, VolunteerRow
from shared.web.fields import Row, plain

SEASON = ROOT / "samples" / "warm_winter"
SCHEMAS: dict[str, type[Row]] = {
    "attendance": Attendance,
    "availability": Availability,
    "opening_balances": OpeningBalance,
    "organisations": OrganisationRow,
    "posts": Post,
    "shifts": Shift,
    "sites": Site,
    "volunteers": VolunteerRow,
}
ROWS = 300


def test_every_kind_of_row_is_here() -> None:
    """A new kind is added to this table."""
    assert {SCHEMAS[path.stem] for path in SEASON.glob("*.csv")} == set(Row.__subclasses__())


@pytest.mark.parametrize("name", SCHEMAS)
def test_plain_values_are_those_of_marshmallow(name: str) -> None:
    """Rows of a season, loaded, are the same by the short way and by marshmallow's; some are refused, as they must."""
    schema, loaded = SCHEMAS[name](), 0
    with (SEASON / f"{name}.csv").open(encoding="utf-8") as file:
        for values in islice(csv.DictReader(file), ROWS):
            if not schema.validate(values):
                data = schema.load(values)
                loaded += 1
                assert plain(data) == schema.dump(data)
    assert loaded > 1
