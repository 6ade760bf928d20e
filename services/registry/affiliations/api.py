"""Affiliations over HTTP: taking them in, the list, one of them, and the steps of its life."""

from __future__ import annotations

from typing import Any

from services.registry.affiliations import domain, schemas, usecases
from services.registry.affiliations.kind import AFFILIATIONS
from services.registry.affiliations.repository import LISTING
from services.registry.blueprint import blueprint
from shared.lives import Record
from shared.store.transaction import Transaction, persons
from shared.web.access_log import may_read
from shared.web.kinds import add_kind
from shared.web.lists import add_list
from shared.web.lives import Records

CORRECTION = schemas.AffiliationCorrection()


def _shown(record: Record) -> dict[str, Any]:
    """Of what kind it is sees only who may see personal facts, and says why."""
    hidden = () if may_read("registry:personal", persons(record.document), domain.SEALED) else domain.SEALED
    return {name: value for name, value in record.document.items() if name not in hidden}


def _end(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return usecases.end(transaction, reference, body["to"], seen)


def _correct(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return usecases.correct(transaction, reference, CORRECTION.plain(body), seen)


add_kind(blueprint, AFFILIATIONS)
add_list(blueprint, AFFILIATIONS.path, LISTING, schemas.AffiliationLine, "registry:read")
records = Records(blueprint, AFFILIATIONS, schemas.AffiliationView, _shown)
records.add_one("registry:read")
records.add_step("end", schemas.AffiliationEnd, _end, of_source=True)
records.add_step("correction", schemas.AffiliationCorrection, _correct, of_source=True)
