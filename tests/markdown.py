"""What tests read in the project's documents: code blocks, links, tables."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CELL = re.compile(r"^\| *(.*?) *\|", re.MULTILINE)


def text(name: str) -> str:
    """A document of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str | None = None) -> list[str]:
    """The code blocks of a document in order: all, or those of one language."""
    return [block for tongue, block in BLOCK.findall(text(name)) if language in {None, tongue}]


def links(name: str) -> list[str]:
    """The targets of a document's links to other files, without what is inside of them."""
    targets = [target.partition("#")[0] for target in LINK.findall(text(name))]
    return [target for target in targets if target and "://" not in target]


def first_cells(name: str) -> list[str]:
    """The first cell of each row of a document's tables."""
    return CELL.findall(text(name))
