"""The commands of a guide are found as a reader finds them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.containers.guide import Step, run, steps

TEXT = """# Guide
words
## Start
```sh
one
two  # with a remark
```
```console
not this
```
```text
# not a heading
```
## Stop
more words
```sh
three
```
"""


def test_blocks_of_commands_come_in_order_with_their_headings() -> None:
    """Those of other languages are left out, and what is in them is no heading."""
    assert list(steps(TEXT)) == [Step("Start", "one\ntwo  # with a remark\n"), Step("Stop", "three\n")]


def test_a_step_prints_what_its_commands_print(tmp_path: Path) -> None:
    """They see the folder and the environment that they are given."""
    (tmp_path / "here").touch()

    assert run(Step("Try", 'ls\necho "$WORD"\n'), tmp_path, {"WORD": "heard"}) == "here\nheard\n"


@pytest.mark.parametrize("commands", ["false\necho on", "false | cat\necho on", 'echo "$NO_SUCH_WORD"'])
def test_a_step_stops_at_what_fails(tmp_path: Path, commands: str) -> None:
    """In the middle, inside of a pipe, or for a variable that there is not; the heading says where."""
    with pytest.raises(AssertionError, match="Try"):
        run(Step("Try", commands), tmp_path, {})
