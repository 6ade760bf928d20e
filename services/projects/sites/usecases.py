"""Use cases of sites: take them in and tell of them."""

from __future__ import annotations

from collections.abc import Sequence

from services.projects.sites import repository, schemas
from shared import intake
from shared.intake import Line, Receipt
from shared.store.transaction import Transaction

SITE = schemas.Site()


def open_sites(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take sites in; posts that waited for them follow when projects hears its own event."""
    receipt = Receipt("sites")
    entries = intake.read(transaction, lines, SITE, "site_ref", receipt)
    new = intake.fresh(transaction, repository.SITES, entries, receipt)
    repository.keep(transaction, new)
    for one in new:
        transaction.publish("site.opened.v1", one.reference, one.plain)
    receipt.save(transaction)
    return receipt
