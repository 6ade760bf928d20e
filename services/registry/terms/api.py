"""Terms of office over HTTP: taking them in, the list, one of them, and its end."""

from __future__ import annotations

from typing import Any

from services.registry.blueprint import blueprint
from services.registry.terms import usecases
from services.registry.terms.kind import TERMS
from services.registry.terms.repository import LISTING
from services.registry.terms.schemas import TermEnd, TermView
from shared.lives import Record
from shared.store.transaction import Transaction
from shared.web.kinds import add_kind
from shared.web.lists import add_list
from shared.web.lives import Records


def _end(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return usecases.end_term(transaction, reference, body["ends_on"], seen)


add_kind(blueprint, TERMS)
add_list(blueprint, TERMS.path, LISTING, TermView, "registry:read")
records = Records(blueprint, TERMS, TermView)
records.add_one("registry:read")
records.add_step("end", TermEnd, _end)
