"""Values of options that are read as files are read: days as people write them, places, names of sources."""

from __future__ import annotations

import click

from cli.terminal.language import say
from shared.sources import SOURCE_RULE, is_source


class Day(click.ParamType[str]):
    """A day in any form that a file may have, as ISO 8601."""

    name = "day"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The day, or a refusal in the words of the API."""
        from marshmallow import ValidationError

        from shared.intake import times
        from shared.intake.second_reading import plain_day
        from shared.rules.policies import EVER

        try:
            return times.Day(earliest=EVER).deserialize(plain_day(value)).isoformat()
        except ValidationError as error:
            self.fail(say(str(error.messages[0])), param, ctx)


class Place(click.ParamType[str]):
    """A region of Guangdong by its code."""

    name = "place"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code, if there is such a region."""
        from shared.regions import is_region

        if not is_region(value):
            self.fail(say("is not one of Guangdong's 144 region codes (GB/T 2260)"), param, ctx)
        return value


class SourceName(click.ParamType[str]):
    """The name of a source."""

    name = "source"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name, if a source may be called so."""
        if not is_source(value):
            self.fail(say(f"a source's name has {SOURCE_RULE}"), param, ctx)
        return value
