"""The twelve programmes of the plan, each a configured kind of project: data, so that a new one is a row. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shared.rules.places import PROVINCE
from shared.rules.policies import EVER, Policy

MARCH, DECEMBER = 3, 12
EVERYBODY = ("residents", "disabled", "migrant_children", "elderly", "youth_at_risk", "travellers")
SERVED = ("minutes", "volunteers", "organisations", "by_target_group")
"""What is counted of the shifts of every programme."""


@dataclass(frozen=True)
class Programme(Policy):
    """A programme, as it holds in a region from a day on.

    Attributes:
        programme: its word in projects.csv.
        paragraph: of the plan.
        stages: those of its projects, in their order. (no source)
        required: what a draft says before it is published, beyond what every project says. (no source)
        groups: for whom its projects are. (no source)
        month: the month in which all of a project lies; None where it may lie anywhere.
        figures: what is counted of it.
    """

    programme: str
    paragraph: int
    stages: tuple[str, ...]
    required: tuple[str, ...]
    groups: tuple[str, ...]
    figures: tuple[str, ...]
    month: int | None = None

    @property
    def rule(self) -> dict[str, Any]:
        """What it says, without a season where it has none."""
        return {name: value for name, value in super().rule.items() if value is not None}


def _programme(
    word: str,
    paragraph: int,
    stages: tuple[str, ...],
    *,
    required: tuple[str, ...] = ("summary",),
    groups: tuple[str, ...] = EVERYBODY,
    figures: tuple[str, ...] = (),
    month: int | None = None,
) -> Programme:
    return Programme(
        f"programmes/{word}", PROVINCE, EVER, 1, word, paragraph, stages, required, groups, (*SERVED, *figures), month
    )


# Paragraphs, seasons and whom a programme is for: Guangdong's work plan for volunteer service of 2015.
PLAN = (
    _programme(
        "warm_winter",
        17,
        ("recruiting", "training", "serving", "reviewing"),
        groups=("travellers", "residents", "elderly", "disabled", "migrant_children"),
        figures=("no_shows",),
    ),
    _programme("action_month", 14, ("preparing", "serving", "reviewing"), required=("theme", "summary"), month=MARCH),
    _programme(
        "sunshine",
        8,
        ("pairing", "serving", "reviewing"),
        groups=("disabled",),
        figures=("pairing_coverage", "visits_overdue"),
    ),
    _programme(
        "sunrise",
        9,
        ("pairing", "serving", "reviewing"),
        groups=("migrant_children",),
        figures=("pairing_coverage", "visits_overdue", "lessons"),
    ),
    _programme(
        "culture_festival",
        15,
        ("calling", "judging", "showing"),
        required=("theme", "summary"),
        figures=("works_ranked",),
        month=DECEMBER,
    ),
    _programme(
        "mountain_plan", 16, ("selecting", "training", "serving", "reviewing"), figures=("placements_allowance_fen",)
    ),
    _programme(
        "western_plan", 16, ("selecting", "training", "serving", "reviewing"), figures=("placements_allowance_fen",)
    ),
    _programme("hk_macao", 13, ("recruiting", "training", "serving", "reviewing"), figures=("joint_shifts",)),
    _programme(
        "international", 12, ("selecting", "training", "serving", "reviewing"), figures=("placements_allowance_fen",)
    ),
    _programme("training", 11, ("enrolling", "teaching", "examining"), figures=("backbone",)),
    _programme("alliance", 10, ("recruiting", "serving", "reviewing"), figures=("pairing_coverage", "visits_overdue")),
    _programme("community", 1, ("recruiting", "serving", "reviewing"), figures=("stations_open",)),
)
STAGES = tuple(dict.fromkeys(stage for one in PLAN for stage in one.stages))
PROGRAMMES = tuple(one.programme for one in PLAN)
