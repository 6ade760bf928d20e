"""What an import tells: what was understood, what was rejected, refused and left, and why."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from cli.importing.files import RefusedFile, Source
from cli.importing.sending import SHOWN, Reject, Tally
from cli.terminal.language import say
from cli.terminal.tables import table

NAMED = 3
"""So many files of rejected rows are named one by one."""


def show_understood(source: Source, tally: Tally, console: Console) -> None:
    """How a file was read, and which values were read as others; nothing of a file that is plain."""
    notes = list(source.notes)
    for (field, meaning), count in sorted(tally.understood.items()):
        notes.append(f"understood {count:,} {'value' if count == 1 else 'values'} of {field}: {meaning}")
    for note in notes:
        _print(f"{source.name}: {say(note)}", console)


def show_rejects(tallies: Sequence[Tally], files: Sequence[Path], console: Console) -> None:
    """The first rejected rows of each file; the files have all of them."""
    rejected = sum(tally.rejected for tally in tallies)
    if not rejected:
        return
    rows = table(say("Rejected rows"), say("file"), f"{say('row')}:", say("reference"), say("field"), say("reason"))
    shown = _some_of_each([tally.rejects for tally in tallies])
    for reject in shown:
        rows.add_row(reject.file, str(reject.row), reject.reference, reject.field, reject.reason)
    console.print(rows)
    names, more = _names(files), rejected - len(shown)
    where = f"{more:,} more, and all of them in {names}" if more else f"All of them are in {names}"
    console.print(say(where), soft_wrap=True)


def show_refused(refused: Sequence[RefusedFile], console: Console) -> None:
    """The files that were refused whole, and why."""
    for entry in refused:
        _print(f"{say('refused')}: {entry.path}: {say(entry.reason)}", console, style="bold")


def show_left(left: Mapping[str, Sequence[Path]], console: Console) -> None:
    """What of the folders was not taken, a line for each reason."""
    for reason, entries in left.items():
        _print(f"{say('not taken')}: {', '.join(entry.name for entry in entries)}: {say(reason)}", console)


def _some_of_each(rejects: Sequence[Sequence[Reject]]) -> list[Reject]:
    """So many of all as are shown, taken in turn, so that no file's many hide another's few."""
    in_turn = (one for turn in itertools.zip_longest(*rejects) for one in turn if one is not None)
    taken = Counter(one.file for one in itertools.islice(in_turn, SHOWN))
    return [one for some in rejects for one in some[: taken[some[0].file] if some else 0]]


def _names(files: Sequence[Path]) -> str:
    """The files, or where there are many the pattern that they share and no others have."""
    if len(files) <= NAMED:
        return ", ".join(map(str, files))
    begin, _, _ = files[0].stem.rpartition(".")
    return str(files[0].with_name(f"{begin}.*{files[0].suffix}"))


def _print(text: str, console: Console, style: str | None = None) -> None:
    console.print(text, style=style, soft_wrap=True, highlight=False, markup=False)
