"""docs/security.md says of each requirement of ASVS whether it holds; what it names is there, its sums are right."""

from __future__ import annotations

import ast
import re
from collections import Counter
from typing import NamedTuple

from tests.markdown import ROOT, text

PAGE = "docs/security.md"
STATES = ("holds", "by construction", "not ours", "open")
LEVELS = {"1": 70, "2": 183}
"""How many requirements ASVS 5.0.0 has."""
MOST_WORDS = 12
NUMBER = re.compile(r"[1-9]\d?\.[1-9]\d?\.[1-9]\d?")
CHAPTER = re.compile(r"^## (\d+) .*\n((?:\|.*\n)+)", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
FILE = re.compile(r"`((?:[\w.-]+/)*[\w-]+\.(?:py|md|toml|yml|yaml|conf|lock))(?:::\w+)?`")


class Row(NamedTuple):
    """What the page says of a requirement."""

    number: str
    level: str
    requirement: str
    state: str
    why: str


def _rows(table: str) -> list[Row]:
    return [Row(*line.strip("| ").split(" | ")) for line in table.splitlines()[2:]]


CHAPTERS = {chapter: _rows(table) for chapter, table in CHAPTER.findall(text(PAGE))}
ROWS = [row for rows in CHAPTERS.values() for row in rows]


def _tests_of(file: str) -> set[str]:
    tree = ast.parse(text(file))
    return {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}


def test_every_requirement_has_its_row() -> None:
    """Each once, in the standard's order, in its chapter, and as many of each level as the standard has."""
    numbers = [row.number for row in ROWS]

    assert [one for one in numbers if not NUMBER.fullmatch(one)] == []
    assert sorted(set(numbers), key=lambda one: [int(part) for part in one.split(".")]) == numbers
    assert {row.number.partition(".")[0] for row in ROWS} == {str(chapter) for chapter in range(1, 18)}
    assert all(row.number.startswith(f"{chapter}.") for chapter, rows in CHAPTERS.items() for row in rows)
    assert Counter(row.level for row in ROWS) == LEVELS


def test_a_requirement_is_short() -> None:
    """It reminds of the standard's text, and does not replace it."""
    assert [row.number for row in ROWS if not 0 < len(row.requirement.split()) <= MOST_WORDS] == []


def test_each_state_has_what_it_needs() -> None:
    """What holds has one test, what holds by construction a place in the code, and all else its reason."""
    assert [row.number for row in ROWS if row.state not in STATES or not row.why] == []
    assert [row.number for row in ROWS if row.state == "holds" and not TEST.fullmatch(row.why)] == []
    assert [row.number for row in ROWS if row.state == "by construction" and not FILE.match(row.why)] == []


def test_what_the_page_names_is_there() -> None:
    """Every test, and every file."""
    tests, files = set(TEST.findall(text(PAGE))), set(FILE.findall(text(PAGE)))

    assert tests
    assert [file for file in sorted(files) if not (ROOT / file).is_file()] == []
    assert [(file, name) for file, name in sorted(tests) if name not in _tests_of(file)] == []


def test_the_sums_are_right() -> None:
    """By level and together."""
    shown = re.findall(r"^\| ([a-z ]+) \| (\d+) \| (\d+) \| (\d+) \|$", text(PAGE), re.MULTILINE)
    counted = Counter((row.state, row.level) for row in ROWS)
    sums = [(state, counted[state, "1"], counted[state, "2"]) for state in STATES]
    whole = ("all", *(sum(one[level] for one in sums) for level in (1, 2)))

    assert [(name, str(one), str(two), str(one + two)) for name, one, two in (*sums, whole)] == shown


def test_what_is_open_is_gathered() -> None:
    """Each once, and nothing that is not open."""
    gathered = re.search(r"^## What is open\n(.*?)^## ", text(PAGE), re.MULTILINE | re.DOTALL)
    assert gathered

    assert Counter(NUMBER.findall(gathered[1])) == Counter(row.number for row in ROWS if row.state == "open")
