"""How a draft of any kind is published, or changed before."""

from __future__ import annotations

from typing import Any

from services.projects.publication.domain import DRAFT, HELD
from shared import lives
from shared.deciding import KEPT_APART, Pending, decide
from shared.kinds import Kind
from shared.lives import Facts, Record
from shared.rules.faults import Fault, Refused, check_version
from shared.store.transaction import Transaction
from shared.waiting import ACCEPTED, OUTCOME


def publish(transaction: Transaction, kind: Kind, draft: Record) -> Record:
    """Decide on a draft as on a row that came just now, and tell of it.

    Raises:
        Refused: it breaks a rule; it stays a draft then, which can be changed.
    """
    reference = draft.document["_id"]
    facts = {name: value for name, value in draft.document.items() if name not in KEPT_APART} | {DRAFT: False}
    decide(transaction, kind, [Pending(reference, facts, stored=True, before=HELD)])
    published = lives.find_in(transaction, kind, reference)
    if published.document[OUTCOME] != ACCEPTED:
        raise Refused(Fault(OUTCOME, published.document[OUTCOME].partition(":")[2]))
    return published


def find_draft(transaction: Transaction, kind: Kind, reference: str, seen: str | None) -> Record:
    """A draft.

    Raises:
        Unknown, Stale: see shared.rules.faults.
        Refused: it is none.
    """
    found = lives.find_in(transaction, kind, reference)
    check_version(kind.thing, found.version, seen)
    must_be_draft(found.document)
    return found


def must_be_draft(document: Facts) -> None:
    """Let only drafts be changed at will.

    Raises:
        Refused: it is none.
    """
    if document[OUTCOME] != HELD:
        raise Refused(Fault(OUTCOME, "no_draft"))


def nothing_told(document: Facts) -> dict[str, Any]:
    """Of a draft that is changed nobody hears."""
    return {}
