"""Rules of works: which a call takes, and how they are ranked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from services.projects.works.domain import WORKS_POLICY, ranking
from shared.kinds import Case

DAY = dt.date(2018, 12, 31)
CALL = {
    "opens_at": "2018-02-01T09:00:00+08:00",
    "closes_at": "2018-03-01T09:00:00+08:00",
    "categories": ["video", "literature"],
}


def work(reference: str, category: str = "video", minute: int = 0) -> dict[str, str]:
    """A work, submitted at a minute."""
    submitted = f"2018-02-10T09:{minute:02}:00+08:00"
    return {"work_ref": reference, "category": category, "submitted_at": submitted}


def ranked(works: Sequence[dict[str, str]], scores: dict[str, list[int]]) -> list[tuple[str, int, str, str]]:
    """Category, rank, work and result."""
    return [(one.category, one.rank, one.work_ref, one.result) for one in ranking(works, scores, DAY)]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"submitted_at": "2018-02-01T01:00:00+00:00"}, None),
        ({"submitted_at": "2018-02-01T08:59:59+08:00"}, "not_open"),
        ({"submitted_at": "2018-03-01T08:59:59+08:00"}, None),
        ({"submitted_at": "2018-03-01T09:00:00+08:00", "category": "microfilm"}, "after_close"),
        ({"category": "microfilm"}, "category"),
    ],
)
def test_a_call_takes_works_while_it_is_open(facts: dict[str, str], reason: str | None) -> None:
    """From the instant on which it opens to before the one on which it closes, in its categories."""
    case = Case("w", {**work("w"), **facts}, {"call_ref": CALL})
    assert reason == WORKS_POLICY.failing(case)


@pytest.mark.parametrize(
    ("scores", "result"),
    [
        ([80, 80, 81], "80.33"),
        ([80, 80, 80, 81], "80.25"),
        ([0, 90, 90, 91, 100], "90.33"),
        ([70, 71, 70, 71, 70, 71, 70, 72, 60, 99], "70.63"),
        ([0, 0, 1], "0.33"),
        ([100, 100, 100], "100.00"),
        ([5, 5, 6, 6], "5.50"),
    ],
)
def test_the_mean_has_two_decimals_half_up(scores: list[int], result: str) -> None:
    """Of five and more without one highest and one lowest."""
    assert [("video", 1, "w", result)] == ranked([work("w")], {"w": scores})


def test_works_are_ranked_in_their_category() -> None:
    """By result, then the earlier one, then the reference; with fewer than three scores not at all."""
    works = [work("c", minute=1), work("b"), work("a", minute=1), work("d"), work("e", "literature"), work("f")]
    scores = {"a": [80, 80, 80], "b": [80, 80, 80], "c": [80, 80, 80], "d": [81, 80, 80], "e": [1, 2, 3], "f": [90, 90]}
    assert [
        ("literature", 1, "e", "2.00"),
        ("video", 1, "d", "80.33"),
        ("video", 2, "b", "80.00"),
        ("video", 3, "a", "80.00"),
        ("video", 4, "c", "80.00"),
    ] == ranked(works, scores)
