"""What the network's other files came to: the outcome of every row, file by file, and the rows not taken in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cli.results import figures
from cli.results.figures import Figures
from cli.results.rows import Refusals, seen_by
from cli.talking.api import Api
from shared.intake.rows import INVALID

EXPORTS = ("registry:export", "projects:export", "incentives:export", "matching:export")
SCOPES = (*EXPORTS, *figures.SCOPES, "registry:personal")
PURPOSE = "the report of an import"
"""The metres of the best allocation tell where offers are."""
SERVICES = ("registry", "projects", "incentives", "matching")
"""Who decides on rows whose outcome is told here."""
SEASON = {
    "organisations",
    "volunteers",
    "sites",
    "posts",
    "shifts",
    "availability",
    "opening_balances",
    "attendance",
}
"""The files of a season: with these alone, the report is a season's."""
WITH_OUTCOMES = (
    "organisations",
    "terms",
    "merges",
    "transfers",
    "affiliations",
    "licences",
    "insurance",
    "consents",
    "projects",
    "stations",
    "posts",
    "shifts",
    "enrolments",
    "placements",
    "sign_up_actions",
    "works",
    "work_scores",
    "fund_entries",
    "needs",
    "offers",
    "beneficiaries",
    "pairings",
    "visits",
    "partner_reports",
    "nominations",
    "award_scores",
)
"""The files whose rows' outcomes are told one by one."""
RESOURCES = {"needs", "offers"}

Ranked = dict[str, dict[str, list[list[str]]]]
"""By call and category the works in the order of their ranks, each with its result."""


@dataclass(frozen=True)
class Network:
    """What there is beside a season.

    Attributes:
        outcomes: of every row, by file and reference.
        figures: as of the day; None where they were not asked for.
        ranked: the works that have a rank.
        allocation: of the best one of the day, over all needs and offers; empty where there are none.
        funds: by reference what each had at the end of the day, and its small donations.
        means: by nomination the mean of its scores, of those that have one.
        benefits: by volunteer and benefit what each is on the day, without those that are none.
        overdue: the pairings that lack a visit on the day; figures only count them.
        allowances: by reference what each placement was paid up to the day that ever served, in fen.
    """

    outcomes: dict[str, dict[str, str]]
    rows: dict[str, dict[str, int]]
    figures: Figures | None = None
    ranked: Ranked = field(default_factory=dict)
    funds: dict[str, dict[str, int]] = field(default_factory=dict)
    allocation: dict[str, int | None] = field(default_factory=dict)
    allowances: dict[str, int] = field(default_factory=dict)
    overdue: list[str] = field(default_factory=list)
    benefits: dict[str, dict[str, str]] = field(default_factory=dict)
    means: dict[str, str] = field(default_factory=dict)


def outcomes_of(api: Api, source: str, as_of: str | None) -> dict[str, dict[str, str]]:
    """What the services say of the rows of a source, by file and reference."""
    outcomes: dict[str, dict[str, str]] = defaultdict(dict)
    question = f"?as_of={as_of}" if as_of else ""
    lines = [line for name in SERVICES for line in api.lines(f"/{name}/v1/exports/outcomes{question}")]
    for line in lines:
        reference = seen_by(source, line["reference"])
        if reference is not None:
            outcomes[line["resource"]][reference] = line["outcome"]
    return outcomes


def funds_of(api: Api, source: str, as_of: str | None) -> dict[str, dict[str, int]]:
    """What the funds of a source have on a day, by reference."""
    question = f"?as_of={as_of}" if as_of else ""
    lines = {line.pop("fund_ref"): line for line in api.lines(f"/projects/v1/exports/funds{question}")}
    named = {name: seen_by(source, name) for name in sorted(lines)}
    return {own: lines[name] for name, own in named.items() if own is not None}


def allowances_of(api: Api, source: str, as_of: str | None) -> dict[str, int]:
    """What the placements of a source were paid up to a day, by reference."""
    question = f"?as_of={as_of}" if as_of else ""
    lines = api.lines(f"/projects/v1/exports/placement-allowances{question}")
    paid = {line["placement_ref"]: line["allowance_fen"] for line in lines}
    named = {name: seen_by(source, name) for name in sorted(paid)}
    return {own: paid[name] for name, own in named.items() if own is not None}


def benefits_of(api: Api, source: str, as_of: str | None) -> dict[str, dict[str, str]]:
    """What the benefits are on a day to the volunteers of a source, by reference, without those that are none."""
    found: dict[str, dict[str, str]] = {}
    for line in api.lines(f"/incentives/v1/exports/benefits{f'?as_of={as_of}' if as_of else ''}"):
        volunteer = seen_by(source, line["volunteer_ref"]) if line["volunteer_ref"] else None
        if volunteer is not None:
            found.setdefault(volunteer, {})[seen_by(source, line["benefit_ref"]) or line["benefit_ref"]] = line["state"]
    return dict(sorted(found.items()))


def means_of(api: Api, source: str, as_of: str | None) -> dict[str, str]:
    """The means of the nominations of a source that enough jurors judged by a day, by reference."""
    lines = api.lines(f"/incentives/v1/exports/nominations{f'?as_of={as_of}' if as_of else ''}")
    means = {line["nomination_ref"]: line["mean"] for line in lines if line["mean"]}
    named = {name: seen_by(source, name) for name in sorted(means)}
    return {own: means[name] for name, own in named.items() if own is not None}


def fetch(
    api: Api, outcomes: dict[str, dict[str, str]], refusals: Refusals, source: str, as_of: str | None
) -> Network | None:
    """What became of all rows of a source; None where there are a season's alone.

    Args:
        outcomes: as `outcomes_of` gives them.
    """
    if not (outcomes.keys() | refusals.by_file.keys()) - SEASON:
        return None
    for file, references in refusals.invalid.items():
        for reference in references:
            outcomes.setdefault(file, {}).setdefault(reference, INVALID)
    told = {file: dict(sorted(outcomes[file].items())) for file in sorted(WITH_OUTCOMES) if file in outcomes}
    return Network(
        told,
        refusals.by_file,
        figures.fetch(api, as_of),
        _ranked(api, source, as_of),
        funds_of(api, source, as_of),
        _allocation(api, as_of) if outcomes.keys() & RESOURCES else {},
        allowances_of(api, source, as_of),
        _overdue(api, source, as_of),
        benefits_of(api, source, as_of),
        means_of(api, source, as_of),
    )


def _allocation(api: Api, as_of: str | None) -> dict[str, int | None]:
    """What the best allocation of a day is worth; its metres to who may see where offers are."""
    found = api.get(f"/matching/v1/optimal-allocation{f'?as_of={as_of}' if as_of else ''}", PURPOSE)
    return {name: found[name] for name in ("units", "weighted_units", "unit_metres")}


def _overdue(api: Api, source: str, as_of: str | None) -> list[str]:
    """The pairings of a source that lack a visit."""
    lines = api.lines(f"/projects/v1/exports/visits-overdue{f'?as_of={as_of}' if as_of else ''}")
    named = (seen_by(source, line["pairing_ref"]) for line in lines)
    return sorted(one for one in named if one is not None)


def _ranked(api: Api, source: str, as_of: str | None) -> Ranked:
    """The works of a source that have a rank, in its calls."""
    found: Ranked = {}
    for line in api.lines(f"/projects/v1/exports/rankings{f'?as_of={as_of}' if as_of else ''}"):
        call, work = (seen_by(source, line[name]) for name in ("call_ref", "work_ref"))
        if call and work:
            found.setdefault(call, {}).setdefault(line["category"], []).append([work, line["result"]])
    return found


def counts(outcomes: Mapping[str, Mapping[str, str]]) -> Iterable[tuple[str, str, int]]:
    """How often each outcome came, by file in the files' order."""
    for file in sorted(outcomes, key=WITH_OUTCOMES.index):
        for outcome, count in sorted(Counter(outcomes[file].values()).items()):
            yield file, outcome, count
