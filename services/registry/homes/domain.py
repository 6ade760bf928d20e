"""Which records lie where their volunteers belong, and on which of their sides. Pure."""

from __future__ import annotations

from typing import NamedTuple


class AtHome(NamedTuple):
    """Records of a collection lie, with one of their sides (`shared.where.SIDES`), where a volunteer belongs.

    Attributes:
        number: the field with the volunteer's number.
    """

    collection: str
    number: str = "volunteer"
    side: str = "of"


AT_HOME = (
    AtHome("licences"),
    AtHome("insurance"),
    AtHome("consents"),
    AtHome("merges", "kept"),
    AtHome("merges", "merged", "also"),
)
