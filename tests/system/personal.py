"""What of the people of a year must lie nowhere, and how a text or a document is searched for it.

What is searched for decides by itself, so that nothing is found by chance:
- numbers of documents and telephones as whole words or whole runs of digits;
- coordinates of homes as whole numbers of at least four decimals, but for those that a public place has, too;
- names of three characters anywhere, names of two where no other Chinese character stands beside them.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

WORD, DIGITS, DECIMAL = re.compile(r"[0-9A-Za-z]+"), re.compile(r"\d+"), re.compile(r"\d+\.\d{4,}")
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
NAME = 3
"""Characters of a name that is certainly one wherever it stands."""
SHIFTED = 40


def people(year: Path) -> list[dict[str, str]]:
    """The rows of a year's volunteers.csv."""
    with (year / "volunteers.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def secrets(year: Path) -> set[str]:
    """What of a year must not be found."""
    public = {number for file in year.glob("*.csv") if file.stem != "volunteers" for number in decimals(file)}
    found = set()
    for one in people(year):
        found |= {one["name"], one["document_number"], one["phone"]}
        found |= {text for text in (one["latitude"], one["longitude"]) if DECIMAL.fullmatch(text)} - public
    return {one for one in found if len(one) > 1}


def decimals(file: Path) -> list[str]:
    """The numbers of a file that could be coordinates."""
    return DECIMAL.findall(file.read_text(encoding="utf-8"))


def parts(text: str) -> set[str]:
    """All of a text that could be a secret."""
    found = {*WORD.findall(text), *DIGITS.findall(text), *DECIMAL.findall(text)}
    for run_of in CHINESE.findall(text):
        found |= {run_of, *(run_of[start : start + NAME] for start in range(len(run_of)))}
    return found


def readable(value: Any) -> str:
    """A document as text, also what it holds as bytes."""
    if isinstance(value, dict):
        return "\n".join(f"{name} {readable(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return "\n".join(map(readable, value))
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def unescaped(text: str) -> str:
    """A log's text, with the characters that JSON writes as numbers."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


def shifted(year: Path, file: Path) -> None:
    """Rows whose values all stand in a wrong column, by one place more in each: the worst that people send.

    A passport's number looks like a reference, so only those with another document are taken.
    """
    columns = list(people(year)[0])
    rows = [list(one.values()) for one in people(year) if one["document_type"] == "resident_id" and one["phone"]]
    places = [(row, 1 + number % (len(columns) - 1)) for number, row in enumerate(rows[:SHIFTED])]
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([columns, *(row[by:] + row[:by] for row, by in places)])


def headless(year: Path, file: Path) -> None:
    """Rows of people without a header, under another kind's name."""
    rows = [",".join(one.values()) for one in people(year)[1:5]]
    file.write_text("\n".join(rows), encoding="utf-8")
