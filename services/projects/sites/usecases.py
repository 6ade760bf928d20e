"""Use cases of sites: take them in and tell of them."""

from __future__ import annotations

from collections.abc import Sequence

from services.projects.sites.kind import SITES
from shared.deciding import take
from shared.intake.rows import Line, Receipt
from shared.store.transaction import Transaction


def open_sites(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take sites in; posts that waited for them follow when projects hears its own event."""
    return take(transaction, SITES, lines)
