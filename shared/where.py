"""Where a caller may act: in regions and for organisations, each with all below it, or on a person's own records.

How a token says it, and what follows for rows, records and lists, is in docs/adr/0028 and docs/access.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from shared.rules.places import PROVINCE, around, level_of

OUTSIDE = "outside_token"
"""Why a row is refused whose place its sender does not reach."""
SIDES = ("of", "also")
"""A record lies where its fields `of_...` say; one with two sides, such as a transfer, in another place, too."""
PERSON = "volunteer"
"""The field with the number of the volunteer whom a record is about."""
AT_ONCE = 30
"""Values of one query: see `shared.store.transaction.VALUES_AT_ONCE`."""


class Part(NamedTuple):
    """What to ask a collection for: the values that an indexed field may have."""

    field: str
    values: tuple[str, ...]

    def has(self, document: Mapping[str, Any]) -> bool:
        """Whether a document is among what is asked for."""
        return document.get(self.field) in self.values

    def query(self) -> dict[str, Any]:
        """The same for the store."""
        return {self.field: self.values[0] if len(self.values) == 1 else {"$in": list(self.values)}}


@dataclass(frozen=True)
class Where:
    """Where a caller may act; nowhere where nothing is said.

    Attributes:
        regions: their codes.
        organisations: those that are named, by the references under which we keep them.
        person: the number of the volunteer whose own records the caller may see.
        beneath: the organisations below those that are named, where a service knows the tree (shared/trees.py).
        partner: the partner whose feed the caller may read.
        look_again: looks up those below that are remembered from a moment ago, before a place is out of reach.
    """

    regions: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    person: str | None = None
    beneath: frozenset[str] = frozenset()
    partner: str | None = None
    look_again: Callable[[], frozenset[str]] | None = field(default=None, compare=False, repr=False)

    @cached_property
    def everywhere(self) -> bool:
        """Whether nothing is out of reach."""
        return PROVINCE in self.regions

    @property
    def nowhere(self) -> bool:
        """Whether everything is."""
        return not (self.regions or self.organisations or self.person or self.partner)

    @property
    def partner_alone(self) -> bool:
        """Whether a partner's feed is all that is within reach."""
        return bool(self.partner) and not (self.regions or self.organisations or self.person)

    def reaches(self, region_code: str | None, organisation_ref: str | None = None) -> bool:
        """Whether a place (`shared.kinds.Place`) is the caller's; what lies nowhere is only the whole province's."""
        if self.everywhere:
            return True
        place = region_code, organisation_ref
        found = self._reached.get(place)
        if found is None:
            found = self._reached[place] = self._reaches(region_code, organisation_ref)
        return found

    @cached_property
    def _reached(self) -> dict[tuple[str | None, str | None], bool]:
        """Places that were asked about: the rows of a batch lie in a few."""
        return {}

    def _reaches(self, region_code: str | None, organisation_ref: str | None) -> bool:
        if region_code is not None and not self.regions.isdisjoint(around(region_code)):
            return True
        if organisation_ref is None:
            return False
        known = organisation_ref in self.organisations or organisation_ref in self.beneath
        return known or organisation_ref in self._beneath_now

    @cached_property
    def _beneath_now(self) -> frozenset[str]:
        return self.look_again() if self.look_again else frozenset()

    def reaches_record(self, document: Mapping[str, Any]) -> bool:
        """Whether a stored record lies in a place of the caller's, on any of its sides."""
        return self.everywhere or any(
            self.reaches(document.get(f"{side}_region"), document.get(f"{side}_organisation")) for side in SIDES
        )

    def may_see(self, document: Mapping[str, Any]) -> bool:
        """Whether the caller reaches a record, or is the volunteer whom it is about."""
        return self.reaches_record(document) or (self.person is not None and document.get(PERSON) == self.person)

    def parts(self, fields: Iterable[str]) -> list[Part]:
        """What the caller may see of a collection, for who does not reach all: each part by an indexed field.

        Args:
            fields: those of the collection that have an index.
        """
        indexed = set(fields)
        return [part for part in (*self._by_region(), *self._by_organisation(), *self._own()) if part.field in indexed]

    def place(self) -> tuple[str | None, str | None]:
        """Whose a row is while nobody knows it better: its sender's; the arguments of `shared.kinds.Place`."""
        if self.everywhere or self.nowhere:
            return None, None
        return min(self.regions, default=None), min(self.organisations, default=None)

    def kept(self) -> dict[str, Any]:
        """As a document keeps it; `read` takes it back."""
        return {"regions": sorted(self.regions), "organisations": sorted(self.organisations), "person": self.person}

    @staticmethod
    def read(kept: Mapping[str, Any]) -> Where:
        """What a document keeps; the organisations below are to be looked up again."""
        return Where(frozenset(kept["regions"]), frozenset(kept["organisations"]), kept["person"])

    def _by_region(self) -> Iterator[Part]:
        for side in SIDES:
            for code in self._widest:
                yield Part(f"{side}_{'city' if level_of(code) == 'city' else 'region'}", (code,))

    def _by_organisation(self) -> Iterator[Part]:
        known = sorted(self.organisations | self.beneath)
        return (Part("of_organisation", tuple(known[at : at + AT_ONCE])) for at in range(0, len(known), AT_ONCE))

    def _own(self) -> list[Part]:
        return [Part(PERSON, (self.person,))] if self.person else []

    @property
    def _widest(self) -> Sequence[str]:
        """The regions but for those that lie in others of them."""
        return [code for code in sorted(self.regions) if self.regions.isdisjoint(around(code)[1:])]


EVERYWHERE = Where(frozenset({PROVINCE}))
NOWHERE = Where()
