"""Versions of policies in a file are proposed by one person and adopted by another (docs/adr/0057)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from cli.policies.sorts import Sort, sort_of, versions_of
from cli.talking.api import Api
from cli.terminal.errors import CommandError

SCOPES = ("incentives:read", "incentives:decide", "matching:read", "matching:decide")


class Adopted(NamedTuple):
    """A version that holds from its first day on, and the two persons."""

    reference: str
    version: int
    holds_from: str
    proposed_by: str
    adopted_by: str


def adopt(api: Api, file: Path) -> list[Adopted]:
    """Adopt the proposed versions of a file, in its order; one that is adopted already stays so.

    What is adopted is what the file says: whoever looked at it adopts nothing that was proposed otherwise.

    Raises:
        CommandError: one was not proposed as it stands there, and none is adopted; or who asks cannot adopt it, and
            those before it are.
    """
    sort, source = sort_of(api, file)
    found = [(version, _seen(api, sort, version)) for version in versions_of(sort, source)]
    return [_adopted(api, sort, version, etag) for version, etag in found]


def _seen(api: Api, sort: Sort, version: dict[str, Any]) -> str:
    """The state of a version that was proposed as the file says it."""
    shown, etag = api.record(_path(sort, version))
    wrong = [name for name, value in version.items() if name != sort.key and shown.get(name) != value]
    if wrong:
        said = "; ".join(f"{name}: {shown.get(name)} ≠ {version[name]}" for name in wrong)
        raise CommandError(f"{version[sort.key]}: what was proposed is not what the file says: {said}")
    return etag


def _adopted(api: Api, sort: Sort, version: dict[str, Any], etag: str) -> Adopted:
    path = _path(sort, version)
    shown, _ = api.record(path)
    if shown["outcome"] != "accepted":
        shown = api.put(f"{path}/adoption", {}, etag)
    told = (str(shown[name]) for name in ("holds_from", "proposed_by", "adopted_by"))
    return Adopted(version[sort.key], shown["version"], *told)


def _path(sort: Sort, version: dict[str, Any]) -> str:
    return f"{sort.kind.path}/{version[sort.key]}"
