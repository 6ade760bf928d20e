"""What people of Guangdong write in their tables is known: a heading for every column, a word for every enumeration."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from cli.documents import DEPLOY
from cli.importing import headings
from services.registry.volunteers.documents import OTHER_NAMES
from shared.config import SERVICES
from shared.intake.second_reading import WORDS


def rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """The fields of everything that is taken in by batches, by its path."""
    for service in SERVICES:
        document = yaml.safe_load((DEPLOY / "openapi" / f"{service}.yaml").read_text(encoding="utf-8"))
        for path, item in document["paths"].items():
            if f"{path}/batch" in document["paths"]:
                schema = item["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
                yield f"/{service}{path}", document["components"]["schemas"][schema.rpartition("/")[2]]["properties"]


@pytest.mark.parametrize(("path", "fields"), list(rows()))
def test_every_column_has_a_chinese_heading_of_its_own(path: str, fields: dict[str, Any]) -> None:
    """One at least that names no other column of the same file; a new one is added to shared/data/headings.csv."""
    for column in fields:
        own = headings.chinese().get(column, ())
        assert column in headings.understood(own, list(fields)), f"{path}: {column}"


@pytest.mark.parametrize(("path", "fields"), list(rows()))
def test_every_word_of_an_enumeration_has_a_chinese_one(path: str, fields: dict[str, Any]) -> None:
    """A new one is added to shared/data/words.csv; another name of a document has none: its Chinese would mean two."""
    with WORDS.open(encoding="utf-8", newline="") as lines:
        known = {row["word"] for row in csv.DictReader(lines)} | set(OTHER_NAMES)
    for column, field in fields.items():
        missing = {word for word in field.get("enum", ()) if word is not None} - known
        assert not missing, f"{path}: {column}: {missing}"
