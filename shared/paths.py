"""Fields of rows by their paths: `volunteer_ref`, or of each entry of a list `team.volunteer_ref`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SEPARATOR = "."


def values(facts: Mapping[str, Any], path: str) -> tuple[Any, ...]:
    """What stands in a field, once for each entry of a list; nothing where it is empty."""
    if SEPARATOR not in path:
        return () if facts[path] is None else (facts[path],)
    name, _, inner = path.partition(SEPARATOR)
    return tuple(one[inner] for one in facts[name] or ())


def is_listed(path: str) -> bool:
    """Whether a field stands once for each entry of a list."""
    return SEPARATOR in path


def replaced(facts: Mapping[str, Any], path: str, old: object, new: object) -> dict[str, Any]:
    """The field that a path begins with, where one value of the path is another one's place."""
    name, _, inner = path.partition(SEPARATOR)
    if not inner:
        return {name: new if facts[name] == old else facts[name]}
    return {name: [{**one, inner: new} if one[inner] == old else one for one in facts[name]]}
