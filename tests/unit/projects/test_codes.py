"""Codes of shifts: when there are any, what they prove, and by which keys."""

from __future__ import annotations

import datetime as dt

import jwt
import pytest

from services.projects.codes.domain import CODE_POLICIES, Code, code_problem, codes
from services.projects.codes.signing import NoCodeKeys, read, written

(POLICY,) = CODE_POLICIES
NINE, TEN = (dt.datetime(2018, 2, 14, hour, tzinfo=dt.UTC) for hour in (9, 10))
MINUTE, SECOND = dt.timedelta(minutes=1), dt.timedelta(seconds=1)
OLD, NEW = {"c1": bytes(32)}, {"c2": bytes([1]) * 32}
CODE = Code("shift-1", NINE)


def test_a_shift_has_a_code_each_minute_around_its_window() -> None:
    """From half an hour before it until half an hour after it; the one that is shown at the moment is among them."""
    whole = list(codes("shift-1", (NINE, TEN), NINE - 9 * 60 * MINUTE, TEN + 9 * 60 * MINUTE, POLICY))
    assert (120, NINE - 30 * MINUTE, TEN + 29 * MINUTE) == (len(whole), whole[0].begins, whole[-1].begins)
    assert [CODE] == list(codes("shift-1", (NINE, TEN), NINE + 20 * SECOND, NINE + 40 * SECOND, POLICY))
    assert [] == list(codes("shift-1", (NINE, TEN), TEN + 31 * MINUTE, TEN + 60 * MINUTE, POLICY))


@pytest.mark.parametrize(
    ("scanned_at", "problem"),
    [
        (NINE - MINUTE - SECOND, "early_code"),
        (NINE - MINUTE, None),
        (NINE, None),
        (NINE + 2 * MINUTE - SECOND, None),
        (NINE + 2 * MINUTE, "late_code"),
    ],
)
def test_a_code_is_scanned_in_its_minute(scanned_at: dt.datetime, problem: str | None) -> None:
    """As far as clocks agree."""
    assert problem == code_problem(CODE, "shift-1", scanned_at, POLICY)


def test_what_is_wrong_with_a_code_itself_is_said_first() -> None:
    """Nobody's, then another shift's."""
    assert "forged_code" == code_problem(None, "shift-1", NINE, POLICY)
    assert "other_shift" == code_problem(CODE, "shift-2", TEN, POLICY)


def test_a_code_is_the_same_whoever_asks_and_known_after_a_rotation() -> None:
    """As long as its key stands behind the new one."""
    text = written(CODE, OLD)
    assert text == written(CODE, OLD)
    assert [CODE, CODE, None] == [read(text, keys) for keys in (OLD, {**NEW, **OLD}, NEW)]
    assert text != written(CODE, {**NEW, **OLD})
    with pytest.raises(NoCodeKeys):
        written(CODE, {})


def test_no_other_token_is_a_code() -> None:
    """Nor one of another key by its name, nor one that says how it is not signed."""
    claims = {"aud": "kapok-presence", "shift": "shift-1", "iat": int(NINE.timestamp())}
    unsigned = jwt.encode(claims, None, "none", {"kid": "c1"})
    same_name = written(CODE, {"c1": bytes([2]) * 32})
    for_others = written(CODE, OLD).split(".")[0] + ".e30." + written(CODE, OLD).split(".")[2]
    assert [None] * 4 == [read(text, OLD) for text in (unsigned, same_name, for_others, "")]
