"""Versions of policies in a file: checked here, compared with what holds, proposed and simulated by the service."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from rich.console import Console

from cli.importing import files
from cli.importing.kinds import Columns, Kind
from cli.importing.sending import send
from cli.talking.api import Api
from cli.terminal.errors import CommandError
from cli.terminal.language import say
from cli.terminal.progress import bar
from services.incentives.standing.tables import policy_of
from services.incentives.versions.domain import NUMBERS, UNCHANGED, Newest
from services.incentives.versions.kind import POLICY_VERSIONS
from shared import clock
from shared.intake.reading import looked_at
from shared.rules.adoption import adoption_faults
from shared.rules.faults import Fault

SCOPES = ("incentives:read", "incentives:write", "incentives:export")
KIND = Kind("policy_versions.csv", "incentives", "policy-versions", may_lack=frozenset({*NUMBERS, *UNCHANGED}))
KEY = "policy_version_ref"
POLICIES = "/incentives/v1/policies"


class Wrong(NamedTuple):
    """What is wrong with a row of a file."""

    row: int
    reference: str
    fault: Fault


class Difference(NamedTuple):
    """A number of a version beside the one that holds on its first day; None where the rule had none."""

    reference: str
    policy: str
    number: str
    before: Any
    after: Any


class Effects(NamedTuple):
    """Whom a version gives more, and whom less."""

    reference: str
    changes: list[dict[str, Any]]


def faults(api: Api, file: Path) -> list[Wrong]:
    """What is wrong with the versions of a file: with each alone, and as the one that follows on what there is."""
    newest, found = _newest(api), []
    for row in files.read(_source(api, file)):
        version, wrong = looked_at(POLICY_VERSIONS.reading, row["values"])
        reference = str(version.get(KEY, ""))
        if not wrong:
            wrong = adoption_faults(version, newest[version["name"]], "", clock.today())
            newest[version["name"]] = Newest(version["version"], dt.date.fromisoformat(version["holds_from"]))
        found += [Wrong(row["row"], reference, one) for one in wrong]
    return found


def differences(api: Api, file: Path) -> list[Difference]:
    """What the versions of a file say otherwise than what holds on their first days without them.

    Raises:
        CommandError: a row of the file is no version.
    """
    return [one for version in _versions(api, file) for one in _differences(api, version)]


def simulated(api: Api, file: Path, day: str | None, console: Console) -> list[Effects]:
    """Propose the versions of a file, and look whom each gives more or less.

    Raises:
        CommandError: one of them is not taken in.
    """
    versions, source = _versions(api, file), _source(api, file)
    tally = send(api, source, lambda done: None)
    if tally.rejected:
        first = tally.rejects[0]
        raise CommandError(f"row {first.row} was refused: {first.field}: {first.reason}")
    return [_effects(api, one[KEY], day, console) for one in versions]


def _effects(api: Api, reference: str, day: str | None, console: Console) -> Effects:
    asked = {"policy_version_ref": reference, **({"as_of": day} if day else {})}
    with bar(console, say("Simulating"), None) as tell:
        changes = []
        for done, one in enumerate(api.lines(f"/incentives/v1/exports/policy-effects?{urlencode(asked)}"), 1):
            changes.append(one)
            tell(done)
    return Effects(reference, changes)


def _differences(api: Api, version: dict[str, Any]) -> Iterator[Difference]:
    policy = policy_of(version)
    held = [one for one in api.get(f"{POLICIES}?on={policy.holds_from}") if one["name"] == policy.name]
    rule = {name: value for one in held for name, value in one["rule"].items()}
    yield Difference(version["policy_version_ref"], policy.name, "version", held[0]["version"], policy.version)
    for name, value in policy.rule.items():
        if rule.get(name) != value:
            yield Difference(version["policy_version_ref"], policy.name, name, rule.get(name), value)


def _versions(api: Api, file: Path) -> list[dict[str, Any]]:
    versions = []
    for row in files.read(_source(api, file)):
        version, wrong = looked_at(POLICY_VERSIONS.reading, row["values"])
        if wrong:
            raise CommandError(f"row {row['row']} was refused: {wrong[0].field}: {wrong[0].reason}")
        versions.append(version)
    return versions


def _source(api: Api, file: Path) -> files.Source:
    found = files.check(file, Columns(api), KIND)
    if isinstance(found, files.RefusedFile):
        raise CommandError(f"{file.name} was refused: {found.reason}")
    return found


def _newest(api: Api) -> dict[str, Newest]:
    """The newest version of each name."""
    found: dict[str, list[Newest]] = defaultdict(list)
    for one in api.get(POLICIES):
        found[one["name"]].append(Newest(one["version"], dt.date.fromisoformat(one["holds_from"])))
    return {name: max(some) for name, some in found.items()}
