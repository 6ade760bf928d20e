"""The README's commands and its subscriber, as they stand there, on a running system.

They run in a folder of their own that has the samples and a `kapok`, which adds the test's home: so a system that
somebody else runs in the project's folder is left alone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu.connection import Connection
from kombu.entity import Exchange, Queue

from cli.paths import SAMPLE
from cli.systems import home
from shared.events.catalogue import contract
from shared.events.envelope import Event, from_message
from tests.comparison import differences
from tests.markdown import ROOT, blocks
from tests.processes import eventually

MARK = "--- block"
REPORT = "report.json"
EXAMPLE_QUEUE, OWN_QUEUE = "example.hours.credited.v1", "test.hours.credited.v1"
KAPOK = """#!/bin/sh
PYTHONPATH={root} exec {python} -m cli.main "$@" --home {home}
"""
CURL = """#!/bin/sh
exec {python} {script} "$@"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the README's commands can be typed."""
    place = tmp_path_factory.mktemp("readme")
    (place / "samples").symlink_to(ROOT / "samples")
    _script(place / "kapok", KAPOK.format(root=ROOT, python=sys.executable, home=place / "home"))
    if shutil.which("curl") is None:
        (place / "bin").mkdir()
        script = Path(__file__).with_name("curl.py")
        _script(place / "bin" / "curl", CURL.format(python=sys.executable, script=script))
    return place


@pytest.fixture(scope="module")
def system(folder: Path) -> Iterator[home.Home]:
    """`./kapok up`, in the background."""
    log = folder / "up.log"
    with log.open("wb") as output:
        up = subprocess.Popen(["./kapok", "up"], cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        try:
            _run(folder, "./kapok status --wait-idle 600 > /dev/null")
            yield home.read(folder / "home")
        finally:
            up.terminate()
            assert up.wait(120) == 0, log.read_text()


@pytest.fixture(scope="module")
def subscriber(folder: Path, system: home.Home) -> Iterator[Path]:
    """The README's subscriber, outside of the project; the file has what it prints."""
    (folder / "subscriber.py").write_text(blocks("README.md", "python")[0], encoding="utf-8")
    printed = folder / "printed.txt"
    environment = {"KAPOK_BROKER_URI": _broker(folder)}
    with printed.open("wb") as output:
        running = subprocess.Popen(
            [sys.executable, "-I", "subscriber.py"],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            eventually(lambda: _exists(system.broker_uri(), EXAMPLE_QUEUE))
            yield printed
        finally:
            running.terminate()
            running.wait(60)


@pytest.fixture(scope="module")
def own_queue(system: home.Home) -> str:
    """A queue of this test's own, bound before anything is imported."""
    with Connection(system.broker_uri()) as connection:
        queue = Queue(OWN_QUEUE, Exchange("hours.events", "topic"), "hours.credited.v1")
        queue(connection.channel()).declare()
    return OWN_QUEUE


@pytest.fixture(scope="module")
def printed_by_blocks(folder: Path, subscriber: Path, own_queue: str) -> list[str]:
    """What each of the README's shell blocks prints; they are typed into one shell, one after the other.

    After the first one, which imports the sample, its report is written for programs too.
    """
    first, *others = blocks("README.md", "bash")
    typed = [f"{first}\n./kapok report --json {REPORT} > /dev/null", *others]
    script = "\n".join(f"echo; echo '{MARK}'\n{block}" for block in typed)
    return _run(folder, script).split(f"\n{MARK}\n")[1:]


def _run(folder: Path, script: str) -> str:
    environment = {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "COLUMNS": "120"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def _script(file: Path, text: str) -> None:
    file.write_text(text)
    file.chmod(0o755)


def _broker(folder: Path) -> str:
    return _run(folder, 'eval "$(./kapok env)"; printf %s "$KAPOK_BROKER_URI"')


def _exists(broker_uri: str, queue: str) -> bool:
    with Connection(broker_uri) as connection:
        try:
            connection.channel().queue_declare(queue, passive=True)
        except connection.channel_errors:
            return False
    return True


def _received(broker_uri: str, queue: str) -> list[Event]:
    """The events in a queue, which stay there."""
    events = []
    with Connection(broker_uri) as connection:
        channel = connection.channel()
        while (message := channel.basic_get(queue)) is not None:
            events.append(from_message(message.headers, message.body))
    return events


def test_every_block_runs(printed_by_blocks: list[str]) -> None:
    """Typed one after the other, each succeeds, and each but the one that only sets variables prints something."""
    silent = [number for number, printed in enumerate(printed_by_blocks) if not printed.strip()]

    assert len(printed_by_blocks) == len(blocks("README.md", "bash"))
    assert silent == [1]


def test_the_season_is_imported_and_shown(printed_by_blocks: list[str]) -> None:
    """With exactly the figures that the README shows of the demo: they are those of the sample."""
    printed = {line.rstrip() for line in printed_by_blocks[0].splitlines()}
    shown = blocks("README.md", "text")[0].splitlines()

    assert [line for line in shown if line not in printed] == []


@pytest.mark.usefixtures("printed_by_blocks")
def test_the_sample_gives_the_expected_report(folder: Path) -> None:
    """Its outcomes, minutes, stars and points are those that stand beside it."""
    expected, found = (json.loads(file.read_text()) for file in (SAMPLE / "expected.json", folder / REPORT))

    assert differences(expected, found) == []


def test_the_answer_is_the_one_that_is_shown(printed_by_blocks: list[str]) -> None:
    """One presence becomes exactly the credited minutes that the README shows."""
    shown = json.loads(blocks("README.md", "json")[0])
    answers = [json.loads(line) for line in printed_by_blocks[2].splitlines() if line]

    assert answers == [{"accepted": 1, "conflicting": 0, "refused": [], "replayed": 0}, shown]


def test_a_batch_takes_the_good_rows(printed_by_blocks: list[str]) -> None:
    """The malformed one comes back with its field."""
    answer = json.loads(printed_by_blocks[3])

    assert answer["accepted"] == 1
    assert [(one["row"], one["field"]) for one in answer["refused"]] == [(3, "checked_in_at")]


def test_a_late_verification_makes_a_star(printed_by_blocks: list[str]) -> None:
    """Four presences and the opening balance: what was held is credited, and it is enough for the first star."""
    verified, entries, standing = [json.loads(line) for line in printed_by_blocks[4].splitlines() if line]

    assert verified["verified"] is True
    assert len(entries) == 5
    assert standing["stars"]["stars"] == 1
    assert sorted(standing["stars"]["entries"]) == sorted(entry["entry"] for entry in entries)


def test_the_feed_goes_on_at_the_cursor(printed_by_blocks: list[str]) -> None:
    """The second page has other events than the first."""
    headers, first, second = printed_by_blocks[5].partition("[{")[0], *_pages(printed_by_blocks[5])

    assert "Kapok-Cursor: " in headers
    assert len(first) == len(second) == 2
    assert not {event["id"] for event in first} & {event["id"] for event in second}


def _pages(printed: str) -> list[list[dict[str, str]]]:
    decoder, pages = json.JSONDecoder(), []
    while (start := printed.find("[{")) >= 0:
        page, end = decoder.raw_decode(printed[start:])
        pages.append(page)
        printed = printed[start + end :]
    return pages


def test_the_roster_of_a_day_is_solved(printed_by_blocks: list[str]) -> None:
    """At least one place is filled, and none of greedy and random fills more."""
    roster = json.loads(printed_by_blocks[6])

    assert 0 < roster["filled"] == len(roster["assignments"])
    assert roster["filled"] >= max(roster["greedy"]["filled"], roster["random"]["filled"])


def test_the_subscriber_receives_every_credited_entry(
    printed_by_blocks: list[str], subscriber: Path, system: home.Home, own_queue: str
) -> None:
    """Each one, once, with the minutes of the ledger; and each is what the catalogue describes."""
    events = _received(system.broker_uri(), own_queue)
    for event in events:
        contract("hours.credited.v1").check_event(event)
    expected = sorted(
        f"{event.id} {event.data['entry']} {event.data['volunteer']} {event.data['minutes']}" for event in events
    )

    eventually(lambda: len(subscriber.read_text().splitlines()) >= len(expected))
    assert sorted(subscriber.read_text().splitlines()) == expected
    assert len({event.data["entry"] for event in events}) == len(events) == _entries(printed_by_blocks)


def _entries(printed: list[str]) -> int:
    """The entries of the ledger: what the report counts, the opening balances, and what the README's blocks add."""
    credited = next(line for line in printed[0].splitlines() if " credited " in f" {line.replace('│', ' ')} ")
    reported = int("".join(character for character in credited if character.isdigit()))
    balances = len((SAMPLE / "opening_balances.csv").read_text().splitlines()) - 1
    return reported + balances + 1 + 4
