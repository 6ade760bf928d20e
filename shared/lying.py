"""Where records lie of kinds whose records stay where they are: asked of the store once in a process.

Rows that only need to lie with such a record, as presences do with their shifts, ask for nothing else of it
(docs/adr/0062).
"""

from __future__ import annotations

from collections.abc import Iterable

from shared import waiting
from shared.store.client import Document
from shared.store.transaction import Transaction

PLACE = ("of_region", "of_organisation")
ASKED = dict.fromkeys((*PLACE, waiting.OUTCOME), 1)


def places(transaction: Transaction, collection: str, references: Iterable[str]) -> dict[str, Document]:
    """Where those of the records lie that others may build on.

    What the store says is remembered when the transaction has committed: until then it may be taken back.
    """
    wanted = set(references)
    known = transaction.memory.places.of(collection, wanted)
    found = transaction[collection].by_id(wanted - known.keys(), ASKED) if len(known) < len(wanted) else {}
    new = {name: _said(one) for name, one in found.items() if waiting.is_known(one) and PLACE[0] in one}
    if new:
        transaction.learned[collection].update(new)
    return known | new


def learn(transaction: Transaction, collection: str, accepted: Iterable[tuple[str, Document]]) -> None:
    """Remember where records were accepted, when that is committed."""
    transaction.learned[collection].update((name, _said(place)) for name, place in accepted if PLACE[0] in place)


def _said(document: Document) -> Document:
    return {name: document[name] for name in PLACE}
