"""Whatever the registry takes in by file is taken in, shown, listed and changed over HTTP in one and the same way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from services.registry.kinds import KINDS

DOCUMENT = yaml.safe_load(Path("deploy/openapi/registry.yaml").read_text(encoding="utf-8"))
KINDS_OF_ROWS = ("volunteers", *(kind.name for kind in KINDS))
NO_LIFE = {"populations"}
"""What is recorded anew instead of being changed."""


def steps(kind: str) -> list[tuple[str, dict[str, Any]]]:
    """The commands about one record."""
    below = f"/v1/{kind}/{{reference}}/"
    return [
        (f"{method} {path}", operation)
        for path, operations in DOCUMENT["paths"].items()
        if path.startswith(below)
        for method, operation in operations.items()
        if method in ("put", "post", "delete")
    ]


def parameters(operation: dict[str, Any]) -> set[str]:
    """The names of an operation's parameters and of the headers that it obeys."""
    return {one.get("name") or one["$ref"].rpartition("/")[2] for one in operation["parameters"]}


@pytest.mark.parametrize("kind", KINDS_OF_ROWS)
def test_each_kind_of_row_has_its_resources(kind: str) -> None:
    """One row, many, the list in every format, and one record with its version."""
    paths = DOCUMENT["paths"]
    listed = paths[f"/v1/{kind}"]["get"]
    assert "post" in paths[f"/v1/{kind}"]
    assert "post" in paths[f"/v1/{kind}/batch"]
    assert {"region", "sort", "after", "limit", "format", "If-None-Match"} <= parameters(listed)
    assert "ETag" in paths[f"/v1/{kind}/{{reference}}"]["get"]["responses"]["200"]["headers"]


@pytest.mark.parametrize("kind", KINDS_OF_ROWS)
def test_each_step_rests_on_the_version_that_was_seen(kind: str) -> None:
    """It obeys `If-Match`, says so, and answers with the next version."""
    found = steps(kind)
    assert bool(found) == (kind not in NO_LIFE)
    for name, operation in found:
        assert "If-Match" in parameters(operation), name
        assert "412" in operation["responses"], name
        assert "ETag" in operation["responses"]["200"]["headers"], name
