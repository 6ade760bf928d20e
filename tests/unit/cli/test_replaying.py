"""Where a replay begins: at a position or at a time."""

from __future__ import annotations

import datetime as dt

import pytest

from cli.operating.replaying import read_beginning
from shared.clock import CHINA


def test_a_position_is_a_whole_number_from_one() -> None:
    """As the log counts."""
    assert read_beginning("1200") == 1_200


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2018-02-14T08:00:00+08:00", dt.datetime(2018, 2, 14, 0, tzinfo=dt.UTC)),
        ("2018-02-14T00:00:00Z", dt.datetime(2018, 2, 14, 0, tzinfo=dt.UTC)),
        ("2018-02-14T08:00", dt.datetime(2018, 2, 14, 8, tzinfo=CHINA)),
        ("2018-02-14", dt.datetime(2018, 2, 14, tzinfo=CHINA)),
    ],
)
def test_a_time_without_an_offset_is_of_china(text: str, moment: dt.datetime) -> None:
    """A day begins at its 00:00."""
    assert read_beginning(text) == moment


@pytest.mark.parametrize("text", ["0", "-1", "yesterday", "2018-02-30", "", "9" * 30, "٣"])
def test_what_is_neither_is_refused(text: str) -> None:
    """The message shows what would be right."""
    with pytest.raises(ValueError, match=r"position"):
        read_beginning(text)
