"""Which organisations stand above one in the tree, the nearest first. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Find = Callable[[str], Mapping[str, Any] | None]


def above(find: Find, reference: str | None) -> Iterator[Mapping[str, Any]]:
    """Those above an organisation, as far as they are known; what stands in a circle is gone through once.

    Args:
        find: an organisation by its reference; None for one that is not known.
    """
    seen: set[str] = set()
    one = find(reference) if reference else None
    while one and (parent := one.get("parent_ref")) and parent not in seen:
        seen.add(parent)
        one = find(parent)
        if one:
            yield one
