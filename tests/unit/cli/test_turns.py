"""Rows that are decided in the order of their instants."""

from __future__ import annotations

from cli.importing.turns import in_turn


def test_rows_are_sent_in_the_order_of_their_instants() -> None:
    """However their times are written; at one instant by reference, and those without a time last."""
    times = {
        "e-3": "2018-03-01T09:00:00+08:00",
        "e-2": "2018-03-01T01:00:00+00:00",
        "e-1": "2018/3/1 9:01",
        "e-4": "2018-02-28T23:00:00+08:00",
        "e-0": "",
        "e-5": "02/28/2018 9am",
    }
    rows = [{"row": 2, "values": {"entry_ref": name, "at": time}} for name, time in times.items()]
    found = [row["values"]["entry_ref"] for row in in_turn(rows, "at", "entry_ref")]
    assert ["e-4", "e-2", "e-3", "e-1", "e-0", "e-5"] == found
