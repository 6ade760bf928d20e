"""`kapok test`: the checks and the tests, level by level."""

from __future__ import annotations

import sys

import click

LEVELS = ("checks", "unit", "contract", "integration", "system", "faults")
BY_NAME_ONLY = ("containers",)
"""Levels that run only when they are asked for: they need a Docker engine, and minutes."""


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[LEVEL]... [-- PYTEST_OPTION...]")
def test(arguments: tuple[str, ...]) -> None:
    """Run the tests: all levels, or the named ones.

    The levels: checks (formatting, lint, types, import walls), unit, contract, integration, system, faults; and
    containers, only when it is named, since it needs a Docker engine and minutes. What follows -- goes to pytest. When
    all others run, the branch coverage of shared/, runner/ and the services' domains is measured and must be at least
    95 %.
    """
    from cli.project import checks, testing

    levels, options = split(arguments)
    wanted = [level for level in (*LEVELS, *BY_NAME_ONLY) if level in levels] or list(LEVELS)
    failed = ["checks"] if "checks" in wanted and not checks.run(click.echo) else []
    folders = [level for level in wanted if level != "checks" and level not in BY_NAME_ONLY]
    covered = wanted == list(LEVELS) and not options
    if folders and not (testing.run_covered(folders, click.echo) if covered else testing.run(folders, options)):
        failed.append("tests")
    if set(wanted) & set(BY_NAME_ONLY) and not testing.run_beside_an_engine(BY_NAME_ONLY, options):
        failed.append("containers")
    if failed:
        click.echo(f"failed: {' and '.join(failed)}", err=True)
        sys.exit(1)


def split(arguments: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The levels, and the options for pytest.

    Raises:
        UsageError: a level that there is not.
    """
    levels: list[str] = []
    for number, word in enumerate(arguments):
        if word.startswith("-"):
            return levels, list(arguments[number:])
        if word not in (*LEVELS, *BY_NAME_ONLY):
            raise click.UsageError(f"there is no level {word!r}; there are {', '.join((*LEVELS, *BY_NAME_ONLY))}")
        levels.append(word)
    return levels, []
