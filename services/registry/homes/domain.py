"""Which records lie where their volunteers belong, and on which of their sides. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class AtHome(NamedTuple):
    """Records of a collection lie, with one of their sides (`shared.where.SIDES`), where a volunteer belongs.

    Attributes:
        number: the field with the volunteer's number.
    """

    collection: str
    number: str = "volunteer"
    side: str = "of"


class Home(NamedTuple):
    """Where the records about a volunteer lie: all of them, or those under one of the person's names."""

    number: str
    region_code: str
    reference: str | None = None

    def has(self, at: AtHome) -> dict[str, str]:
        """Which records of a collection these are, by equality."""
        named = {f"{at.number}_ref": self.reference} if self.reference else {}
        return {at.number: self.number, **named}


def homes_of(person: Mapping[str, Any], names: Mapping[str, Mapping[str, Any]]) -> Iterator[Home]:
    """Where the records of a stored person lie; under each name of several, where that name belongs.

    Args:
        names: the documents of the other names.
    """
    others = [names[one] for one in person.get("names", ()) if one in names]
    for one in (person, *others):
        yield Home(person["number"], one["of_region"], one["_id"] if others else None)


AT_HOME = (
    AtHome("licences"),
    AtHome("insurance"),
    AtHome("consents"),
    AtHome("merges", "kept"),
    AtHome("merges", "merged", "also"),
)
