"""Planning again after somebody dropped out: places stay as they were where that fills as many. Pure."""

from __future__ import annotations

from array import array
from collections.abc import Collection
from dataclasses import dataclass, replace

from services.matching.rosters.policy import RosterPolicy
from services.matching.rosters.problem import Inputs, Options, Problem

Place = tuple[str, str]
"""A shift and a volunteer, by their references."""


@dataclass(frozen=True)
class Replanning:
    """What is planned again.

    Attributes:
        kept: the places of the roster before, which stay where they can.
        without: the volunteers who dropped out, by their references.
    """

    kept: frozenset[Place] = frozenset()
    without: frozenset[str] = frozenset()

    @property
    def stay(self) -> frozenset[Place]:
        """The places of those who did not drop out."""
        return frozenset(one for one in self.kept if one[1] not in self.without)


NOTHING = Replanning()


def left(inputs: Inputs, without: Collection[str]) -> Inputs:
    """The same without what those offer who dropped out."""
    return replace(inputs, offers=[one for one in inputs.offers if one.volunteer_ref not in without])


def preferring(problem: Problem, kept: Collection[Place], policy: RosterPolicy) -> Problem:
    """The same problem, in which a place that somebody had before costs less.

    Whether somebody may take a place is asked anew: who no longer may has no option to be kept. The most places come
    first all the same, so that a place is given up only where that fills another one, or saves more than it is worth.
    """
    return replace(problem, options=[_options(problem, number, kept, policy) for number in range(len(problem.shifts))])


def _options(problem: Problem, number: int, kept: Collection[Place], policy: RosterPolicy) -> Options:
    shift, options = problem.shifts[number].ref, problem.options[number]
    costs = (
        cost - policy.kept_place if (shift, problem.offers[offer].volunteer_ref) in kept else cost
        for offer, cost in zip(options.offers, options.costs, strict=True)
    )
    return replace(options, costs=array("q", costs))
