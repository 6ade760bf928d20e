"""What others were told of a standing, when the standing itself is lost."""

from __future__ import annotations

import datetime as dt
import itertools

from services.incentives.standing.domain import Earned, Standing
from services.incentives.standing.told import Told

WORDS = [
    ("stars.changed.v1", {"stars": 1}, 2),
    ("stars.changed.v1", {"stars": 3}, 5),
    ("points.changed.v1", {"city_code": "440100", "points": 4}, 3),
    ("points.changed.v1", {"city_code": "440300", "points": 2}, 3),
    ("points.changed.v1", {"city_code": "440300", "points": 0}, 7),
    ("award.became_eligible.v1", {"period_to": "2018-12-31"}, 5),
]


def test_the_last_word_counts_in_any_order_and_however_often() -> None:
    """Of stars, of each city and of the award; the version is that of the last word of all."""
    for order in itertools.permutations(WORDS):
        told = Told()
        for event_type, data, version in (*order, order[0]):
            told.note("KV1", event_type, data, version)
        assert told.standing("KV1") == Standing("KV1", {}, Earned(3, {"440100": 4}, 2018), 7)


def test_of_whom_nobody_was_told_nothing_is_known() -> None:
    """An empty standing that was never decided on."""
    assert Told().standing("KV1") == Standing("KV1")


def test_who_is_eligible_no_longer_was_told_so() -> None:
    """And as of which day."""
    told = Told()
    told.note("KV1", "award.became_eligible.v1", {"period_to": "2018-12-31"}, 5)
    told.note("KV1", "award.eligibility_ended.v1", {"period_to": "2020-12-31", "as_of": "2020-01-01"}, 6)
    assert told.standing("KV1").earned.award_year is None
    assert told.day("KV1") == dt.date(2020, 1, 1)
