"""`./kapok dead-letters`, `replay`, `rebuild` and `rekey` on a running system."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from amqp import Message
from click.testing import CliRunner
from kombu.connection import Connection

from cli import main
from cli.stack.waiting import wait_until
from cli.systems import home
from tests.commands import System, kapok, run
from tests.faults.corner import QUEUE, attendance
from tests.integration.letters import taken

PHONE = "13800138000"


@pytest.fixture(scope="module")
def broker_uri(system: System) -> str:
    """Where the system's broker is."""
    return home.read(system.home).broker_uri()


@pytest.fixture
def letter(system: System, broker_uri: str) -> Iterator[str]:
    """The id of a letter whose event is against its contract; none is left afterwards."""
    event = attendance(1)
    body = event.body().replace(b'"qr"', f'"{PHONE}","phone":"{PHONE}"'.encode()).replace(b'"a-1"', b"null")
    with Connection(broker_uri, transport_options={"confirm_publish": True}) as connection:
        message = Message(body, application_headers=event.headers(), delivery_mode=2)
        connection.channel().basic_publish(message, routing_key=QUEUE)
    assert wait_until(lambda: listed(system)["count"] == 1, 60)
    yield str(listed(system)["letters"][0]["id"])
    kapok("dead-letters", "drop", "--all", "--yes", "--home", system.home)


def listed(system: System, *options: str) -> Any:
    """What the list says to programs."""
    return json.loads(kapok("dead-letters", "list", "--home", system.home, "--json", *options))


def test_a_letters_life(system: System, letter: str) -> None:
    """Listed, shown without what is a person's, sent again, listed as the same one, dropped."""
    where = ("--home", system.home)
    (found,) = listed(system, "--service", "hours", "--type", "attendance.logged.v1")["letters"]
    assert ("hours", QUEUE, "a-1", 1) == tuple(found[name] for name in ("service", "queue", "subject", "failures"))
    assert letter[:10] in kapok("dead-letters", "list", *where)
    shown = kapok("dead-letters", "show", letter[:6], *where)
    assert all(word in shown for word in ("ContractViolation", "shift-1", "<text, 11 characters>", letter))
    assert PHONE not in shown
    sent = kapok("dead-letters", "replay", letter[:6], *where)
    assert f"sent again: 1 of {QUEUE}" in sent
    assert wait_until(lambda: listed(system)["count"] == 1 and system.status()["idle"], 60)
    (again,) = listed(system)["letters"]
    assert letter == again["id"]
    asked = run("dead-letters", "drop", letter, *where)
    assert (1, "Aborted!") == (asked.returncode, asked.stderr.strip().splitlines()[-1])
    assert f"dropped: 1 of {QUEUE}" in kapok("dead-letters", "drop", letter, "--yes", *where)
    assert listed(system) == {"letters": [], "next": None, "count": 0}


def test_pages_go_on_from_one_service_to_the_next(system: System, broker_uri: str) -> None:
    """Two letters a page: together they are the list, each once."""
    queues = [QUEUE] * 3 + ["incentives.hours.credited.v1"] * 2
    with Connection(broker_uri, transport_options={"confirm_publish": True}) as connection:
        channel = connection.channel()
        for number, queue in enumerate(queues):
            message = Message(b"no JSON", application_headers=attendance(number).headers(), delivery_mode=2)
            channel.basic_publish(message, routing_key=queue)
    assert wait_until(lambda: listed(system)["count"] == len(queues), 60)
    pages = [listed(system, "--limit", "2")]
    while pages[-1]["next"]:
        pages.append(listed(system, "--limit", "2", "--after", pages[-1]["next"]))
    assert [len(page["letters"]) for page in pages] == [2, 2, 1]
    assert [one for page in pages for one in page["letters"]] == listed(system)["letters"]
    dropped = kapok("dead-letters", "drop", "--all", "--yes", "--home", system.home)
    assert {f"dropped: 3 of {QUEUE}", f"dropped: 2 of {queues[-1]}"} == set(dropped.strip().splitlines())


def test_history_reaches_a_queue_of_ones_own(system: System, broker_uri: str, tmp_path: Path) -> None:
    """All events of the type, and nobody else gets them; then the listener's copy is compared with the same events."""
    file = tmp_path / "organisations.csv"
    rows = [f"repairs-{number},陈家祠志愿队,service_team,440100," for number in range(3)]
    file.write_text("organisation_ref,name,kind,region_code,parent_ref\n" + "\n".join(rows) + "\n", encoding="utf-8")
    kapok("import", "--home", system.home, file)
    kapok("status", "--home", system.home, "--wait-idle", "600")
    with Connection(broker_uri) as connection:
        connection.channel().queue_declare("repairs.own", durable=True)
    where = ("--type", "organisation.registered.v1", "--home", system.home)
    said = kapok("replay", "registry", "--to", "repairs.own", *where)
    subjects = [message.headers["cloudEvents:subject"] for message in taken(broker_uri, "repairs.own")]
    assert {f"repairs-{number}" for number in range(3)} <= set(subjects)
    assert f"{len(subjects):,} events were sent" in said
    rebuilt = kapok("rebuild", "projects", "--yes", "--home", system.home)
    assert re.search(rf"organisations +│ +{len(subjects)} │ +{len(subjects)} │ +0 ", rebuilt), rebuilt


def test_a_rekeying_says_which_keys_are_in_use(system: System) -> None:
    """Where nothing was changed there is nothing to do, in whatever collection."""
    said = kapok("rekey", "--yes", "--home", system.home)
    assert "nothing was to do" in said
    assert re.search(r"KAPOK_HOURS_KEYS: \w+ in use", said), said
    assert "KAPOK_HASH_FORMS: h1 in use" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("dead-letters", "show", "abcd"), "there is no dead letter abcd"),
        (("dead-letters", "replay", "xyz!"), "is no id of a dead letter"),
        (
            ("replay", "hours", "--to", "projects"),
            "projects hears nothing of hours; it hears matching, projects, registry",
        ),
        (("replay", "hours", "--to", "nobody"), "neither a service"),
        (
            ("replay", "hours", "--to", "incentives", "--type", "hours.held.v1"),
            "incentives does not hear hours.held.v1",
        ),
        (("replay", "hours", "--to", QUEUE), "is a queue of hours: use --to hours --type attendance.logged.v1"),
        (("replay", "hours", "--to", "matching", "--from", "1000000"), "the log of hours ends at position"),
    ],
)
def test_what_makes_no_sense_is_told(system: System, words: tuple[str, ...], said: str) -> None:
    """In one line, with what would make sense."""
    with mock.patch.dict(os.environ):
        refused = CliRunner().invoke(main.kapok, [*words, "--home", str(system.home)])
    assert (refused.exit_code, said in refused.stderr) == (1, True), refused.stderr
    assert refused.stderr.count("\n") == 1
