"""The sorts of policies of which versions stand in files, each known by the column with its reference."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cli.importing import files
from cli.importing.kinds import Columns, Kind
from cli.talking.api import Api
from cli.terminal.errors import CommandError
from services.incentives.standing.tables import policy_of
from services.incentives.versions.domain import NUMBERS, UNCHANGED, Newest
from services.incentives.versions.kind import POLICY_VERSIONS
from services.matching.tilts.domain import tilt_of
from services.matching.tilts.kind import TILT_VERSIONS
from shared.intake.fields import Row
from shared.intake.reading import looked_at
from shared.rules.policies import Policy


class Sort(NamedTuple):
    """A sort of versions.

    Attributes:
        key: the column with their reference.
        reading: reads a row.
        policy: the policy that a version is.
    """

    kind: Kind
    key: str
    reading: Row
    policy: Callable[[Mapping[str, Any]], Policy]

    def held(self, api: Api, day: dt.date | None = None) -> list[dict[str, Any]]:
        """The policies of its service that hold on a day, or all versions that there are."""
        found: list[dict[str, Any]] = api.get(f"/{self.kind.service}/v1/policies{f'?on={day}' if day else ''}")
        return found

    def newest(self, api: Api) -> dict[str, Newest]:
        """The newest version of each name."""
        found: dict[str, list[Newest]] = defaultdict(list)
        for one in self.held(api):
            found[one["name"]].append(Newest(one["version"], dt.date.fromisoformat(one["holds_from"])))
        return {name: max(some) for name, some in found.items()}


STANDINGS = Sort(
    Kind("policy_versions.csv", "incentives", "policy-versions", may_lack=frozenset({*NUMBERS, *UNCHANGED})),
    "policy_version_ref",
    POLICY_VERSIONS.reading,
    policy_of,
)
TILTS = Sort(Kind("tilt_versions.csv", "matching", "tilt-versions"), "tilt_version_ref", TILT_VERSIONS.reading, tilt_of)


def sort_of(api: Api, file: Path) -> tuple[Sort, files.Source]:
    """Which versions a file holds, and the file as it can be sent.

    Raises:
        CommandError: it is no table of versions.
    """
    columns, refused = Columns(api), None
    for sort in (STANDINGS, TILTS):
        found = files.check(file, columns, sort.kind)
        if not isinstance(found, files.RefusedFile):
            return sort, found
        refused = refused or found
    assert refused is not None
    raise CommandError(f"{file.name} was refused: {refused.reason}")


def versions_of(sort: Sort, source: files.Source) -> list[dict[str, Any]]:
    """The versions of a file, as JSON values.

    Raises:
        CommandError: a row of it is no version.
    """
    versions = []
    for row in files.read(source):
        version, wrong = looked_at(sort.reading, row["values"])
        if wrong:
            raise CommandError(f"row {row['row']} was refused: {wrong[0].field}: {wrong[0].reason}")
        versions.append(version)
    return versions


def numbers(rule: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """The numbers and words of a rule by their names, those of a table in it, too."""
    for name, value in rule.items():
        if isinstance(value, Mapping):
            yield from value.items()
        else:
            yield name, value
