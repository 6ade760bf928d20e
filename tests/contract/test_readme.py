"""The documents tell the truth as far as can be seen without running anything; tests/system runs their commands."""

from __future__ import annotations

import json
import re
import shlex

import click
import pytest

from cli.main import kapok
from shared.config import SERVICES
from shared.events.catalogue import CATALOGUE, heard_by, published_by
from tests.markdown import READMES, ROOT, blocks, first_cells, links, text
from tests.variables import known

DOCUMENTS = sorted(
    str(path.relative_to(ROOT))
    for folder in (".", "docs", "docs/adr", "samples", *(f"services/{service}" for service in SERVICES))
    for path in (ROOT / folder).glob("*.md")
)
TYPE = re.compile(r"`([a-z]+\.[a-z_]+\.v\d+)`")

every_readme = pytest.mark.parametrize("name", READMES)
every_service = pytest.mark.parametrize("service", SERVICES)


def test_both_languages_have_the_same_code() -> None:
    """Command by command: who copies from either gets the same."""
    assert blocks("README.md") == blocks("README.zh-CN.md")


def test_both_languages_have_the_same_parts() -> None:
    """Equally complete: headings, table rows and list items in the same order."""
    shapes = [re.findall(r"^(#+|\||-|\d\.) ", text(name), re.MULTILINE) for name in READMES]

    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    """Every file that a document names in a link is there."""
    folder = (ROOT / name).parent

    assert [target for target in links(name) if not (folder / target).exists()] == []


@every_readme
def test_every_command_is_in_the_table(name: str) -> None:
    """And nothing else is."""
    shown = set(re.findall(r"^\| `\./kapok ([\w-]+)[^|]*\| [^`{]", text(name), re.MULTILINE))

    assert shown == set(kapok.list_commands(click.Context(kapok)))


def test_commands_that_are_shown_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of blocks that no test runs: each option is known, and each folder is there."""
    monkeypatch.chdir(ROOT)
    typed = [line for block in blocks("README.md", "console") for line in block.splitlines()]
    context = click.Context(kapok)
    for line in typed:
        name, command, arguments = kapok.resolve_command(context, shlex.split(line, comments=True)[1:])
        assert command is not None
        command.make_context(name, arguments, context)
    assert any("samples/province_year" in line for line in typed)


@every_readme
def test_every_variable_is_in_the_table(name: str) -> None:
    """What shared/config.py reads, no more and no less."""
    shown = [one for cell in first_cells(name) for one in re.findall(r"`(KAPOK_[A-Z_]+)`", cell)]

    assert sorted(shown) == sorted(known())


@every_readme
def test_the_events_of_a_readme_are_in_the_catalogue(name: str) -> None:
    """No event is promised that nobody publishes."""
    assert set(TYPE.findall(text(name))) <= set(CATALOGUE)


@every_service
def test_a_services_readme_names_its_events(service: str) -> None:
    """All that it publishes and hears, and no other."""
    own = {one.type for one in (*published_by(service), *heard_by(service))}

    assert set(TYPE.findall(text(f"services/{service}/README.md"))) == own


def test_every_decision_is_in_the_index() -> None:
    """Each page by its number."""
    pages = {path.name for path in (ROOT / "docs" / "adr").glob("[0-9]*.md")}

    assert set(links("docs/adr/README.md")) == pages


@every_readme
def test_answers_that_are_shown_are_json(name: str) -> None:
    """So that they can be compared with the real ones."""
    assert [json.loads(block) for block in blocks(name, "json")]
