"""Whole lists as files that programs can open, whatever is in them."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from shared.web import tables


def test_a_workbook_holds_what_it_cannot_say() -> None:
    """A control character in a text stands as a replacement; it broke the file off in its middle."""
    answer = tables.answer("xlsx", "sites", ["name"], [{"name": "广州\x0b南站"}, {"name": "深圳北站"}])

    sheet = load_workbook(io.BytesIO(answer.get_data())).active

    assert sheet is not None
    assert [("name",), ("广州\ufffd南站",), ("深圳北站",)] == list(sheet.values)


def test_a_text_is_no_formula() -> None:
    """Of half width or of full width, in a list of texts, too."""
    rows = [{"name": name} for name in ("=1+1", "＝1+1", "＋1", "－1", "＠a", ["@a", "b"], -1, "a=1")]

    lines = tables.answer("csv", "sites", ["name"], rows).get_data(as_text=True).splitlines()

    assert lines[1:] == ["'=1+1", "'＝1+1", "'＋1", "'－1", "'＠a", "'@a|b", "'-1", "a=1"]
