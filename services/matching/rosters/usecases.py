"""What matching is asked: to solve rosters and propose their places, and who may take which place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from services.matching.facts import repository as facts
from services.matching.rosters import candidates, repository
from services.matching.rosters.coarse import coarse
from services.matching.rosters.fingerprint import fingerprint
from services.matching.rosters.fixing import Place, fix, without
from services.matching.rosters.lying import reaches
from services.matching.rosters.pairing import pair
from services.matching.rosters.policy import EXACT, POLICIES, RosterPolicy
from services.matching.rosters.problem import Inputs
from services.matching.rosters.proposing import Note, Solved, kept_and_not, named, propose, told
from services.matching.rosters.replanning import NOTHING, Replanning, left, preferring
from services.matching.rosters.selection import Selection
from services.matching.rosters.solving import solve
from shared import clock
from shared.rules.places import PROVINCE
from shared.rules.policies import in_force
from shared.store.client import Document
from shared.store.transaction import Store
from shared.where import EVERYWHERE, Where

DIGITS = 24
Weighs = Callable[[Sequence[str]], None]


class UnknownRosterError(Exception):
    """There is no roster with this identifier."""


class UnknownShiftError(Exception):
    """There is no shift with this reference."""


def propose_roster(
    store: Store, selection: Selection, note: Note = lambda _: None, replanning: Replanning = NOTHING
) -> Document:
    """Solve the roster of a selection of shifts, propose its places, and give it with its assignments.

    Solving takes seconds, so it runs outside any transaction; the places are proposed in several, in order. The same
    inputs have the same identifier and the same solution: who asks again gets what is there, and what a crash left
    unfinished is finished.

    Args:
        note: keeps, in the transaction in which places begin to be proposed, who has that done.
        replanning: what of an earlier roster stays where it can.
    """
    inputs = repository.inputs(store, selection, policy_of_today().workload_days)
    identifier, found = to_propose(store, inputs, replanning)
    if found is not None:
        propose(store, identifier, found, note)
    return roster(store, identifier)


def to_propose(store: Store, inputs: Inputs, replanning: Replanning = NOTHING) -> tuple[str, Solved | None]:
    """The name of the roster that is made of some inputs, and the roster, unless all of it is proposed already."""
    inputs, rules = _coarsely(inputs, replanning)
    wanted, refused = repository.fixed_places(store, inputs), repository.declined_places(store, inputs)
    names = store.sealer.digest(fingerprint(inputs, rules, replanning.stay, wanted, refused), digits=DIGITS)
    # A roster keeps the name that it was told under, also when the hash key is another one by now.
    identifier = next((one for one in names.known if repository.roster(store, one)), names.text)
    found = repository.roster(store, identifier)
    is_proposed = found is not None and found["complete"]
    return identifier, None if is_proposed else _solve(inputs, rules, replanning, wanted, refused)


def try_roster(store: Store, selection: Selection, replanning: Replanning = NOTHING) -> Document:
    """What a roster would be: nothing is proposed, kept or told."""
    inputs, rules = _coarsely(repository.inputs(store, selection, policy_of_today().workload_days), replanning)
    wanted, refused = repository.fixed_places(store, inputs), repository.declined_places(store, inputs)
    found = _solve(inputs, rules, replanning, wanted, refused)
    solved, places = found.roster, named(found.problem, found.roster)
    stayed = len(replanning.stay.intersection((shift, volunteer) for shift, volunteer in places))
    figures = {"greedy": told(solved.greedy), "random": told(solved.random)}
    changes = {"kept": stayed, "changed": len(replanning.stay) - stayed}
    shown = {"assignments": places, "policy": rules.reference, **kept_and_not(found)}
    return {**told(solved.figures), **figures, **changes, **shown}


def places_of(store: Store, identifier: str, where: Where = EVERYWHERE) -> frozenset[tuple[str, str]]:
    """The places of a roster that is planned again.

    Raises:
        UnknownRosterError: there is none with this identifier, or one with a shift out of reach.
    """
    return frozenset((shift, volunteer) for shift, volunteer in roster(store, identifier, where)["assignments"])


def roster(store: Store, identifier: str, where: Where = EVERYWHERE) -> Document:
    """A roster with its assignments.

    Args:
        where: where who asks may act; a roster lies in the places of all its shifts.

    Raises:
        UnknownRosterError: there is none with this identifier, or one with a shift out of reach.
    """
    found = repository.roster(store, identifier)
    if found is None or not reaches(where, found):
        raise UnknownRosterError(identifier)
    return {"roster": identifier, **found, "assignments": repository.assignments(store, identifier)}


def exact_roster(store: Store, selection: Selection, weighs: Weighs) -> Document:
    """The roster with homes and ages as they are, and what it costs: only for who may see where everybody lives.

    It shows how good the proposed one is. Nothing of it is kept, told or proposed: of two shifts the nearer one would
    tell on which side of a line somebody lives.

    Args:
        weighs: is told the numbers of those whose homes are about to be weighed.
    """
    inputs = repository.inputs(store, selection, EXACT.workload_days)
    weighs(sorted(one.number for one in inputs.volunteers.values()))
    problem = pair(inputs, EXACT)
    solved = solve(problem)
    places = named(problem, solved)
    costs = {"greedy": dict(vars(solved.greedy)), "random": dict(vars(solved.random))}
    return {**vars(solved.figures), **costs, "assignments": places, "policy": EXACT.reference}


def candidates_of(store: Store, shift_ref: str, where: Where = EVERYWHERE) -> list[candidates.Candidate]:
    """Who offered a shift's part of the day in its city, the nearest first, and those who may not with the reasons.

    Args:
        where: where who asks may act.

    Raises:
        UnknownShiftError: there is no such shift, nobody told of it yet, or it is out of reach.
    """
    shift = facts.shift(store, shift_ref)
    if shift is None or not where.reaches(shift.region_code, shift.organisation_ref):
        raise UnknownShiftError(shift_ref)
    rules = policy_of_today()
    inputs = coarse(repository.inputs_of(store, shift, rules.workload_days), rules)
    return candidates.candidates(inputs, inputs.shifts[0], rules)


def policy_of_today() -> RosterPolicy:
    """The province's: a roster may reach over cities, and a candidate is weighed as in a roster."""
    return in_force(POLICIES, clock.today(), PROVINCE)


def _coarsely(inputs: Inputs, replanning: Replanning) -> tuple[Inputs, RosterPolicy]:
    rules = policy_of_today()
    return coarse(left(inputs, replanning.without), rules), rules


def _solve(
    inputs: Inputs, rules: RosterPolicy, replanning: Replanning, wanted: Sequence[Place], refused: Collection[Place]
) -> Solved:
    problem = without(pair(inputs, rules), set(refused).difference(wanted))
    preferred = preferring(problem, replanning.stay, rules) if replanning.stay else problem
    fixed = fix(preferred, inputs, wanted, replanning.without)
    return Solved(inputs, rules, problem, solve(preferred, fixed), fixed)
