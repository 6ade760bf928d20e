"""What the supervisor is told, and how leftovers of a home are found."""

from __future__ import annotations

import configparser
import os
import shlex
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from cli.stack import leftovers, processes, store
from cli.stack.configuration import render
from cli.stack.inheritance import inherited_environment
from cli.stack.program import Program
from cli.stack.rabbitmq_home import assemble
from cli.systems import home


@pytest.fixture
def made(tmp_path: Path) -> home.Home:
    """A home in a folder with an awkward name."""
    return home.settle(home.prepare(tmp_path / "100 % 木棉"))


def test_commands_and_values_survive_the_configuration(made: home.Home) -> None:
    """Blanks and percent signs reach the program as they were."""
    program = Program("x", "data", ("run", "a b", "50%"), made.folder, {"KEY": "k1:a+b/c=", "RATE": "5%"})
    parser = configparser.RawConfigParser()
    parser.read_string(render(made, [program]))
    section = {name: value.replace("%%", "%") for name, value in parser["program:x"].items()}
    section["environment"] = section["environment"].replace("%%", "%")  # the supervisor expands this one twice
    assert shlex.split(section["command"]) == ["run", "a b", "50%"]
    assert section["environment"] == 'KEY="k1:a+b/c=",RATE="5%"'
    assert section["directory"] == str(made.folder)


def test_later_groups_stop_first(made: home.Home) -> None:
    """The services before the store: the supervisor stops by falling priority."""
    parser = configparser.RawConfigParser()
    parser.read_string(render(made, [*store.programs(made), *processes.programs(made)]))
    assert int(parser["group:services"]["priority"]) > int(parser["group:data"]["priority"])
    assert parser["program:api"]["autostart"] == "false"


def test_foreign_variables_do_not_reach_our_programs(made: home.Home) -> None:
    """A broker that the user runs elsewhere must not decide about ours."""
    foreign = {"RABBITMQ_NODENAME": "theirs", "ERL_LIBS": "/x", "PYTHONPATH": "/y", "KAPOK_STORE_URI": "z", "LANG": "C"}
    with mock.patch.dict(os.environ, foreign):
        inherited = inherited_environment(made)
    assert inherited["LANG"] == "C"
    assert inherited["PYTHONPATH"] != "/y"
    assert not {"RABBITMQ_NODENAME", "ERL_LIBS", "KAPOK_STORE_URI"} & set(inherited)


def test_what_bears_the_mark_is_found_and_ended(tmp_path: Path) -> None:
    """A process and its child, though not one of another home; and nothing is left."""
    grandparent = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    mine, other = (
        subprocess.Popen(
            [sys.executable, "-c", grandparent],
            stdin=subprocess.PIPE,
            env={**os.environ, leftovers.MARK: str(tmp_path / name)},
        )
        for name in ("mine", "other")
    )
    try:
        while len(leftovers.find(tmp_path / "mine")) < 2:
            assert mine.poll() is None
        assert leftovers.find(tmp_path / "mine")[0] == mine.pid
        mine.kill()
        mine.wait()
        leftovers.end(tmp_path / "mine", 5)
        assert leftovers.find(tmp_path / "mine") == []
        assert other.poll() is None
    finally:
        leftovers.kill(tmp_path / "other")
        for process in (mine, other):
            process.communicate()


def test_the_broker_sees_only_the_libraries_that_it_needs(tmp_path: Path) -> None:
    """rabbit and its management with all they depend on, linked from the installed package."""
    assemble(tmp_path / "program")
    names = {entry.name.rpartition("-")[0] for entry in (tmp_path / "program" / "plugins").iterdir()}
    assert {"rabbit", "rabbit_common", "ra", "rabbitmq_management", "rabbitmq_management_agent", "cowboy"} <= names
    assert not {"rabbitmq_mqtt", "rabbitmq_shovel"} & names
    assert (tmp_path / "program" / "sbin" / "rabbitmq-server").exists()
