"""Which files are taken: those that are named, and of a folder all that may be a season's; none is passed over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cli.importing.kinds import KINDS, kind_of
from cli.importing.tables import SUFFIXES, rejected_kind

OTHER = "no file of rows"
REJECTS = "rejected rows; mend them, then name the file itself"
LOCKS = ("~$", ".")
"""How the names begin of what a spreadsheet or a system keeps beside files."""


@dataclass
class Found:
    """What is to be imported, and what of the folders is not, by its reason."""

    files: list[Path] = field(default_factory=list)
    left: dict[str, list[Path]] = field(default_factory=dict)


def find(paths: Iterable[Path]) -> Found:
    """The files that are named, and those of a folder in the order of KINDS."""
    found = Found()
    for path in paths:
        if path.is_dir():
            _look_into(path, found)
        else:
            found.files.append(path)
    found.files = list(dict.fromkeys(found.files))
    return found


def _look_into(folder: Path, found: Found) -> None:
    order = list(KINDS.values())
    taken = []
    for entry in sorted(folder.iterdir()):
        reason = _reason_to_leave(entry)
        if reason:
            found.left.setdefault(reason, []).append(entry)
        else:
            kind = kind_of(entry.name)
            taken.append((order.index(kind) if kind else len(order), entry))
    found.files += [entry for _, entry in sorted(taken)]


def _reason_to_leave(entry: Path) -> str | None:
    """Why an entry of a folder is left; a table under a name that nobody knows is not, so that it is refused."""
    if not entry.is_file() or entry.name.startswith(LOCKS):
        return OTHER
    if kind_of(entry.name):
        return None
    if entry.suffix.lower() not in SUFFIXES:
        return OTHER
    return REJECTS if rejected_kind(entry) else None
