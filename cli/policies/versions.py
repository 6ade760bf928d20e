"""Versions of policies in a file: checked here, compared with what holds, proposed and simulated by the service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from rich.console import Console

from cli.importing import files
from cli.importing.sending import send
from cli.policies.sorts import STANDINGS, Sort, numbers, sort_of, versions_of
from cli.talking.api import Api
from cli.terminal.errors import CommandError
from cli.terminal.language import say
from cli.terminal.progress import bar
from services.incentives.versions.domain import Newest
from shared import clock
from shared.intake.reading import looked_at
from shared.rules.adoption import adoption_faults
from shared.rules.faults import Fault

SCOPES = ("incentives:read", "incentives:write", "incentives:export", "matching:read", "matching:write")
"""Those of matching for versions of the tilt: policies, and the columns of their rows."""


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
    sort, source = sort_of(api, file)
    newest, found = sort.newest(api), []
    for row in files.read(source):
        version, wrong = looked_at(sort.reading, row["values"])
        reference = str(version.get(sort.key, ""))
        if not wrong:
            name = sort.policy(version).name
            wrong = adoption_faults(version, newest[name], "", clock.today())
            newest[name] = Newest(version["version"], dt.date.fromisoformat(version["holds_from"]))
        found += [Wrong(row["row"], reference, one) for one in wrong]
    return found


def differences(api: Api, file: Path) -> list[Difference]:
    """What the versions of a file say otherwise than what holds on their first days without them.

    Raises:
        CommandError: a row of the file is no version.
    """
    sort, source = sort_of(api, file)
    return [one for version in versions_of(sort, source) for one in _differences(api, sort, version)]


def simulated(api: Api, file: Path, day: str | None, console: Console) -> list[Effects]:
    """Propose the versions of a file, and look whom each gives more or less.

    Raises:
        CommandError: one of them is not taken in, or they are of the tilt, which decides on nobody.
    """
    sort, source = sort_of(api, file)
    if sort is not STANDINGS:
        raise CommandError(
            say("A version of the tilt gives and takes nobody anything; `./kapok policy diff` compares it")
        )
    return [_effects(api, one, day, console) for one in _propose(api, sort, source)]


def proposed(api: Api, file: Path) -> list[str]:
    """Propose the versions of a file; their references. The same again changes nothing.

    Raises:
        CommandError: one of them is not taken in.
    """
    return _propose(api, *sort_of(api, file))


def _propose(api: Api, sort: Sort, source: files.Source) -> list[str]:
    versions = versions_of(sort, source)
    tally = send(api, source, lambda done: None)
    if tally.rejected:
        first = tally.rejects[0]
        raise CommandError(f"row {first.row} was refused: {first.field}: {first.reason}")
    return [str(one[sort.key]) for one in versions]


def _effects(api: Api, reference: str, day: str | None, console: Console) -> Effects:
    asked = {"policy_version_ref": reference, **({"as_of": day} if day else {})}
    with bar(console, say("Simulating"), None) as tell:
        changes = []
        for done, one in enumerate(api.lines(f"/incentives/v1/exports/policy-effects?{urlencode(asked)}"), 1):
            changes.append(one)
            tell(done)
    return Effects(reference, changes)


def _differences(api: Api, sort: Sort, version: dict[str, Any]) -> Iterator[Difference]:
    policy, reference = sort.policy(version), version[sort.key]
    held = [one for one in sort.held(api, policy.holds_from) if one["name"] == policy.name]
    rule = {name: value for one in held for name, value in numbers(one["rule"])}
    yield Difference(reference, policy.name, "version", held[0]["version"], policy.version)
    for name, value in numbers(policy.rule):
        if rule.get(name) != value:
            yield Difference(reference, policy.name, name, rule.get(name), value)
