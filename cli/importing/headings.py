"""Headings as people write them: the columns' names in any letters, with spaces around, or in Chinese."""

from __future__ import annotations

import csv
import functools
import unicodedata
from collections.abc import Mapping, Sequence

from shared.regions import TABLE

CHINESE = TABLE.with_name("headings.csv")
"""Each column of a season's and of a year's files, with its Chinese headings joined by `|`."""
REJECTED = "rejected_"
"""How the columns begin that a file of rejected rows has beside those of its rows."""


def understood(headings: Sequence[str], expected: Sequence[str]) -> tuple[str, ...]:
    """The columns that headings name, among those that are expected; one that names none or several stays as it is."""
    exact, by_heading = set(expected), _by_heading(tuple(expected))
    return tuple(name if name in exact else by_heading.get(_folded(name), name.strip()) for name in headings)


def both(column: str, expected: Sequence[str]) -> str:
    """A column's name with the Chinese heading that names it among those that are expected."""
    own = (name for name in chinese().get(column, ()) if understood([name], expected) == (column,))
    heading = next(own, None)
    return f"{column} ({heading})" if heading else column


def is_known(heading: str) -> bool:
    """Whether a heading names a column of any file."""
    folded = _folded(heading)
    return folded in _all() or folded.startswith(REJECTED)


@functools.cache
def chinese() -> Mapping[str, tuple[str, ...]]:
    """The Chinese headings by column."""
    with CHINESE.open(encoding="utf-8", newline="") as lines:
        return {row["column"]: tuple(row["headings"].split("|")) for row in csv.DictReader(lines)}


@functools.cache
def _by_heading(columns: tuple[str, ...]) -> Mapping[str, str]:
    named: dict[str, set[str]] = {}
    for column in columns:
        for heading in (column, *chinese().get(column, ())):
            named.setdefault(_folded(heading), set()).add(column)
    return {heading: columns.pop() for heading, columns in named.items() if len(columns) == 1}


@functools.cache
def _all() -> frozenset[str]:
    return frozenset(_folded(name) for column, names in chinese().items() for name in (column, *names))


def _folded(heading: str) -> str:
    """Without what nobody sees, such as a second byte order mark or a space of no width."""
    seen = "".join(one for one in unicodedata.normalize("NFKC", heading) if unicodedata.category(one) != "Cf")
    return "_".join(seen.casefold().split())
