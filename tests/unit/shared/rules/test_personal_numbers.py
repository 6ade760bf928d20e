"""A person's number is found however it is written, and what only has digits is none."""

from __future__ import annotations

import csv
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.paths import ROOT
from shared.rules.personal_numbers import shows_personal_number

PERSONAL = (
    "440000195901150001",
    "ID440000195901150001",
    "440000-19590115-0001",
    "４４００００１９５９０１１５０００１",
    "44000019590115000X",
    "v18440000195901150001",
    "440000590115001",
    "13800138000",
    "13800138000x",
    "8613800138000",
    "+86 138 0013 8000",
    "1-3-8-0-0-1-3-8-0-0-0",
    "١٣٨٠٠١٣٨٠٠٠",
    "一三八〇〇一三八〇〇〇",
    "志愿队（联系电话：138-0013-8000）",
)
OTHERS = (
    "v-000123",
    "warm-winter-2018-440100",
    "shift18-003063-001",
    "case-440103-180214-001",
    "20180214080000123456",
    "1518595200000",
    "2018-02-14T08:00:00+08:00",
    "550e8400-e29b-41d4-a716-446655440000",
    "9f86d081884c7d659a2feaa0c55ad015",
    "Pea018756867767f0faa3dda621293209",
    "广州市越秀区12355青少年服务台",
    "第十一届志愿服务交流会（2018年11月30日至12月3日）",
)


@pytest.mark.parametrize("text", PERSONAL)
def test_a_persons_number_is_found(text: str) -> None:
    """In other letters, in groups, in other digits, with its check digit wrong."""
    assert shows_personal_number(text)


@pytest.mark.parametrize("text", OTHERS)
def test_what_only_has_digits_is_none(text: str) -> None:
    """Serials, days, moments, regions, and what machines draw at random."""
    assert not shows_personal_number(text)


@given(key=st.uuids(version=4))
def test_a_uuid_is_none(key: uuid.UUID) -> None:
    """Whatever digits it has: keys and references are often such."""
    assert not shows_personal_number(str(key))


@given(between=st.sampled_from(["", "-", ".", "_", " ", ":", "\u200b", "——"]), cuts=st.sets(st.integers(3, 10)))
def test_groups_hide_no_telephone(between: str, cuts: set[int]) -> None:
    """Wherever they begin after the first three digits, and whatever stands between them."""
    digits = "13800138000"
    assert shows_personal_number("".join((between if at in cuts else "") + one for at, one in enumerate(digits)))


def test_no_reference_and_no_text_of_the_samples_is_one() -> None:
    """In a season and a year only the columns that are for such numbers have any."""
    found: set[str] = set()
    for path in (ROOT / "samples").glob("*/*.csv"):
        with path.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        found |= {f"{path.stem}.{name}" for row in rows for name, text in row.items() if shows_personal_number(text)}
    assert found == {"volunteers.document_number", "volunteers.phone"}
