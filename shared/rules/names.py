"""Whether somebody who decides is one of those who had a say before, or of those on whom is decided. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from shared.sources import SEPARATOR

NOT_WHO_ASKS = "not_who_asks"
"""Why a row is refused that names another than who sent it."""
OWN_RECORD = "own_record"
"""Why a decision is refused that is on who decides."""


def is_among(name: str, names: Iterable[str | None]) -> bool:
    """Whether somebody is one of them, with a source before the name or bare, in capitals or small letters."""
    return _bare(name) in {_bare(one) for one in names if one}


def _bare(name: str) -> str:
    return name.rpartition(SEPARATOR)[2].casefold()
