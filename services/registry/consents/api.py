"""Consents over HTTP: taking them in, the list, one of them, and its withdrawal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.registry.blueprint import blueprint
from services.registry.consents import schemas, usecases
from services.registry.consents.kind import CONSENTS
from services.registry.consents.repository import LISTING
from shared import clock
from shared.lives import Record
from shared.store.transaction import Store, Transaction
from shared.web.kinds import add_kind
from shared.web.limits import BY_PERSON
from shared.web.lists import add_list
from shared.web.lives import Records


def _with_state(document: Mapping[str, Any]) -> dict[str, Any]:
    return {**document, "state": CONSENTS.state(document, clock.today())}


def _line(store: Store, document: Mapping[str, Any]) -> dict[str, Any]:
    return _with_state(document)


def _shown(record: Record) -> dict[str, Any]:
    return _with_state(record.document)


def _withdraw(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return usecases.withdraw(transaction, reference, body["withdrawn_at"], seen)


add_kind(blueprint, CONSENTS)
add_list(blueprint, CONSENTS.path, LISTING, schemas.ConsentView, "registry:read", shown=_line)
records = Records(blueprint, CONSENTS, schemas.ConsentView, _shown)
records.add_one("registry:read")
records.add_step("withdrawal", schemas.ConsentWithdrawal, _withdraw, limit=BY_PERSON)
