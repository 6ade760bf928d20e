"""The HTTP of a kind of row: `POST <path>` for one row, `POST <path>/batch` for many, from its declaration."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shared.deciding import take
from shared.intake.rows import Line, Receipt
from shared.kinds import Kind
from shared.store.transaction import Transaction
from shared.web.batches import add_intake
from shared.web.blueprint import Blueprint

UseCase = Callable[[Transaction, Sequence[Line]], Receipt]


def add_kind(blueprint: Blueprint, kind: Kind, use_case: UseCase | None = None) -> None:
    """Add a kind's routes.

    Args:
        use_case: takes its rows in, where a kind asks for more than `take` does.
    """

    def declared(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
        return take(transaction, kind, lines)

    add_intake(blueprint, kind.path, kind.schema, use_case or declared, kind.scope)
