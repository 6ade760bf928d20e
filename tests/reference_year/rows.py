"""The rows of the year's files: the first of each reference, and how many others there were."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.reference_year.columns import COLUMNS, ENDS, KEYS, NEEDED, WORDS

Row = dict[str, Any]
KINDS = ("invalid", "replayed", "conflicting")
CHINA = dt.timezone(dt.timedelta(hours=8))
REGIONS = Path(__file__).parents[2] / "shared" / "data" / "guangdong_regions.csv"


class Rows:
    """What a folder's files hold, file by file: good rows by reference as Python values, empty fields as None."""

    def __init__(self, folder: Path) -> None:
        self.good: dict[str, dict[str, Row]] = {file: {} for file in COLUMNS}
        self.invalid: dict[str, set[str]] = {file: set() for file in COLUMNS}
        self.counts = {file: Counter(dict.fromkeys(KINDS, 0)) for file in COLUMNS}
        for file in COLUMNS:
            self._read(file, folder / f"{file}.csv")

    def __getitem__(self, file: str) -> dict[str, Row]:
        return self.good[file]

    def _read(self, file: str, path: Path) -> None:
        seen: dict[str, list[dict[str, str]]] = defaultdict(list)
        columns = [Column(file, text) for text in COLUMNS[file].split()]
        for line in lines(path):
            texts = {column.name: line.get(column.name) or "" for column in columns}
            reference = "|".join(texts[column.name] for column in columns[: KEYS.get(file, 1)])
            try:
                row = {column.name: column.value(texts) for column in columns}
                check_ends(row)
                check_amount(row)
            except ValueError:
                self.counts[file]["invalid"] += 1
                if reference:
                    self.invalid[file].add(reference)
                continue
            if seen[reference]:
                self.counts[file]["replayed" if texts in seen[reference] else "conflicting"] += 1
            else:
                self.good[file][reference] = row
            seen[reference].append(texts)


class Column:
    """One column: what it is called, and whether and how its fields can be read."""

    def __init__(self, file: str, text: str) -> None:
        name, _, holds = text.partition(":")
        self.name, self.may_be_empty, self.holds = name.removesuffix("?"), name.endswith("?"), holds
        self.needed_for = NEEDED.get((file, self.name), set())

    def value(self, texts: dict[str, str]) -> Any:
        text = texts[self.name]
        if not text:
            if not self.may_be_empty or (texts.get("kind") or texts.get("action")) in self.needed_for:
                raise ValueError(self.name)
            return None
        if self.holds in WORDS:
            return one_of(WORDS[self.holds].split(), text)
        return READERS[self.holds](text)


def lines(path: Path) -> list[dict[str, str]]:
    """A file's lines by column; a folder need not have every file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def check_ends(row: Row) -> None:
    """Refuse a row in which something ends before it starts."""
    for end, start in ((end, start) for end, starts in ENDS.items() for start in starts):
        if row.get(end) and row.get(start) and row[end] < row[start]:
            raise ValueError(end)


def check_amount(row: Row) -> None:
    """Refuse to give or to grant nothing."""
    if row.get("amount_fen") == 0:
        raise ValueError("amount_fen")


def one_of(words: list[str], text: str) -> str:
    """A word of a list."""
    if text not in words:
        raise ValueError(text)
    return text


def formed(pattern: str, text: str) -> str:
    """A text of a form."""
    if not re.fullmatch(pattern, text, re.ASCII):
        raise ValueError(text)
    return text


def degrees(text: str, most: int) -> float:
    """Degrees of WGS 84, on either side of zero."""
    number = float(formed(r"-?\d+(\.\d+)?", text))
    if abs(number) > most:
        raise ValueError(text)
    return number


def moment(text: str) -> dt.datetime:
    """A time with its offset, on China's clocks."""
    time = dt.datetime.fromisoformat(formed(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*", text))
    if not time.tzinfo:
        raise ValueError(text)
    return time.astimezone(CHINA)


REGION_CODES = [row["code"] for row in lines(REGIONS)]
READERS: dict[str, Callable[[str], Any]] = {
    "": str,
    "region": lambda text: one_of(REGION_CODES, text),
    "place": lambda text: text if text in REGION_CODES else formed("[A-Z][A-Z]", text),
    "number": lambda text: int(formed(r"\d+", text)),
    "score": lambda text: int(formed(r"\d\d?|100", text)),
    "categories": lambda text: {one_of(WORDS["work"].split(), word) for word in text.split("|")},
    "latitude": lambda text: degrees(text, 90),
    "longitude": lambda text: degrees(text, 180),
    "date": lambda text: dt.date.fromisoformat(formed(r"\d{4}-\d\d-\d\d", text)),
    "time": moment,
}
