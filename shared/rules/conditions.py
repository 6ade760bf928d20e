"""Conditions as data: a policy whose rows are a reason and when it applies; the first that applies refuses. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shared.rules.policies import Policy


@dataclass(frozen=True)
class Conditions(Policy):
    """A policy that refuses.

    Attributes:
        rows: reasons in the order in which they are asked, each with what it asks of a case; true refuses.
    """

    rows: tuple[tuple[str, Callable[[Any], bool]], ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it may refuse, in the order in which that is asked."""
        return tuple(reason for reason, _ in self.rows)

    @property
    def rule(self) -> dict[str, Any]:
        """The reasons in the order in which they are asked."""
        return {"refuses": list(self.reasons)}

    def failing(self, case: Any) -> str | None:
        """The first reason that applies to a case; None where none does."""
        return next((reason for reason, applies in self.rows if applies(case)), None)
