"""The rows of volunteers, as a CSV file and as JSON give them."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import ValidationError

from services.registry.volunteers.schemas import VolunteerRow

CSV = {
    "volunteer_ref": "v-1",
    "name": "陈小明",
    "document_type": "resident_id",
    "document_number": "360426199101010071",
    "birth_date": "1991-01-01",
    "sex": "M",
    "phone": "19000000000",
    "home_region_code": "440100",
    "skills": "it|hakka",
    "party_member": "no",
    "league_member": "yes",
    "student_stage": "",
    "guardian_consent_on": "",
    "identity_status": "verified",
    "latitude": "23.10000",
    "longitude": "113.2",
}
JSON = {
    **CSV,
    "skills": ["hakka", "it"],
    "party_member": False,
    "league_member": True,
    "student_stage": None,
    "guardian_consent_on": None,
    "latitude": 23.1,
    "longitude": 113.2,
}


def test_csv_and_json_give_the_same_row() -> None:
    """Texts of a file and values of a body end up equal, so a replay is told whichever way it comes."""
    schema = VolunteerRow()
    assert schema.load(CSV) == schema.load(JSON)
    assert schema.dump(schema.load(CSV)) == schema.dump(schema.load(JSON))


def test_a_row_without_the_day_of_registration_is_the_row_of_before() -> None:
    """The column came later; rows that leave it empty have the contents that they had without it."""
    schema = VolunteerRow()
    without, empty = (schema.contents(schema.plain(schema.load(row))) for row in (CSV, {**CSV, "registered_on": ""}))
    assert without == empty
    assert "registered_on" not in without


def test_no_skills_is_an_empty_list() -> None:
    """An empty text and a missing field alike."""
    without = {name: value for name, value in CSV.items() if name != "skills"}
    assert VolunteerRow().load({**CSV, "skills": ""})["skills"] == []
    assert VolunteerRow().load(without)["skills"] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("volunteer_ref", ""),
        ("volunteer_ref", "two words"),
        ("name", ""),
        ("name", 5),
        ("document_type", "library_card"),
        ("document_number", ""),
        ("birth_date", "1991-13-01"),
        ("sex", "X"),
        ("phone", "call me"),
        ("phone", "١٢٣٤٥٦٧٨"),
        ("home_region_code", "110000"),
        ("skills", "it|Two Words"),
        ("skills", 5),
        ("party_member", "perhaps"),
        ("student_stage", "kindergarten"),
        ("guardian_consent_on", "yesterday"),
        ("identity_status", "asked"),
        ("latitude", "91"),
        ("latitude", "nan"),
        ("longitude", "east"),
        ("registered_on", "02/28/2018"),
    ],
)
def test_a_malformed_field_is_named(field: str, value: Any) -> None:
    """One wrong field, one message under its name."""
    with pytest.raises(ValidationError) as error:
        VolunteerRow().load({**CSV, field: value})
    assert list(error.value.messages_dict) == [field]


@pytest.mark.parametrize(
    "field", ["name", "document_number", "birth_date", "phone", "home_region_code", "skills", "latitude"]
)
def test_no_message_repeats_a_personal_value(field: str) -> None:
    """Refusals are kept and exported, so they say what is wrong and not what was sent."""
    with pytest.raises(ValidationError) as error:
        VolunteerRow().load({**CSV, field: "=secret=" * 20})
    assert "secret" not in str(error.value.messages)
