"""What has no sense is refused before anything is asked of the store: 422, which names the field."""

from __future__ import annotations

from typing import Any

import pytest

from cli.project.storeless import SETTINGS, application
from shared.web.auth import make_token


def _errors(service: str, scope: str, path: str, **sent: Any) -> tuple[int, list[str]]:
    headers = {"Authorization": f"Bearer {make_token(SETTINGS, 'tester', [scope])}"}
    with application(service) as app:
        answer = app.test_client().open(path, headers=headers, **sent)
    return answer.status_code, [one["field"] for one in answer.get_json()["errors"]]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("field", ["from", "to"])
def test_a_roster_is_for_days_within_sense(field: str, day: str) -> None:
    """At the calendar's ends a day has none before or after it: that was 500."""
    asked = _errors("matching", "matching:write", "/v1/rosters", method="POST", json={field: day})
    assert asked == (422, [field])


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    ("service", "path", "field"),
    [
        ("hours", "/v1/figures?as_of={day}", "as_of"),
        ("hours", "/v1/figures/active_30/history?from={day}", "from"),
        ("hours", "/v1/figures/active_30/history?from=2018-01-01&to={day}", "to"),
        ("projects", "/v1/policies?on={day}", "on"),
    ],
)
def test_a_question_is_about_days_within_sense(service: str, path: str, field: str, day: str) -> None:
    """Of figures, histories and policies."""
    scope = f"{service}:{'read' if 'policies' in path else 'figures'}"
    assert _errors(service, scope, path.format(day=day)) == (422, [field])


def test_a_number_of_a_question_is_whole() -> None:
    """`limit=1.5` and `limit=1_0` are none."""
    for limit in ("1.5", "1_0", "١"):
        assert _errors("hours", "hours:read", f"/v1/reviews?limit={limit}") == (422, ["limit"])


@pytest.mark.parametrize("prefix", ["440000-19590115-0001", "a\u202e", "a" * 81])
def test_a_prefix_is_the_beginning_of_a_reference(prefix: str) -> None:
    """Of the projects of a roster."""
    asked = _errors("matching", "matching:write", "/v1/rosters", method="POST", json={"project_prefix": prefix})
    assert asked == (422, ["project_prefix"])


def test_no_step_repeats_a_name_that_it_does_not_know() -> None:
    """An identity number as a name."""
    sent = {"440000195901150001": 1, "verdict": "approve"}
    asked = _errors("hours", "hours:approve", "/v1/attendance/a-1/verdicts", method="POST", json=sent)
    assert asked == (422, [""])
