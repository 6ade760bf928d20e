"""Which shifts a roster is for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from services.matching.facts.domain import Shift
from shared.sources import LOCAL, source_of
from shared.where import EVERYWHERE, Where


@dataclass(frozen=True)
class Selection:
    """The shifts of projects whose reference begins so, and of days in China, both inside.

    Attributes:
        where: where who asks may act; shifts elsewhere are left out.
        reader: the source that asks; the shifts of others are left out but for the network's own callers.
    """

    project_prefix: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    where: Where = EVERYWHERE
    reader: str = LOCAL

    def has(self, shift: Shift) -> bool:
        """Whether a shift belongs to it."""
        return (
            shift.project_ref.startswith(self.project_prefix)
            and (self.first is None or self.first <= shift.day)
            and (self.last is None or shift.day <= self.last)
            and self.where.reaches(shift.region_code, shift.organisation_ref)
            and self.reader in {LOCAL, source_of(shift.ref)}
        )
