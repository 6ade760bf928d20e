"""Whether somebody who decides is one of those who had a say before, or of those on whom is decided. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from shared.rules.faults import Fault
from shared.sources import SEPARATOR

MISSING = "must not be empty"
NOT_WHO_ASKS = "not_who_asks"
"""Why a row is refused that names another than who sent it."""
NOBODY = "erased-"
"""How a name begins that leads nowhere: of who is erased, in what that one signed."""
OWN_RECORD = "own_record"
"""Why a decision is refused that is on who decides."""
OWN_WORD = "own_word"
"""Why a row is refused that rests on the word of the volunteer whom it is about."""


def is_among(name: str, names: Iterable[str | None]) -> bool:
    """Whether somebody is one of them, with a source before the name or bare, in capitals or small letters."""
    return _bare(name) in {_bare(one) for one in names if one}


def signed_by(field: str) -> Callable[[dict[str, Any], str, bool], Fault | None]:
    """Completes a row by who stands in a field; what is wrong where it names another for whom its sender may not speak.

    Who speaks for nobody else is the one. Who speaks for others names one, and is kept beside the name.
    """

    def complete(facts: dict[str, Any], sender: str, speaks: bool) -> Fault | None:
        named = facts[field]
        if speaks:
            facts["sent_by"] = sender
            return None if named else Fault(field, MISSING)
        if named and not is_among(sender, [named]):
            return Fault(field, NOT_WHO_ASKS)
        facts[field] = sender
        return None

    return complete


def _bare(name: str) -> str:
    return name.rpartition(SEPARATOR)[2].casefold()
