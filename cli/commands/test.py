"""`kapok test`: the checks and the tests, level by level."""

from __future__ import annotations

import sys

import click

LEVELS = ("checks", "unit", "contract", "integration", "system", "faults")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[LEVEL]... [-- PYTEST_OPTION...]")
def test(arguments: tuple[str, ...]) -> None:
    """Run the tests: all levels, or the named ones.

    The levels: checks (formatting, lint, types, import walls), unit, contract, integration, system, faults. What
    follows -- goes to pytest. When all levels run, the branch coverage of shared/ and of the services' domains is
    measured and must be at least 95 %.
    """
    from cli import checks, testing

    levels, options = split(arguments)
    wanted = [level for level in LEVELS if level in levels] or list(LEVELS)
    failed = ["checks"] if "checks" in wanted and not checks.run(click.echo) else []
    folders = [level for level in wanted if level != "checks"]
    covered = wanted == list(LEVELS) and not options
    if folders and not (testing.run_covered(folders, click.echo) if covered else testing.run(folders, options)):
        failed.append("tests")
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
        if word not in LEVELS:
            raise click.UsageError(f"there is no level {word!r}; there are {', '.join(LEVELS)}")
        levels.append(word)
    return levels, []
