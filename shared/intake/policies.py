"""Which policies somebody asks for."""

from __future__ import annotations

from marshmallow import validate

from shared.intake.asked import Asked
from shared.intake.fields import day
from shared.intake.texts import Word
from shared.regions import regions


class PolicyQuery(Asked):
    """Which policies."""

    on = day(load_default=None, metadata={"description": "those that hold on this day in China; by default all"})
    region = Word(
        load_default=None,
        validate=validate.OneOf(regions(), error="is not one of Guangdong's 144 region codes (GB/T 2260)"),
        metadata={"description": "those that hold in this place; of each name the one that decides there"},
    )
