"""Fixed places: kept whatever else would be better, and the rest is planned around them; and declined ones. Pure."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from services.matching.facts.domain import Shift
from services.matching.rosters.assignment import Filled
from services.matching.rosters.conditions import failing, told
from services.matching.rosters.problem import Inputs, Options, Problem

FIXED = "fixed_place"
"""Why somebody has a place."""
DROPPED_OUT, NOT_OFFERED, OFFER_TAKEN, NO_PLACE_LEFT = "dropped_out", "not_offered", "offer_taken", "no_place_left"
Place = tuple[str, str]
"""A shift and a volunteer, by their references."""


@dataclass(frozen=True)
class NotKept:
    """A fixed place that cannot be kept: the codes of the conditions that fail."""

    shift_ref: str
    volunteer_ref: str
    reasons: list[str]


@dataclass(frozen=True)
class Fixed:
    """What is fixed of a problem, and what is left to be planned."""

    places: list[Filled]
    not_kept: list[NotKept]
    rest: Problem


def fix(problem: Problem, inputs: Inputs, wanted: Sequence[Place], without: Collection[str] = ()) -> Fixed:
    """Take the fixed places out of a problem: their offers, their places, and what would overlap them.

    Where two of them cannot both be kept, the one that comes first is.

    Args:
        without: who dropped out, by their references.
    """
    if not wanted:
        return Fixed([], [], problem)
    fixing = _Fixing(problem, inputs)
    not_kept = []
    for shift_ref, volunteer_ref in wanted:
        reasons = [DROPPED_OUT] if volunteer_ref in without else fixing.keep(shift_ref, volunteer_ref)
        if reasons:
            not_kept.append(NotKept(shift_ref, volunteer_ref, reasons))
    return Fixed(sorted(fixing.kept), not_kept, fixing.rest())


def without(problem: Problem, places: Collection[Place]) -> Problem:
    """The same problem without some places that nobody is to be asked for once more, such as what they declined."""
    if not places:
        return problem
    shifts = {shift for shift, _ in places}

    def left(shift: Shift, some: Options) -> Options:
        if shift.ref not in shifts:
            return some
        names = ((shift.ref, problem.offers[offer].volunteer_ref) for offer in some.offers)
        return _only(some, [n for n, name in enumerate(names) if name not in places])

    pairs = zip(problem.shifts, problem.options, strict=True)
    return replace(problem, options=[left(shift, some) for shift, some in pairs])


class _Fixing:
    """Fixed places, one after another."""

    def __init__(self, problem: Problem, inputs: Inputs) -> None:
        self.kept: list[Filled] = []
        self._problem, self._inputs = problem, inputs
        self._numbers = {shift.ref: number for number, shift in enumerate(problem.shifts)}
        self._free = [shift.capacity for shift in problem.shifts]
        self._taken: dict[str, list[Shift]] = defaultdict(list)
        self._offers: dict[str, list[int]] = defaultdict(list)
        for number, offer in enumerate(problem.offers):
            self._offers[offer.volunteer_ref].append(number)

    def keep(self, shift_ref: str, volunteer_ref: str) -> list[str]:
        """Keep one; why it cannot be kept."""
        number = self._numbers[shift_ref]
        shift, mine = self._problem.shifts[number], self._offers.get(volunteer_ref, [])
        reasons = self._failing(shift, volunteer_ref, mine)
        if not self._free[number]:
            reasons.append(NO_PLACE_LEFT)
        if reasons:
            return reasons
        options = self._problem.options[number]
        position = next(n for n, offer in enumerate(options.offers) if offer in mine)
        self.kept.append(Filled(number, options.offers[position], options.costs[position]))
        self._free[number] -= 1
        self._taken[volunteer_ref].append(shift)
        return []

    def rest(self) -> Problem:
        """What is left of shifts, and of options."""
        shifts = [replace(one, capacity=free) for one, free in zip(self._problem.shifts, self._free, strict=True)]
        used = {place.offer for place in self.kept}
        bound = {offer for volunteer in self._taken for offer in self._offers[volunteer]}

        def free(shift: Shift, offer: int) -> bool:
            taken = self._taken.get(self._problem.offers[offer].volunteer_ref, ())
            return offer not in bound or (offer not in used and not any(shift.overlaps(one) for one in taken))

        options = [
            _only(some, [n for n, offer in enumerate(some.offers) if free(shift, offer)])
            if not bound.isdisjoint(some.offers)
            else some
            for shift, some in zip(self._problem.shifts, self._problem.options, strict=True)
        ]
        return replace(self._problem, shifts=shifts, options=options)

    def _failing(self, shift: Shift, volunteer_ref: str, mine: Iterable[int]) -> list[str]:
        offers = [self._problem.offers[one] for one in mine]
        if not offers:
            return [NOT_OFFERED]
        taken = self._taken.get(volunteer_ref, [])
        reasons = told(failing(shift, self._inputs.volunteers[volunteer_ref], offers, taken))
        same = any((one.day, one.part_of_day) == (shift.day, shift.part_of_day) for one in taken)
        return [*reasons, OFFER_TAKEN] if same else reasons


def _only(options: Options, positions: Sequence[int]) -> Options:
    offers, costs = (array("q", (some[n] for n in positions)) for some in (options.offers, options.costs))
    return replace(options, offers=offers, costs=costs)
