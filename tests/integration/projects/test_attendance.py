"""Projects takes presences in, each once."""

from __future__ import annotations

import pytest

from services.projects.attendance.usecases import log_attendance
from shared.intake.rows import INVALID, Line
from shared.store.transaction import Store
from tests.integration.projects.definitions import published

ROW = {
    "attendance_ref": "a-1",
    "shift_ref": "shift-1",
    "volunteer_ref": "v-1",
    "checked_in_at": "2018-02-14T08:00:00+08:00",
    "checked_out_at": "",
    "method": "qr",
    "recorded_by": "",
    "approved_by": "",
}


def test_one_line_sent_twice_in_one_file_is_a_replay_once(store: Store) -> None:
    """A line's identity is its contents and which copy it is, so the same import again counts nothing anew."""
    other = {**ROW, "method": "gps"}
    lines = [Line(2, ROW), Line(3, other), Line(4, ROW, 2), Line(5, {**ROW, "method": "fax"})]
    for order in (lines, list(reversed(lines)), lines):
        store.transact(lambda transaction: log_attendance(transaction, order))  # noqa: B023
    kinds = sorted(one["kind"] for one in store.database["refusals"].find())
    assert kinds == ["conflicting", "invalid", "replayed"]
    assert store.database["attendance"].count_documents({}) == 1
    assert len(published(store, "attendance.logged.v1")) == 1


def test_a_row_without_anything_is_refused_for_what_it_lacks(store: Store) -> None:
    """A rule about a field that is not there is no matter."""
    receipt = store.transact(lambda transaction: log_attendance(transaction, [Line(2, {})]))
    assert "shift_ref" in {one["field"] for one in receipt.refusals[0].errors}


@pytest.mark.parametrize("shift", ["visit:x-1", "visit:gz:x-1"])
def test_no_presence_is_at_a_visit_but_its_own(store: Store, shift: str) -> None:
    """The visit is told with it; another would be credited as a second one."""
    line = Line(2, {**ROW, "shift_ref": shift})
    receipt = store.transact(lambda transaction: log_attendance(transaction, [line]))
    assert [("shift_ref", "of_a_visit")] == [(one.field, one.reason) for one in receipt.refusals]
    assert [] == published(store, "attendance.logged.v1")


@pytest.mark.parametrize(
    "reference", ["opening:b-1", "visit:x-1", "visit:local:x-1", "gz:a-1", "local:opening:b-1", "local:gz:a-1"]
)
def test_no_presence_is_named_like_anothers(store: Store, reference: str) -> None:
    """Neither like another source's, nor like the entry of an opening balance, with `local:` before it or without."""
    line = Line(2, {**ROW, "attendance_ref": reference})
    receipt = store.transact(lambda transaction: log_attendance(transaction, [line]))

    assert (0, [(INVALID, "attendance_ref")]) == (receipt.accepted, [(one.kind, one.field) for one in receipt.refusals])
    assert [] == published(store, "attendance.logged.v1")
