"""What is shown of new versions of policies: what is wrong with them, what they change, and for whom."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console

from cli.terminal.errors import CommandError
from cli.terminal.language import language, say
from cli.terminal.tables import table
from shared.languages import in_words

COLUMNS = ("policy_version_ref", "volunteer", "what", "before", "after")


class Effects(Protocol):
    """Whom a version gives more, and whom less."""

    @property
    def reference(self) -> str:
        """The version's."""

    @property
    def changes(self) -> list[dict[str, Any]]:
        """Of whom what, before and after."""


def show_faults(found: Sequence[Any], console: Console) -> None:
    """A line for each."""
    if not found:
        console.print(say("Nothing is wrong with these versions; `./kapok policy diff` shows what they say otherwise"))
        return
    shown = table(say("Versions of policies"), f"{say('row')}:", say("reference"), say("field"), say("reason"))
    for one in found:
        shown.add_row(str(one.row), one.reference, one.fault.field, in_words(one.fault.reason, language()))
    console.print(shown)


def show_proposed(references: Iterable[str], console: Console) -> None:
    """What waits for a second person."""
    for one in references:
        console.print(f"{one}: {say('proposed; a second person adopts it: `./kapok policy adopt`')}")


def show_adopted(found: Iterable[Any], console: Console) -> None:
    """A line for each version that holds now or later."""
    names = ("reference", "version", "first day", "proposed by", "adopted by")
    shown = table(say("Versions of policies"), *map(say, names))
    for one in found:
        shown.add_row(*map(str, one))
    console.print(shown)


def show_differences(found: Iterable[Any], console: Console) -> None:
    """A line for each number that is another."""
    shown = table(say("Versions of policies"), *map(say, ("reference", "policy", "number", "before", "after")))
    for one in found:
        shown.add_row(one.reference, one.policy, one.number, _text(one.before), _text(one.after))
    console.print(shown)


def show_effects(found: Sequence[Effects], console: Console) -> None:
    """A line for each version and step: how many gain, how many lose."""
    names = ("reference", "what", "before", "after", "volunteers")
    shown = table(say("Who would gain and who would lose"), *map(say, names[:-1]), f"{say(names[-1])}:")
    for effects in found:
        steps = Counter((one["what"], one["before"], one["after"]) for one in effects.changes)
        for (what, before, after), count in sorted(steps.items()):
            shown.add_row(effects.reference, what, str(before), str(after), f"{count:,}")
        if not steps:
            shown.add_row(effects.reference, say("nothing"), "", "", "0")
    console.print(shown)
    for effects in found:
        gain, lose = (len({one["volunteer"] for one in effects.changes if _rises(one) is up}) for up in (True, False))
        console.print(f"{effects.reference}: {gain:,} {say('gain')}, {lose:,} {say('lose')}")


def write_list(found: Iterable[Effects], file: Path) -> None:
    """Everybody who gains or loses, by number.

    Raises:
        CommandError: the file cannot be written.
    """
    try:
        with file.open("w", encoding="utf-8-sig", newline="") as lines:
            writer = csv.DictWriter(lines, COLUMNS, extrasaction="ignore")
            writer.writeheader()
            for effects in found:
                writer.writerows({**one, COLUMNS[0]: effects.reference} for one in effects.changes)
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}") from error


def _rises(change: dict[str, Any]) -> bool:
    return bool(change["after"] > change["before"])


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
