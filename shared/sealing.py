"""What a kind of row keeps sealed: fields that say of a person what nobody may read in the store.

They are sealed under the row's own name, so that a sealed text that is copied to another row does not open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.crypto import Sealer
from shared.events.catalogue import contract
from shared.kinds import Kind
from shared.store.client import Document

SEALED = "sealed"


def close(sealer: Sealer, kind: Kind, reference: str, facts: Mapping[str, Any]) -> Document:
    """A row's facts as they are stored."""
    secret = {name: facts[name] for name in kind.sealed if name in facts}
    if not secret:
        return dict(facts)
    plain = {name: value for name, value in facts.items() if name not in secret}
    return {**plain, SEALED: sealer.seal(secret, _context(kind, reference))}


def disclose(sealer: Sealer, kind: Kind, document: Mapping[str, Any]) -> Document:
    """A stored row with its sealed fields open."""
    facts = dict(document)
    sealed = facts.pop(SEALED, None) if kind.sealed else None
    return {**facts, **sealer.open(sealed, _context(kind, facts["_id"]))} if sealed else facts


def personal(sealer: Sealer, kind: Kind, facts: Mapping[str, Any]) -> dict[str, str]:
    """What an event carries sealed of a row that tells of a volunteer, with the volunteer's number as context."""
    if not (kind.personal and kind.event):
        return {}
    secret = {name: facts[name] for name in kind.personal}
    return {"personal": sealer.seal_for(contract(kind.event).readers, secret, facts["volunteer"])}


def _context(kind: Kind, reference: str) -> str:
    return f"{kind.name}:{reference}"
