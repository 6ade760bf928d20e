"""Merges over HTTP: two registrations are one person, until it is undone; lists and one."""

from __future__ import annotations

from typing import Any

from services.registry.blueprint import blueprint
from services.registry.merges import schemas, usecases
from services.registry.merges.kind import MERGES
from services.registry.merges.repository import LISTING
from shared.lives import Record
from shared.store.transaction import Transaction
from shared.web.kinds import add_kind
from shared.web.lists import add_list
from shared.web.lives import Records


def _undo(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return usecases.undo_merge(transaction, reference, body["undone_at"], seen)


add_kind(blueprint, MERGES)
add_list(blueprint, MERGES.path, LISTING, schemas.MergeView, "registry:read")
records = Records(blueprint, MERGES, schemas.MergeView)
records.add_one("registry:read")
records.add_step("undoing", schemas.Undoing, _undo, of_source=True)
