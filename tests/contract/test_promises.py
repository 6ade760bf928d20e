"""The table of promises in tests/faults/README.md names tests that exist, and all tests of faults."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parent.parent
README = TESTS / "faults" / "README.md"


def test_the_promises_name_their_tests() -> None:
    """Each promise has a mechanism and a test that exists; no test of faults stands outside of the table."""
    rows = [line.split("|")[1:-1] for line in README.read_text().splitlines() if line.startswith("| ")][1:]
    named = [re.findall(r"`(test_\w+)`", row[2]) for row in rows]
    assert len(rows) > 7
    assert all(len(row) == 3 and row[1].strip() for row in rows)
    assert all(named)
    every = {name for names in named for name in names}
    assert every - _tests(TESTS) == set()
    assert _tests(TESTS / "faults") - every == set()


def _tests(folder: Path) -> set[str]:
    trees = (ast.parse(file.read_text()) for file in folder.rglob("test_*.py"))
    return {node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef) and _is_test(node)}


def _is_test(function: ast.FunctionDef) -> bool:
    return function.name.startswith("test_")
