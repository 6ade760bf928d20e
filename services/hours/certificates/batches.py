"""Certificates of all who served in an organisation's shifts: issued some at a time, and then one file of them all."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from services.hours.certificates import repository, usecases
from services.hours.certificates.domain import Asked
from services.hours.certificates.page import page
from services.hours.certificates.proving import delivered
from services.hours.figures import shift_repository as figures
from services.hours.organisations.copy import ORGANISATIONS
from shared.certificates import files
from shared.store.client import Document
from shared.store.transaction import Store, Transaction
from shared.trees import with_beneath
from shared.where import Where

CONTENT_TYPE = "application/zip"
LIST = "certificates.csv"
COLUMNS = ("serial", "volunteer", "first_day", "last_day", "minutes", "entries", "status")
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP knows: the same certificates are the same file."""


class Issued(NamedTuple):
    """What was issued, and after which number the next ones come; None after the last."""

    certificates: list[Document]
    next: str | None


def volunteers(store: Store, asked: Asked) -> list[str]:
    """The numbers of those who served on the days asked for in shifts of an organisation, or of one below it."""
    own = frozenset({asked.organisation_ref or ""})
    below = with_beneath(store, Where(organisations=own), remembered=False).beneath
    shifts = list(repository.served(store.database, sorted(own | below)))
    days = asked.first_day.isoformat(), asked.last_day.isoformat()
    return sorted({number for number, day in figures.served(store.database, shifts) if days[0] <= day <= days[1]})


def issue(transaction: Transaction, asked: Asked, numbers: list[str], after: str, limit: int) -> Issued:
    """Issue the certificates of the next volunteers, in the order of their numbers.

    Raises:
        Unknown: there is no such organisation, or not for who asks.
    """
    unit = asked.organisation_ref or ""
    usecases.must_reach(transaction[ORGANISATIONS.collection].one(unit), unit, transaction.where)
    some = [one for one in numbers if one > after][: limit + 1]
    wanted = [Asked(one, asked.first_day, asked.last_day, asked.organisation_ref) for one in some[:limit]]
    return Issued(usecases.issue_many(transaction, wanted), some[limit - 1] if len(some) > limit else None)


def archive(store: Store, asked: Asked) -> Iterator[bytes]:
    """A ZIP of the pages of all certificates that were issued for an organisation and these days, and a list of them.

    It is made while it is sent: no more than one certificate is in memory, and a line for each.
    """
    made, listed = _Pieces(), io.StringIO()
    table = csv.writer(listed)
    table.writerow(COLUMNS)
    with zipfile.ZipFile(made, "w") as archived:  # type: ignore[call-overload]
        for one in repository.batch(store.database, asked):
            status = "revoked" if "revoked" in one else "valid"
            totals = one["totals"]
            table.writerow([*(one[name] for name in COLUMNS[:4]), totals["minutes"], totals["entries"], status])
            if status == "valid":
                archived.writestr(zipfile.ZipInfo(f"{one['serial']}.pdf", EPOCH), paged(store, one))
                yield made.taken()
        archived.writestr(zipfile.ZipInfo(LIST, EPOCH), "\ufeff" + listed.getvalue())
    yield made.taken()


def paged(store: Store, certificate: Document) -> bytes:
    """A certificate's page, signed."""
    said, file = delivered(store, certificate)
    return files.as_page(store.settings.certificate_keys, page(said, file), certificate["signature"]["key"])


class _Pieces:
    """What a ZIP is written to: what was written is taken away, and there is no way back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        """Keep it until it is taken."""
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""

    def taken(self) -> bytes:
        """What was written since."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
