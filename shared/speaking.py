"""Who is named is who asks: under which name records keep a caller, and that nobody decides on themselves.

A person is named by the subject of their token. Who brings records of a system that has names of its own speaks for
them by a scope, and is kept beside the names.
"""

from __future__ import annotations

from collections.abc import Iterable

from shared.crypto import Sealer
from shared.intake.references import is_reference
from shared.rules.faults import Fault, Refused
from shared.rules.names import OWN_RECORD, is_among
from shared.store.transaction import Transaction

DIGITS = 16


def name_of(sealer: Sealer, subject: str) -> str:
    """The name under which records keep a token's subject: itself, or a keyed hash of one that is no reference.

    An issuer's subject may be an address, a phone or a person's name, which stand in no record.
    """
    return names_of(sealer, subject)[0]


def names_of(sealer: Sealer, subject: str) -> tuple[str, ...]:
    """That name, and those under which records may have kept the subject when another hash key was in use."""
    if is_reference(subject):
        return (subject,)
    digest = sealer.digest("subject", subject, digits=DIGITS)
    return tuple(f"subject-{one}" for one in dict.fromkeys((digest.text, *digest.known)))


def name_beside(transaction: Transaction, kept: Iterable[str | None]) -> str:
    """The name under which a record keeps who asks, beside the names that it keeps already.

    Where one of these is the caller's from before another hash key was used, it is that one: else one person would
    pass for two.
    """
    names, known = names_of(transaction.sealer, transaction.subject or ""), list(kept)
    return next((one for one in names if is_among(one, known)), names[0])


def must_not_be_own(transaction: Transaction, names: Iterable[str | None]) -> None:
    """Let nobody decide on themselves.

    Args:
        names: references and numbers of those on whom is decided.

    Raises:
        Refused: who asks is one of them.
    """
    if transaction.subject and is_among(transaction.subject, names):
        raise Refused(Fault("", OWN_RECORD))
