"""What is told of a row that waits or is refused, by the events that a service has for its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def told(resource: str, reference: str, outcome: str, policy: Mapping[str, Any] | None) -> dict[str, Any]:
    """The data of such an event (`RowUndecided`).

    Args:
        resource: the kind of row, as its file is named.
        outcome: `held:<reason>` or `refused:<reason>`, as its document says it.
        policy: which decided, as it is kept or told; None where none did.
    """
    named = {name: policy[name] for name in ("name", "version")} if policy else None
    return {"resource": resource, "reference": reference, "reason": outcome.partition(":")[2], "policy": named}
