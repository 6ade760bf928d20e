"""In which encoding a text is: UTF-8, or GB18030 where it certainly is neither UTF-8 nor Big5."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cli.importing.unreadable import Unreadable

UTF_8, GB18030, BIG5 = "utf-8-sig", "gb18030", "big5hkscs"
"""The first one's byte order mark, which spreadsheets like to write, is taken off."""
MARKS = range(0xA1, 0xA4)
"""First bytes of punctuation in both."""
USUAL = {GB18030: ("gb2312", (*MARKS, *range(0xB0, 0xF8))), BIG5: ("big5", (*MARKS, *range(0xA4, 0xC7)))}
"""First bytes of the characters that nearly all Chinese texts in an encoding have, within its oldest part."""
MOST_STRANGE, LEAST_STRANGE, LEAST = 0.05, 0.2, 2
"""A text is Big5 if that makes at most so many of its characters rare ones, and GB18030 at least so many. No source."""
CHUNK = 2**20


def encoding_of(path: Path) -> str:
    """The encoding of the text in a file.

    Raises:
        Unreadable: it is none of ours.
    """
    wrong = _wrong_byte(path, UTF_8)
    if wrong is None:
        return UTF_8
    if _wrong_byte(path, GB18030) is None and not _is_mostly_utf_8(path):
        if _is_big5(path):
            raise Unreadable("looks like Big5 (traditional Chinese); open it where it looks right and save it as UTF-8")
        return GB18030
    raise Unreadable(f"not UTF-8 (byte {wrong:#04x}); expected UTF-8; open it where it looks right and save it so")


def _wrong_byte(path: Path, encoding: str) -> int | None:
    """The first byte that is wrong in the encoding."""
    try:
        for _ in _decoded(path, encoding):
            pass
    except UnicodeDecodeError as error:
        return int(error.object[error.start])
    return None


def _is_mostly_utf_8(path: Path) -> bool:
    """Whether single characters are damaged in what is UTF-8: read as GB18030 all others would turn into wrong ones."""
    characters = _characters(path, "utf-8", "replace")
    damaged = characters.pop("\ufffd", 0)
    return characters.total() > damaged


def _is_big5(path: Path) -> bool:
    """Whether a text that GB18030 allows is certainly Big5: this gives characters in use, that one rare ones."""
    if _wrong_byte(path, BIG5) is not None:
        return False
    (strange, count), (others, _) = (_strange(path, encoding) for encoding in (GB18030, BIG5))
    return strange >= max(LEAST, LEAST_STRANGE * count) and others <= MOST_STRANGE * count


def _strange(path: Path, encoding: str) -> tuple[int, int]:
    """How many characters a text has in an encoding that few texts have, and how many in all."""
    characters = _characters(path, encoding)
    narrow, firsts = USUAL[encoding]
    strange = [one for one in characters if one.encode(narrow, "replace")[0] not in firsts]
    return sum(characters[one] for one in strange), characters.total()


def _characters(path: Path, encoding: str, errors: str = "strict") -> Counter[str]:
    """The characters of a text that are not ASCII."""
    found = Counter[str]()
    for text in _decoded(path, encoding, errors):
        found.update(text)
    return Counter({one: count for one, count in found.items() if not one.isascii()})


def _decoded(path: Path, encoding: str, errors: str = "strict") -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors=errors)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)
