"""Suspected duplicates: registrations that may be of one person, until somebody decides. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from shared.rules.places import PROVINCE, around_all

MOST = 20
"""How many are named of those who share something: a phone of a school is a hundred pupils'."""


class Reason(StrEnum):
    """What they have in common."""

    NAME = "same_name_and_birth_date"
    PHONE = "same_phone"


class State(StrEnum):
    """Whether somebody has decided; who is merged is no longer suspected."""

    OPEN = "open"
    DISMISSED = "dismissed"


@dataclass(frozen=True)
class Suspicion:
    """Registrations with something in common.

    Attributes:
        key: the keyed hash of what they share.
        reference: a random one, by which people name it.
        members: the numbers of the registrations, sorted; the first `MOST` where there are more.
        crowded: whether there are more.
        dismissed: the numbers of those about whom somebody decided that they are different persons.
        decided_by: who did.
        region_code: the narrowest region to which all members belong: who acts there decides.
    """

    key: str
    reference: str
    reason: Reason
    members: tuple[str, ...]
    crowded: bool = False
    sequence: int = 1
    dismissed: tuple[str, ...] = ()
    decided_by: str | None = None
    region_code: str = PROVINCE

    @property
    def state(self) -> State:
        """A decision stands until somebody comes about whom none was made."""
        return State.DISMISSED if set(self.members) <= set(self.dismissed) else State.OPEN

    @property
    def version(self) -> str:
        """Differs whenever the suspicion does; for optimistic locking."""
        return str(self.sequence)

    def with_members(self, homes: Mapping[str, str]) -> Suspicion:
        """The suspicion of those who share it now.

        Args:
            homes: by their numbers, where they belong.
        """
        members = tuple(sorted(homes)[:MOST])
        region = around_all([homes[one] for one in members])
        now = replace(self, members=members, crowded=len(homes) > MOST, region_code=region)
        return self if now == self else replace(now, sequence=self.sequence + 1)

    def dismiss(self, by: str) -> Suspicion:
        """They are different persons, as somebody decided."""
        if self.state is State.DISMISSED:
            return self
        return self._next(dismissed=tuple(sorted({*self.dismissed, *self.members})), decided_by=by)

    def _next(self, **changes: object) -> Suspicion:
        return replace(self, sequence=self.sequence + 1, **changes)  # type: ignore[arg-type]


def is_kept(suspicion: Suspicion) -> bool:
    """Whether there is anything to decide on, or to remember of a decision."""
    return len(suspicion.members) > 1 or bool(suspicion.dismissed)
