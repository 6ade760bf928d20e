"""A verification of a system's ledger, and how what it finds is told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import orjson

from cli.systems.system import System
from cli.talking.client import settings_of
from cli.terminal.errors import CommandError
from cli.terminal.language import say
from services.hours.seals import repository
from services.hours.seals.findings import Finding, print_of
from services.hours.seals.verification import Verification
from shared.observability import logs
from shared.seals import seal_of
from shared.store.client import connect, database_of

Bar = Callable[[str, int | None], AbstractContextManager[Callable[[int], None]]]
SENTENCES = {
    ("changed", True): "entry {entry} was changed after seal {number} sealed it",
    ("removed", True): "entry {entry} was removed after seal {number} sealed it",
    ("moved", True): "entry {entry} of seal {number} stands in another place than when it was sealed",
    ("changed", False): "entry {entry} was changed after it was credited; it had no seal yet",
    ("removed", False): "entry {entry} was removed after it was credited; it had no seal yet",
    ("added", False): "entry {entry} was added by hand: no seal has it, and nothing was told of it",
    ("missing", True): "seal {number} is missing",
    ("unchained", True): "seal {number} does not follow on the one before",
    ("unsigned", True): "seal {number} is not signed by a key of the ledger",
    ("unfit", True): "seal {number} does not fit the entries that it sealed: the one or the others were changed",
    ("bare", True): "the entries of seal {number} are not stored beside it any more",
    ("other", True): "seal {number} is another one than was published",
    ("gone", True): "seal {number} was published and is not there any more",
}
"""What is told of each finding, with and without a seal."""


def sentence(finding: Finding) -> str:
    """What is told of a finding, in the language of the locale."""
    form = SENTENCES[finding.what, finding.seal is not None]
    return say(form.format(entry=finding.entry, number=finding.seal))


def read_published(file: Path) -> dict[int, bytes]:
    """The seals of a file that was published, one JSON object a line, by number.

    Raises:
        CommandError: it holds something else.
    """
    found: dict[int, bytes] = {}
    try:
        with file.open("rb") as lines:
            for line in filter(bytes.strip, lines):
                seal = seal_of(orjson.loads(line))
                found[seal.number] = print_of(seal)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise CommandError(f"{file} is no list of seals, one JSON object a line") from None
    if not found:
        raise CommandError(f"there is no seal in {file}")
    return found


def verify(system: System, published: dict[int, bytes], bar: Bar, tell: Callable[[Finding], None]) -> Verification:
    """Verify the ledger of a system; what is found is told as it is found."""
    settings = settings_of(system)
    logs.configure("WARNING")
    with connect(settings) as client:
        database = database_of(client, settings, "hours")
        last = repository.last(database)
        verification = Verification(database)
        with bar(say("entries"), last["size"] if last else 0) as told:
            for finding in verification.findings(published, told):
                tell(finding)
    return verification
