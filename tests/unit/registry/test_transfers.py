"""Transfers of a volunteer, decided together: any order of arrival gives the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.transfers.domain import Decided, Transfer, Way, decide, decision_fault
from services.registry.transfers.schemas import TransferRow
from shared.clock import CHINA

HOME, DAY = "440100", dt.date(2018, 6, 1)
START = dt.datetime(2018, 1, 1, tzinfo=CHINA)


def at(day: int) -> dt.datetime:
    """The beginning of a day of 2018."""
    return START + dt.timedelta(days=day - 1)


def transfer(reference: str, to: str, requested: int, decided: int | None = None, word: str = "accepted") -> Transfer:
    """A transfer by days of the year; open without a day of decision."""
    if decided is None:
        return Transfer(reference, to, at(requested))
    return Transfer(reference, to, at(requested), at(decided), word)


def outcomes(transfers: Sequence[Transfer]) -> list[str]:
    """What became of each."""
    decided = decide(HOME, transfers, DAY)
    return [decided.outcome(one) for one in transfers]


def homes(decided: Decided) -> list[str]:
    """Where the moves led."""
    return [one.region_code for one in decided.moves]


@pytest.mark.parametrize(
    ("transfers", "expected"),
    [
        ([transfer("a", HOME, 1)], ["refused:same_region"]),
        ([transfer("a", "440300", 1, 5), transfer("b", "440300", 5)], ["accepted", "refused:same_region"]),
        ([transfer("a", "440300", 1, 5), transfer("b", "440300", 4)], ["accepted", "accepted"]),
        ([transfer("a", "440300", 1, 5), transfer("b", HOME, 6, 9)], ["accepted", "accepted"]),
        ([transfer("a", "440300", 1, 5, "declined"), transfer("b", "440300", 6)], ["accepted", "accepted"]),
        ([transfer("a", "440300", 1), transfer("b", "440300", 6)], ["accepted", "accepted"]),
    ],
    ids=["at home", "moved there", "moves there later", "back", "declined", "open"],
)
def test_a_request_is_refused_where_the_volunteer_belongs_already(
    transfers: list[Transfer], expected: list[str]
) -> None:
    """When it is requested: a move that is decided later does not count, one that is declined never."""
    assert outcomes(transfers) == expected


def test_the_last_decision_counts() -> None:
    """The one that was requested first may be decided last."""
    first, second = transfer("a", "440300", 1, 20), transfer("b", "440600", 3, 6)
    assert homes(decide(HOME, [first, second], DAY)) == ["440600", "440300"]


def test_a_refused_request_moves_nobody() -> None:
    """Whatever the receiving region decided on it."""
    again = transfer("b", "440300", 6, 12)
    decided = decide(HOME, [transfer("a", "440300", 1, 5), again, transfer("c", "440600", 7, 11)], DAY)
    assert (homes(decided), decided.way(again)) == (["440300", "440600"], None)
    assert decided.way(again, told=Way(HOME, "440300")) == Way("440600", "440600")


regions = st.sampled_from([HOME, "440300", "440600", "440105"])
requests = st.builds(
    lambda number, to, requested, wait, word: transfer(f"t-{number}", to, requested, wait and requested + wait, word),
    st.integers(1, 9),
    regions,
    st.integers(1, 30),
    st.none() | st.integers(1, 30),
    st.sampled_from(["accepted", "declined"]),
)
sets = st.lists(requests, unique_by=lambda one: one.reference, max_size=6)


@given(sets.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_any_order_of_arrival_gives_the_same(orders: tuple[list[Transfer], list[Transfer]]) -> None:
    """What is refused, and where each led."""
    assert decide(HOME, orders[0], DAY) == decide(HOME, orders[1], DAY)


@given(sets)
def test_the_ways_are_one_path(transfers: list[Transfer]) -> None:
    """Each begins where the one before it ended, the first at the region of the registration."""
    decided = decide(HOME, transfers, DAY)
    by_reference = {one.reference: one for one in transfers}
    ways = [decided.way(by_reference[move.transfer_ref]) for move in decided.moves]
    assert [way.from_region_code for way in ways if way] == [HOME, *homes(decided)][: len(ways)]


@pytest.mark.parametrize(
    ("word", "day", "state"),
    [
        ("accepted", dt.date(2018, 1, 4), "open"),
        ("accepted", dt.date(2018, 1, 5), "accepted"),
        ("declined", dt.date(2018, 1, 5), "declined"),
    ],
)
def test_a_decision_counts_from_its_day_on(word: str, day: dt.date, state: str) -> None:
    """As of the end of a day in China."""
    assert transfer("a", "440300", 1, 5, word).state(day) == state


@pytest.mark.parametrize(
    ("one", "outcome", "receives", "reason"),
    [
        (transfer("a", "440305", 1), "accepted", True, None),
        (transfer("a", "440305", 1), "accepted", False, "not_the_receiving_region"),
        (transfer("a", "440305", 1, 5), "accepted", True, "already_decided"),
        (transfer("a", "440305", 99), "accepted", True, "before_request"),
        (transfer("a", "440305", 1), "held:unknown_volunteer", True, "unknown_volunteer"),
        (transfer("a", "440305", 1), "refused:same_region", True, "same_region"),
    ],
)
def test_who_decides_on_what(*, one: Transfer, outcome: str, receives: bool, reason: str | None) -> None:
    """The receiving region, once, on an open request."""
    fault = decision_fault(one, outcome, at(50), receives=receives)
    assert (fault and fault.reason) == reason


def test_a_decision_does_not_come_before_the_request() -> None:
    """A row's decision lies at or after its request, and both are in the past."""
    row = {"transfer_ref": "t", "volunteer_ref": "v", "to_region_code": HOME, "requested_at": at(2).isoformat()}
    answered = {"decision": "accepted", "reason": "搬家"}
    assert TransferRow().validate({**row, **answered, "decided_at": at(2).isoformat()}) == {}
    wrong = TransferRow().validate({**row, **answered, "decided_at": at(1).isoformat()})
    assert list(wrong) == ["decided_at"]
    assert list(TransferRow().validate({**row, "requested_at": "2099-01-01T00:00:00Z"})) == ["requested_at"]
