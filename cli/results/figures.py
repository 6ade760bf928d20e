"""Figures of the plan as of a day: what the services keep of them, together, and beside the targets."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from cli.talking.api import Api
from shared.regions import city_codes
from shared.rules.places import PROVINCE

SCOPES = ("registry:figures", "projects:figures", "hours:figures")
SERVICES = ("registry", "projects", "hours")
PLANNED_PAIRINGS = ("disabled_youth", "disability_institution")
"""Whom the plan wants to be paired, all of them."""
BACKBONE = 1_000
"""How many backbone volunteers the plan wants trained."""
Found = Mapping[str, Any]


class Figures(NamedTuple):
    """All figures as of a day in China."""

    day: str
    found: dict[str, Any]


class Target(NamedTuple):
    """A target of the plan, and where the network stands; None where nothing is known of it."""

    name: str
    goal: str
    now: str
    reached: Fraction | None


def fetch(api: Api, as_of: str | None) -> Figures:
    """All figures as of a day in China, by default today."""
    asked = f"?as_of={as_of}" if as_of else ""
    told = {name: found for one in SERVICES for name, found in api.get(f"/{one}/v1/figures{asked}").items()}
    day = told.pop("as_of")
    return Figures(day, told)


def targets(found: Found) -> list[Target]:
    """The plan's targets beside what is."""
    in_term = sum(state == "in_term" for state in found["federations"].values())
    whole = len(city_codes())
    coverage, members, trained = found["coverage"], found["members"], found["backbone"]["all"]
    return [
        Target("federations in term", f"{whole} / {whole}", f"{in_term} / {whole}", Fraction(in_term, whole)),
        _share("volunteers registered", Fraction(9, 10), coverage["volunteers"].get(PROVINCE)),
        _share("organisations registered", Fraction(9, 10), coverage["organisations"].get(PROVINCE)),
        *(
            [_share("projects registered", Fraction(9, 10), coverage["projects"].get(PROVINCE))]
            if "projects" in coverage
            else []
        ),
        _share("league members who are volunteers", Fraction(4, 10), members["league_members"].get(PROVINCE)),
        _share("pairings", Fraction(1), _paired(found["pairing_coverage"])),
        Target("pairings without a visit in so long", "0", f"{_overdue(found['visits_overdue']):,}", None),
        Target("balance of lessons", "1", found["lessons"]["balance"], Fraction(found["lessons"]["balance"])),
        Target("backbone volunteers trained", f"{BACKBONE:,}", f"{trained:,}", Fraction(trained, BACKBONE)),
    ]


def knows_populations(found: Found) -> bool:
    """Whether anything is known of how many there are in all."""
    return any(found["coverage"].values())


def percent(share: Fraction | str | None) -> str:
    """A share in whole percents; a dash where it is unknown."""
    return "-" if share is None else f"{float(Fraction(share)):.0%}".replace("%", " %")


def _paired(coverage: Found) -> list[Any] | None:
    """Of those of the province whom the plan wants paired those that are, all, and the share."""
    found = [coverage[kind][PROVINCE] for kind in PLANNED_PAIRINGS if kind in coverage]
    paired, known = (sum(one[at] for one in found) for at in (0, 1))
    return [paired, known, Fraction(paired, known)] if known else None


def _overdue(found: Any) -> int:
    """How many there are: figures count them by city, a report names them."""
    return len(found) if isinstance(found, list) else sum(found.values())


def _share(name: str, goal: Fraction, found: list[Any] | None) -> Target:
    if not found:
        return Target(name, percent(goal), "of how many is unknown", None)
    registered, known, share = found
    return Target(
        name, percent(goal), f"{registered:,} / {known:,}: {percent(share)}", Fraction(registered, known) / goal
    )
