"""Who counts as a backbone volunteer, and on which days."""

from __future__ import annotations

import datetime as dt

from services.projects.figures.domain import Passed, backbone
from shared.rules.merges import Merge
from shared.rules.places import PROVINCE
from shared.rules.spans import Span

EARLY, LATE, MERGED, UNDONE = (dt.date(2018, month, 1) for month in (2, 6, 4, 9))
SKILL, TEAM = Passed("skill", EARLY), Passed("team", LATE)
MERGE = Merge("m", "kept", "away", Span(MERGED, UNDONE))


def found(number: str, merge: Merge | None = None, **passed: list[Passed]) -> dict[str, list[Span]]:
    """What a registration counts, by figure."""
    counted = backbone(number, passed, [merge] if merge else [])
    assert {PROVINCE} >= {place for _, place in counted}
    return {figure: days for (figure, _), days in counted.items() if days}


def test_a_person_counts_once_in_all() -> None:
    """From the last day of the first course on, in a category from that of its first one."""
    expected = {"backbone": [Span(EARLY)], "backbone_skill": [Span(EARLY)], "backbone_team": [Span(LATE)]}
    assert expected == found("v", v=[TEAM, SKILL, Passed("skill", LATE)])


def test_two_registrations_are_one_person_while_merged() -> None:
    """The kept one has what the other passed, from then until then; the other counts before and after."""
    kept = {"backbone": [Span(MERGED, UNDONE)], "backbone_skill": [Span(MERGED, UNDONE)]}
    assert kept == found("kept", MERGE, away=[SKILL])
    away = [Span(EARLY, MERGED), Span(UNDONE)]
    assert {"backbone": away, "backbone_skill": away} == found("away", MERGE, away=[SKILL])


def test_both_count_once_together() -> None:
    """What both passed."""
    assert [Span(EARLY)] == found("kept", MERGE, kept=[SKILL], away=[SKILL])["backbone"]
