"""What is shown of a dead letter's contents: structure and harmless values, nothing of a person."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from shared.events.catalogue import CATALOGUE
from shared.messaging import masking
from tests.contract.samples import structured

PERSONAL = {
    "name": "陈木棉",
    "phone": "13800138000",
    "document_number": "44010619900101001X",
    "birth_date": "1990-01-01",
}


def shown(event_type: str | None, **data: Any) -> Any:
    """The payload as it is shown."""
    return masking.payload(orjson.dumps(data), event_type)


def test_what_an_operator_needs_is_shown() -> None:
    """References, moments, numbers and words of the contract; who recorded it is hidden."""
    data = {"attendance_ref": "a-1", "checked_in_at": "2018-02-14T08:00:00+08:00", "recorded_by": "leader-1"}
    assert shown("attendance.logged.v1", **data) == {**data, "recorded_by": "<text, 8 characters>"}
    policy = {"name": "attendance/guangdong", "version": 1}
    assert shown("hours.credited.v1", minutes=240, late=False, policy=policy) == {
        "minutes": 240,
        "late": False,
        "policy": policy,
    }


def test_places_names_and_sealed_texts_are_hidden() -> None:
    """Though the contract knows them."""
    site = shown("site.opened.v1", site_ref="s-1", name="广州南站", latitude=22.99, longitude=113.27)
    assert site == {"site_ref": "s-1", "name": "<text, 4 characters>", "latitude": "<number>", "longitude": "<number>"}
    volunteer = shown("volunteer.registered.v1", volunteer="KV0123456789AB", personal="k1.AAAA", skills=["english"])
    assert volunteer == {"volunteer": "KV0123456789AB", "personal": "<text, 7 characters>", "skills": ["english"]}


@pytest.mark.parametrize("event_type", [*CATALOGUE, "weather.changed.v1", None])
def test_what_the_contract_does_not_know_is_hidden(event_type: str | None) -> None:
    """Wherever it stands: only its structure is left."""
    found = str(shown(event_type, person=PERSONAL, list=[PERSONAL], policy={"name": PERSONAL}, **PERSONAL))
    assert not [value for value in PERSONAL.values() if value in found]


@pytest.mark.parametrize("number", ["13800138000", "44010619900101001X", "440106900101001"])
def test_a_persons_number_is_hidden_in_any_field(number: str) -> None:
    """A shifted column puts it where a reference should be; an error may repeat it, and so may a field's name."""
    assert number not in str(shown("attendance.logged.v1", attendance_ref=number, shift_ref=f"shift {number}"))
    assert number not in str(shown("attendance.logged.v1", **{number: 1}))
    assert masking.text(f"ValueError: {number} is wrong") == "ValueError: <hidden> is wrong"


@pytest.mark.parametrize("body", [b"{not json", b"\xff", b"[1, 2]", b'"text"', b"null"])
def test_whatever_is_no_object_is_described(body: bytes) -> None:
    """Nothing of it is repeated."""
    assert masking.payload(body, "hours.credited.v1") in (
        f"<not JSON, {len(body)} bytes>",
        "<list of 2>",
        "<text, 4 characters>",
        None,
    )


@pytest.mark.parametrize("event_type", list(CATALOGUE))
def test_every_event_can_be_shown(event_type: str) -> None:
    """All its fields are named, and something of it is more than structure."""
    data = structured(event_type)["data"]
    found = shown(event_type, **data)
    assert found.keys() == data.keys()
    assert any(found[name] == value for name, value in data.items())
