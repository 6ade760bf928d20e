"""What a file looks like that cannot be read, and what to do with it."""

from __future__ import annotations

import zipfile
from pathlib import Path

HEAD = 4096
OLD_WORKBOOK, ARCHIVE = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
SAVE = "open it in a spreadsheet program and save it as .xlsx or as CSV UTF-8"
LOOKS = (
    (OLD_WORKBOOK, f"an old Excel workbook (.xls), or one with a password; {SAVE}"),
    (b"%PDF", "a PDF; ask for the table from which it was made"),
    (b"{\\rtf", f"a text with formats (RTF); {SAVE}"),
    (b"\x1f\x8b", "a packed file (gzip); unpack it"),
    (b"Rar!", "a packed archive (RAR); unpack it and import what is inside"),
    (b"7z\xbc\xaf", "a packed archive (7z); unpack it and import what is inside"),
)
UTF_16 = "not UTF-8 (byte {byte:#04x}); expected UTF-8; it looks like UTF-16 (Unicode text); save it as CSV UTF-8"


class Unreadable(Exception):
    """A file is refused whole; the text says what it looks like and what to do."""


def expect_text(path: Path) -> None:
    """Refuse what is certainly no text in an encoding that can be told.

    Raises:
        Unreadable: it is something else.
    """
    head = head_of(path)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable(UTF_16.format(byte=head[0]))
    if head.startswith(ARCHIVE):
        raise Unreadable(f"looks like {_archive(path)}")
    _refuse_known(head)
    if b"\0" in head:
        raise Unreadable("looks like UTF-16 or like no text at all (it has zero bytes); save it as CSV UTF-8")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise Unreadable(f"looks like a web page or XML; {SAVE}")


def expect_workbook(path: Path) -> None:
    """Refuse what is certainly no workbook.

    Raises:
        Unreadable: it is something else.
    """
    head = head_of(path)
    if not head:
        raise Unreadable("the file is empty; expected a workbook whose first row has the names of the columns")
    _refuse_known(head)
    if not head.startswith(ARCHIVE):
        raise Unreadable("looks like no workbook; if it is a text with separators, let its name end in .csv")
    if not _is_workbook(path):
        raise Unreadable(f"looks like {_archive(path)}")


def head_of(path: Path) -> bytes:
    """The first bytes."""
    with path.open("rb") as file:
        return file.read(HEAD)


def _refuse_known(head: bytes) -> None:
    for start, looks in LOOKS:
        if head.startswith(start):
            raise Unreadable(f"looks like {looks}")


def _archive(path: Path) -> str:
    if _is_workbook(path):
        return "an Excel workbook; let its name end in .xlsx, or save it as CSV UTF-8"
    return f"a packed archive (zip); unpack it and import what is inside, or if it is a table, {SAVE}"


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
