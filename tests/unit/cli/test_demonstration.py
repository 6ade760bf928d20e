"""What a demo names at its end."""

from __future__ import annotations

from cli.demonstration import next_steps
from cli.results.figures import Figures


def test_a_season_can_be_looked_at_again() -> None:
    """It has no figures of the plan."""
    assert ["`./kapok up --home h` runs this system again, for `report`, `roster` and the API."] == next_steps(
        " --home h", None
    )


def test_a_year_has_figures_too() -> None:
    """Of the demo's system, and of the day that was shown."""
    _, figures = next_steps(" --home h", Figures("2018-12-31", {}))

    assert figures.startswith("`./kapok figures --home h --as-of 2018-12-31` ")
