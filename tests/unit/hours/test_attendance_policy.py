"""The attendance policy of hours, row by row, and over the whole sample season."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hours.attendance.domain import Attendance, Credited, Held, Rejected, decide
from services.hours.people.domain import Person
from services.hours.shifts.domain import Interval, Shift
from shared.clock import CHINA

DAY = dt.date(2018, 2, 14)


def at(hour: int, minute: int = 0, day: dt.date = DAY) -> dt.datetime:
    """A moment in China."""
    return dt.datetime.combine(day, dt.time(hour, minute), CHINA)


SHIFT = Shift(Interval(at(8), at(12)), "440100")
ADULT = Person(verified=True, birth_date=dt.date(1990, 1, 1), guardian_consent_on=None)
PRESENCE = Attendance("a-1", "shift-1", "v-1", at(8), at(12), "qr")


def presence(**changes: object) -> Attendance:
    """The regular presence with changes."""
    return dataclasses.replace(PRESENCE, **changes)  # type: ignore[arg-type]


def test_a_regular_presence_is_credited() -> None:
    """Four hours measured by a QR code."""
    assert decide(PRESENCE, SHIFT, ADULT, []) == Credited(Interval(at(8), at(12)), "440100", "measured")


@pytest.mark.parametrize(("method", "provenance"), [("qr", "measured"), ("gps", "measured"), ("attested", "attested")])
def test_the_method_gives_the_provenance(method: str, provenance: str) -> None:
    """Row 12: how it was recorded decides what it is worth as evidence."""
    decision = decide(presence(method=method), SHIFT, ADULT, [])
    assert isinstance(decision, Credited)
    assert decision.provenance == provenance


def test_row_3_what_is_unknown_is_held() -> None:
    """The shift is asked for before the volunteer."""
    assert decide(PRESENCE, None, None, []) == Held("unknown_shift")
    assert decide(PRESENCE, SHIFT, None, []) == Held("unknown_volunteer")


def test_row_4_nobody_signed_out() -> None:
    """An open attendance is held."""
    assert decide(presence(checked_out_at=None), SHIFT, ADULT, []) == Held("open_attendance")


def test_what_is_not_over_waits_for_its_end() -> None:
    """Whatever of it would count already; one that ends before its beginning never will."""
    late = presence(checked_out_at=at(16))
    assert [False, True, True] == [late.is_over(moment) for moment in (at(15, 59), at(16), at(17))]
    assert Held("not_over") == decide(late, SHIFT, ADULT, [], over=False)
    assert Rejected("negative_duration") == decide(presence(checked_out_at=at(7)), SHIFT, ADULT, [], over=False)
    assert presence(checked_out_at=None).is_over(at(8))


@pytest.mark.parametrize("out", [at(8), at(7, 59)])
def test_row_5_signed_out_at_or_before_signing_in(out: dt.datetime) -> None:
    """A presence of no or negative length is rejected."""
    assert decide(presence(checked_out_at=out), SHIFT, ADULT, []) == Rejected("negative_duration")


def test_row_6_the_window_is_widened_by_half_an_hour() -> None:
    """A presence is cut to it; one beside it is rejected, at the edge too."""
    early_to_late = decide(presence(checked_in_at=at(6), checked_out_at=at(15)), SHIFT, ADULT, [])
    assert early_to_late == Credited(Interval(at(7, 30), at(12, 30)), "440100", "measured")
    beside = presence(checked_in_at=at(12, 30), checked_out_at=at(14))
    assert decide(beside, SHIFT, ADULT, []) == Rejected("outside_window")


def test_row_6_less_than_a_minute_counts_for_nothing() -> None:
    """A badge that was read twice: it makes no entry which a real presence would overlap; a minute is one."""
    seconds = dt.timedelta(seconds=59)
    assert decide(presence(checked_out_at=at(8) + seconds), SHIFT, ADULT, []) == Rejected("too_short")
    cut = presence(checked_in_at=at(5), checked_out_at=at(7, 30) + seconds)
    assert decide(cut, SHIFT, ADULT, []) == Rejected("too_short")
    minute = decide(presence(checked_out_at=at(8, 1)), SHIFT, ADULT, [])
    assert minute == Credited(Interval(at(8), at(8, 1)), "440100", "measured")


def test_row_7_the_volunteer_must_be_verified() -> None:
    """Minutes of an unverified person are held."""
    assert decide(PRESENCE, SHIFT, dataclasses.replace(ADULT, verified=False), []) == Held("unverified_volunteer")


@pytest.mark.parametrize(
    ("birth", "consent", "held"),
    [
        (dt.date(2000, 2, 14), None, False),
        (dt.date(2000, 2, 15), None, True),
        (dt.date(2003, 5, 1), dt.date(2018, 2, 14), False),
        (dt.date(2003, 5, 1), dt.date(2018, 2, 15), True),
    ],
)
def test_row_8_a_minor_needs_consent_on_that_day(birth: dt.date, consent: dt.date | None, held: bool) -> None:
    """Of age on the eighteenth birthday; consent counts from its day."""
    decision = decide(PRESENCE, SHIFT, Person(True, birth, consent), [])
    assert (decision == Held("guardian_consent_missing")) is held


def test_a_child_under_ten_does_not_serve() -> None:
    """Not even with consent; on the tenth birthday it may."""
    consent = dt.date(2018, 1, 1)
    assert decide(PRESENCE, SHIFT, Person(True, dt.date(2008, 2, 15), consent), []) == Rejected("too_young")
    assert isinstance(decide(PRESENCE, SHIFT, Person(True, dt.date(2008, 2, 14), consent), []), Credited)


def test_row_9_backfilled_records_need_two_people_and_a_notice() -> None:
    """One person is not enough; two lead to the public notice; after it the minutes are backfilled ones."""
    alone = presence(method="backfilled", recorded_by="admin-1", approved_by="admin-1")
    assert decide(alone, SHIFT, ADULT, []) == Held("second_person_required")
    both = dataclasses.replace(alone, approved_by="admin-2")
    assert decide(both, SHIFT, ADULT, []) == Held("public_notice")
    noticed = dataclasses.replace(both, approvals=frozenset({"public_notice"}))
    assert decide(noticed, SHIFT, ADULT, []) == Credited(Interval(at(8), at(12)), "440100", "backfilled")


@pytest.mark.parametrize(
    ("recorded_by", "approved_by"),
    [
        (None, "admin-2"),
        ("admin-1", None),
        ("admin-1", "ADMIN-1"),
        ("admin-1", "V-1"),
        ("v-1", "admin-2"),
        ("admin-1", "kv0123456789ab"),
        ("foshan:v-1", "admin-2"),
    ],
)
def test_row_9_the_second_person_is_another_one_and_not_the_volunteer(
    recorded_by: str | None, approved_by: str | None
) -> None:
    """Both are named, and neither is the volunteer, under whichever name and however it is written."""
    person = dataclasses.replace(ADULT, known_as=("foshan:v-1", "KV0123456789AB"))
    backfilled = presence(method="backfilled", recorded_by=recorded_by, approved_by=approved_by)
    assert decide(backfilled, SHIFT, person, []) == Held("second_person_required")


def test_row_10_no_minute_counts_twice() -> None:
    """A presence that touches a credited one is free, one that overlaps is held."""
    assert isinstance(decide(PRESENCE, SHIFT, ADULT, [Interval(at(12), at(13))]), Credited)
    assert decide(PRESENCE, SHIFT, ADULT, [Interval(at(11, 59), at(13))]) == Held("overlap")


@pytest.mark.parametrize(
    ("credited", "parts"),
    [
        ([(at(11, 58), at(13))], [(at(8), at(11, 58))]),
        ([(at(9), at(10)), (at(10, 30), at(11))], [(at(8), at(9)), (at(10), at(10, 30)), (at(11), at(12))]),
        ([(at(7), at(9)), (at(13), at(14))], [(at(9), at(12))]),
        ([(at(7), at(13))], []),
        ([(at(8), at(11, 59, DAY) + dt.timedelta(seconds=30))], []),
    ],
)
def test_of_an_approved_overlap_the_part_counts_that_is_not_covered(
    credited: list[tuple[dt.datetime, dt.datetime]], parts: list[tuple[dt.datetime, dt.datetime]]
) -> None:
    """Nothing is credited twice, and no part is shorter than a minute."""
    decision = decide(presence(approvals=frozenset({"overlap"})), SHIFT, ADULT, [Interval(*one) for one in credited])
    if parts:
        assert isinstance(decision, Credited)
        assert [Interval(*one) for one in parts] == list(decision.parts)
    else:
        assert Rejected("already_credited") == decision


def test_an_approved_overlap_is_as_long_as_its_parts_are() -> None:
    """Of nine hours of which two are covered seven count, without a further approval."""
    long = presence(checked_out_at=at(17), approvals=frozenset({"overlap"}))
    shift = Shift(Interval(at(8), at(17)), "440100")
    assert isinstance(decide(long, shift, ADULT, [Interval(at(9), at(11))]), Credited)
    assert Held("parent_approval") == decide(long, shift, ADULT, [Interval(at(9), at(9, 30))])


@pytest.mark.parametrize(
    ("hours", "reason"), [(8, None), (9, "parent_approval"), (12, "parent_approval"), (13, "provincial_approval")]
)
def test_row_11_long_presences_need_approval(hours: int, reason: str | None) -> None:
    """Up to 8 hours freely, up to 12 with the organisation above, more with the province; approved, they count."""
    long_shift = Shift(Interval(at(7), at(20)), "440100")
    long_presence = presence(checked_in_at=at(7), checked_out_at=at(7 + hours))
    decision = decide(long_presence, long_shift, ADULT, [])
    assert decision == (Held(reason) if reason else Credited(Interval(at(7), at(7 + hours)), "440100", "measured"))
    if reason:
        approved = dataclasses.replace(long_presence, approvals=frozenset({reason}))
        assert isinstance(decide(approved, long_shift, ADULT, []), Credited)


moments = st.integers(-12 * 60, 36 * 60).map(lambda minutes: at(0) + dt.timedelta(minutes=minutes))


@given(moments, moments, st.lists(st.tuples(moments, st.integers(1, 600)), max_size=4))
def test_credited_minutes_are_within_bounds(
    checked_in: dt.datetime, checked_out: dt.datetime, before: list[tuple[dt.datetime, int]]
) -> None:
    """Whatever is recorded: never more than the presence, the widened window or 8 hours, never overlapping."""
    intervals = [Interval(start, start + dt.timedelta(minutes=length)) for start, length in before]
    decision = decide(presence(checked_in_at=checked_in, checked_out_at=checked_out), SHIFT, ADULT, intervals)
    if isinstance(decision, Credited):
        assert 0 <= decision.interval.minutes <= min(300, (checked_out - checked_in).total_seconds() // 60)
        assert not any(decision.interval.overlaps(other) for other in intervals)


@given(moments, st.integers(1, 10_000), moments, st.integers(1, 10_000))
def test_overlap_is_symmetric_and_cutting_stays_inside(
    start: dt.datetime, length: int, other_start: dt.datetime, other_length: int
) -> None:
    """Two spans overlap or not from either side, and the cut lies in both."""
    one = Interval(start, start + dt.timedelta(seconds=length))
    other = Interval(other_start, other_start + dt.timedelta(seconds=other_length))
    assert one.overlaps(other) == other.overlaps(one)
    cut = one.cut_to(other)
    assert (cut is not None) == one.overlaps(other)
    if cut:
        assert max(one.start, other.start) == cut.start
        assert min(one.end, other.end) == cut.end
