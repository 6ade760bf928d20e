"""Projects takes presences in, each once."""

from __future__ import annotations

from services.projects.attendance.usecases import log_attendance
from shared.intake.rows import Line
from shared.store.transaction import Store
from tests.integration.projects.definitions import published


def test_one_line_sent_twice_in_one_file_is_a_replay_once(store: Store) -> None:
    """A line's identity is its contents and which copy it is, so the same import again counts nothing anew."""
    row = {
        "attendance_ref": "a-1",
        "shift_ref": "shift-1",
        "volunteer_ref": "v-1",
        "checked_in_at": "2018-02-14T08:00:00+08:00",
        "checked_out_at": "",
        "method": "qr",
        "recorded_by": "",
        "approved_by": "",
    }
    other = {**row, "method": "gps"}
    lines = [Line(2, row), Line(3, other), Line(4, row, 2), Line(5, {**row, "method": "fax"})]
    for order in (lines, list(reversed(lines)), lines):
        store.transact(lambda transaction: log_attendance(transaction, order))  # noqa: B023
    kinds = sorted(one["kind"] for one in store.database["refusals"].find())
    assert kinds == ["conflicting", "invalid", "replayed"]
    assert store.database["attendance"].count_documents({}) == 1
    assert len(published(store, "attendance.logged.v1")) == 1
