"""The form of identity documents, and what their numbers say."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from services.registry.volunteers.documents import KINDS, Document, compact, read_document, upgraded
from shared.rules.faults import Fault

MALFORMED = Fault("document_number", "malformed")
WRONG_CHECK = Fault("document_number", "wrong_check_digit")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
BIRTH_DATES = st.dates(dt.date(1900, 1, 1), dt.date(2025, 12, 31))
SERIALS = st.integers(0, 999)


def citizen_number(born: dt.date, serial: int, prefix: str = "440000") -> str:
    """A number by the weights of GB 11643, which the registry's own check does not use."""
    body = f"{prefix}{born:%Y%m%d}{serial:03d}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


@pytest.mark.parametrize(
    ("kind", "number", "birth_date", "sex"),
    [
        ("resident_id", "360426199101010071", dt.date(1991, 1, 1), "M"),
        ("resident_id", "120103198806018241", dt.date(1988, 6, 1), "F"),
        ("resident_id", "440308199901101512", dt.date(1999, 1, 10), "M"),
        ("resident_id", "230306196304054513", dt.date(1963, 4, 5), "M"),
        ("resident_id", "110101202311012176", dt.date(2023, 11, 1), "M"),
        ("hk_macao_residence_permit", "810000199408230021", dt.date(1994, 8, 23), "F"),
        ("taiwan_residence_permit", "830000199201300022", dt.date(1992, 1, 30), "F"),
    ],
)
def test_published_numbers_are_accepted(kind: str, number: str, birth_date: dt.date, sex: str) -> None:
    """Numbers from the standards' own examples pass, with their holder's birth date and sex."""
    assert read_document(kind, number) == Document(kind, number, birth_date, sex)


@given(BIRTH_DATES, SERIALS)
def test_every_number_built_by_the_standard_is_accepted(born: dt.date, serial: int) -> None:
    """What GB 11643 builds is read back: the same number, birth date and sex."""
    number = citizen_number(born, serial)
    expected = Document("resident_id", number, born, "M" if serial % 2 else "F")
    assert read_document("resident_id", number) == expected


@given(BIRTH_DATES, SERIALS, st.integers(1, 17), st.integers(1, 9))
def test_one_wrong_digit_is_never_accepted(born: dt.date, serial: int, place: int, added: int) -> None:
    """The check digit finds every single mistyped digit."""
    number = citizen_number(born, serial)
    digit = "0" if number[place] == "X" else str((int(number[place]) + added) % 10)
    typed = number[:place] + digit + number[place + 1 :]
    assert typed == number or isinstance(read_document("resident_id", typed), Fault)


@given(BIRTH_DATES, SERIALS, st.integers(0, 16))
def test_two_swapped_digits_are_never_accepted(born: dt.date, serial: int, place: int) -> None:
    """The check digit finds every swap of neighbours."""
    number = citizen_number(born, serial)
    typed = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert typed == number or isinstance(read_document("resident_id", typed), Fault)


@given(BIRTH_DATES, SERIALS)
def test_the_check_digit_agrees_with_a_second_implementation(born: dt.date, serial: int) -> None:
    """stdnum's module for the resident number computes the same check digit."""
    number = citizen_number(born, serial)
    assert ric.calc_check_digit(number) == number[-1]


@given(st.dates(dt.date(1900, 1, 1), dt.date(1999, 12, 31)), SERIALS)
def test_a_number_of_15_digits_is_the_number_of_18(born: dt.date, serial: int) -> None:
    """The first generation's number is the second's without century and check digit: one person, one number."""
    number = citizen_number(born, serial)
    assert read_document("resident_id", number[:6] + number[8:17]) == read_document("resident_id", number)


@given(st.text(max_size=30), st.sampled_from(KINDS))
def test_no_text_breaks_the_reading(text: str, kind: str) -> None:
    """Whatever is typed is either a document or a fault of its number."""
    read = read_document(kind, text)
    assert isinstance(read, Document) or read.field == "document_number"


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("resident_id", " 360426 19910101 007-1 ", "360426199101010071"),
        ("resident_id", "11010519491231002x", "11010519491231002X"),
        ("resident_id", "360426199101010071", "360426199101010071"),
        ("home_return_permit", "h12345678", "H12345678"),
        ("home_return_permit", "H1234567801", "H12345678"),
        ("home_return_permit", "M1234567812", "M12345678"),
        ("home_return_permit", "HA1234567", "HA1234567"),
        ("hk_macao_permit", "H1234567801", "H12345678"),
        ("taiwan_permit", "12345678", "12345678"),
        ("taiwan_permit", "1234567801", "12345678"),
        ("foreign_permanent_resident_card", "USA310080010101", "USA310080010101"),
        ("foreign_permanent_resident_card", "911111198001010123", "911111198001010123"),
        ("passport", "E1234567(8)", "E12345678"),
    ],
)
def test_a_number_is_kept_in_its_lasting_form(kind: str, typed: str, kept: str) -> None:
    """Separators, case, width and renewals make no second number for the same document."""
    read = read_document(kind, typed)
    assert isinstance(read, Document)
    assert read.number == kept


@pytest.mark.parametrize(
    ("kind", "number", "fault"),
    [
        ("resident_id", "360426199101010072", WRONG_CHECK),
        ("resident_id", "36042619910101007", MALFORMED),
        ("resident_id", "810000199408230021", MALFORMED),
        ("resident_id", "3604261991010100X1", MALFORMED),
        ("resident_id", "٣٦٠٤٢٦١٩٩١٠١٠١٠٠٧١", MALFORMED),
        ("resident_id", citizen_number(dt.date(1991, 1, 1), 7).replace("19910101", "19910230"), WRONG_CHECK),
        ("resident_id", "440000910230001", Fault("document_number", "impossible_birth_date")),
        ("hk_macao_residence_permit", "830000199201300022", MALFORMED),
        ("hk_macao_residence_permit", "810000199408230022", WRONG_CHECK),
        ("taiwan_residence_permit", "810000199408230021", MALFORMED),
        ("home_return_permit", "C12345678", MALFORMED),
        ("home_return_permit", "H123456789", MALFORMED),
        ("taiwan_permit", "123456789", MALFORMED),
        ("foreign_permanent_resident_card", "USA31008001010", MALFORMED),
        ("passport", "E123", MALFORMED),
        ("passport", "E1234567/8", MALFORMED),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(kind: str, number: str, fault: Fault) -> None:
    """A wrong length, letter, prefix, check digit or date is named."""
    assert read_document(kind, number) == fault


def test_two_names_of_a_document_are_one_document() -> None:
    """Whoever calls a home-return permit a permit for Hong Kong and Macao means the same person."""
    assert read_document("hk_macao_permit", "M12345678") == read_document("home_return_permit", "M12345678")
    assert read_document("hk_macao_permit", "12345678") == MALFORMED


def test_only_15_digits_are_upgraded() -> None:
    """A number of 18 stays as it is."""
    assert upgraded("360426199101010071") == "360426199101010071"
    assert upgraded("360426910101007") == "360426199101010071"


@given(st.text(alphabet="0123456789xX-() []\u3000", max_size=30))
def test_compacting_twice_is_compacting_once(text: str) -> None:
    """The form in which a number is kept is stable."""
    assert compact(compact(text)) == compact(text)
