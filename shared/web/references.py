"""References in paths: `<ours:reference>` of a route names a record, `<own(volunteer):reference>` one about a person.

A caller writes its own references bare and another's with the source before it (docs/adr/0017). A path is matched
before anybody knows who asks, so these converters only mark the text; `shared.web.auth.requires` gives every view the
reference under which we keep what is named. A test refuses a path with a reference that is neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from werkzeug.routing import BaseConverter, Map


@dataclass(frozen=True)
class Written:
    """A reference as the caller wrote it.

    Attributes:
        own: where who speaks for a source meets its own alone, the word for what is named; else None.
    """

    text: str
    own: str | None = None


class Ours(BaseConverter):
    """A reference of any source."""

    def to_python(self, value: str) -> Written:
        """Marked, to be resolved when it is known who asks."""
        return Written(value)


class Own(Ours):
    """A reference of the caller's own source; the network's own callers meet all.

    Args:
        thing: what it names, in the words of `shared.rules.faults.Unknown`.
    """

    def __init__(self, map: Map, thing: str, **options: Any) -> None:  # noqa: A002  # werkzeug's name
        super().__init__(map, **options)
        self._thing = thing

    def to_python(self, value: str) -> Written:
        """Marked, and another source's will be unknown."""
        return Written(value, self._thing)


def described(converter: Ours) -> dict[str, Any]:
    """What the OpenAPI document says of a reference in a path."""
    return {"type": "string", "minLength": 1}


CONVERTERS = {"ours": Ours, "own": Own}
