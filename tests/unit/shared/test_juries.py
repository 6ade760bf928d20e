"""Rules of juries: who is the juror, and whose scores count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest

from shared.rules.conditions import Conditions
from shared.rules.faults import Fault
from shared.rules.juries import CONDITIONS, Score, decide, name_juror
from shared.rules.names import MISSING, NOT_WHO_ASKS
from shared.rules.places import PROVINCE
from shared.rules.policies import EVER

POLICY = Conditions("scores", PROVINCE, EVER, 1, CONDITIONS)
AT = dt.datetime(2018, 3, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("juror", "organisation", "declared", "reason"),
    [
        ("j-1", "o-2", False, None),
        ("j-1", "o-1", True, "conflict"),
        ("j-1", "o-1", False, "conflict"),
        ("j-1", "o-2", True, "declared"),
        ("gz:V-1", "o-2", False, "conflict"),
    ],
)
def test_a_conflict_keeps_a_score_out(juror: str, organisation: str, declared: bool, reason: str | None) -> None:
    """The juror's organisation or the juror is near, under whatever name, or the juror says so."""
    score = Score(AT, "s", juror, organisation, 80, declared)
    assert {"s": reason} == decide([score], lambda _: {"o-1", "v-1"}, POLICY)


@pytest.mark.parametrize(
    ("juror", "speaks", "fault", "named"),
    [
        (None, False, None, {"juror_ref": "juror-1"}),
        ("Juror-1", False, None, {"juror_ref": "juror-1"}),
        ("juror-2", False, Fault("juror_ref", NOT_WHO_ASKS), {"juror_ref": "juror-2"}),
        ("juror-2", True, None, {"juror_ref": "juror-2", "sent_by": "juror-1"}),
        (None, True, Fault("juror_ref", MISSING), {"juror_ref": None, "sent_by": "juror-1"}),
    ],
)
def test_the_juror_is_who_asks(juror: str | None, speaks: bool, fault: Fault | None, named: dict[str, Any]) -> None:
    """Unless a source speaks for jurors: then it says who, and is kept beside."""
    facts: dict[str, Any] = {"juror_ref": juror}
    assert fault == name_juror(facts, "juror-1", speaks)
    assert named == facts


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_jurors_first_score_counts(order: Sequence[int]) -> None:
    """By instant, then reference, whatever the order of arrival, in capitals, too; one in a conflict is none."""
    later = AT + dt.timedelta(seconds=1)
    scores = [
        Score(AT, "b", "j-1", "o-2", 80, declared=False),
        Score(AT, "a", "j-1", "o-2", 70, declared=False),
        Score(later, "c", "J-1", "o-2", 60, declared=False),
        Score(AT - dt.timedelta(seconds=1), "d", "j-1", "o-1", 9, declared=False),
    ]
    reasons = {"a": None, "b": "second_score", "c": "second_score", "d": "conflict"}
    assert reasons == decide((scores[one] for one in order), lambda _: {"o-1"}, POLICY)


def test_a_juror_is_one_person_under_all_names() -> None:
    """The number, and what a source says; of who is erased what was a second score stays one."""
    scores = [
        Score(AT, "a", "gz:v-1", "o-2", 80, declared=False),
        Score(AT, "b", "KV-1", "o-2", 70, declared=False),
        Score(AT, "c", "erased-2", "o-2", 60, declared=False, was_second=True),
    ]
    person = {"gz:v-1", "KV-1"}
    reasons = {"a": None, "b": "second_score", "c": "second_score"}
    assert reasons == decide(
        scores, lambda _: set(), POLICY, lambda one: person if one.juror in person else {one.juror}
    )
