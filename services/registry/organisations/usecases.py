"""Use cases of organisations: take them in, list them."""

from __future__ import annotations

from collections.abc import Sequence

from services.registry.organisations import domain, repository
from services.registry.organisations.schemas import OrganisationRow
from shared import intake
from shared.intake import Entry, Line, Receipt
from shared.store.client import Document
from shared.store.transaction import Store, Transaction

ORGANISATION = OrganisationRow()


def register_organisations(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take organisations in, in any order: the one above may come later."""
    receipt = Receipt("organisations")
    entries = intake.read(transaction, lines, ORGANISATION, "organisation_ref", receipt)
    placed = [one for one in entries if not _misplaced(one, receipt)]
    new = intake.fresh(transaction, repository.ORGANISATIONS, placed, receipt)
    repository.add_organisations(transaction, [(one.plain, intake.origin(one)) for one in new])
    for one in new:
        transaction.publish("organisation.registered.v1", one.reference, one.plain)
    receipt.save(transaction)
    return receipt


def list_organisations(store: Store, equal: dict[str, str], after: str, limit: int) -> list[Document]:
    """Up to `limit` organisations whose fields are `equal`, by reference, from the one after `after`."""
    return repository.organisations(store.database, equal, after, limit)


def _misplaced(entry: Entry, receipt: Receipt) -> bool:
    fault = domain.organisation_fault(entry.reference, entry.data["parent_ref"])
    if fault:
        receipt.refuse_entry(entry, fault.field, fault.reason)
    return fault is not None
