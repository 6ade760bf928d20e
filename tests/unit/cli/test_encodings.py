"""In which encoding a text is: names of people must not turn into others."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.importing.encodings import GB18030, UTF_8, encoding_of
from cli.importing.unreadable import Unreadable

LEVEL_1 = [bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)]
"""The characters that texts of the mainland have."""
HEADER = "volunteer_ref,name,home_region_code\n"
TRADITIONAL = (
    "c-1,陳大文,440103\n",
    "編號,姓名,備註\nc-1,歐陽國華,參加廣東省春運志願服務\nc-2,張麗珊,廣州東站\n",
    "c-1,黃志強,440103\nc-2,梁嘉欣,440104\nc-3,鄭偉明,440105\n",
)


def written(folder: Path, text: str, encoding: str) -> Path:
    """A file."""
    path = folder / "volunteers.csv"
    path.write_bytes(text.encode(encoding))
    return path


def looks_like_big5(path: Path) -> bool:
    """Whether a file is refused for that."""
    try:
        encoding_of(path)
    except Unreadable as refused:
        return "Big5" in str(refused)
    return False


@pytest.mark.parametrize("text", TRADITIONAL)
def test_big5_is_not_taken_for_gb18030(tmp_path: Path, text: str) -> None:
    """It is refused whole, with what to do; the same text in an encoding of ours is taken."""
    with pytest.raises(Unreadable, match=r"looks like Big5 .*save it as UTF-8"):
        encoding_of(written(tmp_path, HEADER + text, "big5"))
    assert encoding_of(written(tmp_path, HEADER + text, "gb18030")) == GB18030
    assert encoding_of(written(tmp_path, HEADER + text, "utf-8")) == UTF_8


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(LEVEL_1, min_size=1))
def test_no_text_of_the_mainland_looks_like_big5(tmp_path: Path, name: str) -> None:
    """Of whatever characters in use."""
    assert not looks_like_big5(written(tmp_path, f"{HEADER}c-1,{name},440103\n", "gb18030"))


@pytest.mark.parametrize("name", ["王喆", "李玥", "陳大文", "张堃", "劉镕"])
def test_a_rare_character_of_a_name_makes_no_big5(tmp_path: Path, name: str) -> None:
    """In a text of GB18030."""
    assert encoding_of(written(tmp_path, f"{HEADER}c-1,{name},440103\n", "gb18030")) == GB18030
