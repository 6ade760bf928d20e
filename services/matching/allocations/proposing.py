"""Use cases of allocations: the best one of a day, and having it proposed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence

from services.matching.allocations import conditions, repository, solving
from services.matching.allocations.deciding import withdraw
from services.matching.allocations.domain import TOLD
from services.matching.allocations.repository import Resources
from services.matching.allocations.solving import Allotted, Figures
from services.matching.resources.domain import Facts, near
from services.matching.tilts.policy import TiltPolicy
from services.matching.tilts.usecases import tilt_of
from shared import clock
from shared.rules.faults import Unknown
from shared.store.client import Document
from shared.store.transaction import Store, Transaction

PART = 500
"""Most allotments of one transaction, so that it stays short."""
DIGITS = 24
Note = Callable[[Transaction], None]


def optimum(store: Store, day: dt.date) -> Figures:
    """The figures of the best allocation of a day, as if nobody had decided anything; nothing is proposed."""
    found = repository.whole(store)
    return solving.figures(solving.allocate(found.needs, found.offers, day, tilt_of(store, day)))


def propose(store: Store, day: dt.date, note: Note = lambda _: None) -> Document:
    """Solve the allocation of a day over what is left, propose it, and give its figures.

    An offer counts as being where others see it: of several needs the nearest is chosen, and that tells where it is.
    What another allocation proposed and nobody has decided on is withdrawn. Asked again while nothing has changed,
    the same one is given; what a crash left unfinished is finished.

    Args:
        note: keeps, in the transaction in which it begins to be proposed, who has that done.
    """
    resources, policy = _as_told(repository.left(store)), tilt_of(store, day)
    names = store.sealer.digest(_fingerprint(resources, day, policy), digits=DIGITS)
    latest = repository.latest(store)
    solved = solving.allocate(resources.needs, resources.offers, day, policy, resources.declined)
    if latest is not None and latest["digest"] in names.known:
        identifier = str(latest["allocation"])
    else:
        number = 1 + (latest["number"] if latest else 0)
        identifier = f"allocation-{number}"
        facts = _facts(solved, day, policy)

        def begin(transaction: Transaction) -> bool:
            note(transaction)
            return repository.open_allocation(transaction, identifier, number, names.text, facts)

        if not store.transact(begin):
            return propose(store, day, note)
    _withdraw_others(store, identifier)
    proposals = _proposals(identifier, solved, resources, day, policy)
    for start in range(0, len(proposals) or 1, PART):
        part = proposals[start : start + PART]
        store.transact(lambda transaction, some=part: _propose_part(transaction, identifier, some))  # type: ignore[misc]
    return found(store, identifier)


def _as_told(resources: Resources) -> Resources:
    offers = [
        {**one, **{name.removeprefix("near_"): value for name, value in near(one).items()}} for one in resources.offers
    ]
    return resources._replace(offers=offers)


def found(store: Store, identifier: str) -> Document:
    """An allocation.

    Raises:
        Unknown: there is none with this identifier.
    """
    document = repository.allocation(store, identifier)
    if document is None:
        raise Unknown("allocation")
    return {"allocation": identifier, **document}


def _withdraw_others(store: Store, identifier: str) -> None:
    while some := repository.undecided(store, identifier, PART):
        store.transact(lambda transaction, refs=some: withdraw(transaction, refs))  # type: ignore[misc]


def _propose_part(transaction: Transaction, identifier: str, documents: Sequence[Document]) -> None:
    """Store the next part and propose it; with the last one, tell that the allocation is proposed."""
    if not repository.add_part(transaction, identifier, documents):
        return
    for one in documents:
        names = (*TOLD, "weight", "band", "reasons", "as_of", "policy")
        transaction.publish("allotment.proposed.v1", one["_id"], {name: one[name] for name in names}, sequence=1)
    stored = repository.completed(transaction, identifier)
    if stored is not None:
        facts = {name: stored[name] for name in ("as_of", "units", "weighted_units", "allotments", "policy")}
        told = {"allocation": identifier, **facts}
        transaction.publish("allocation.proposed.v1", identifier, told)


def _facts(solved: Sequence[Allotted], day: dt.date, policy: TiltPolicy) -> Document:
    """Without its metres: where there is one need and one offer, they tell where that is."""
    figures = solving.figures(solved)
    return {
        "as_of": day.isoformat(),
        "solved_at": clock.now(),
        "units": figures.units,
        "weighted_units": figures.weighted_units,
        "allotments": len(solved),
        "policy": policy.reference,
    }


def _proposals(
    identifier: str, solved: Sequence[Allotted], resources: Resources, day: dt.date, policy: TiltPolicy
) -> list[Document]:
    needs = {one["need_ref"]: one for one in resources.needs}
    offers = {one["offer_ref"]: one for one in resources.offers}
    return [
        {
            **repository.stored(identifier, number, _place(needs[one.need_ref]), day),
            "need_ref": one.need_ref,
            "offer_ref": one.offer_ref,
            "units": one.units,
            "weight": one.weight,
            "band": policy.band(conditions.told_way(needs[one.need_ref], offers[one.offer_ref])),
            "reasons": [*conditions.HOLDING, policy.tilt(needs[one.need_ref]["region_code"])],
            "policy": policy.reference,
        }
        for number, one in enumerate(solved, 1)
    ]


def _place(need: Facts) -> Document:
    return {name: need[name] for name in ("of_region", "of_city", "of_organisation")}


def _fingerprint(resources: Resources, day: dt.date, policy: TiltPolicy) -> str:
    """SHA-256 over the policy and all that it rests on. It rests on donors' cells: show it only as a keyed hash."""
    names = ("region_code", "scope_region_code", "latitude", "longitude", "category", "unit", "quantity")
    more = ("opened_on", "closed_on", "accepted_units")
    lines = [
        f"{one['_id']} {[one.get(name) for name in (*names, *more)]}" for one in (*resources.needs, *resources.offers)
    ]
    text = "\n".join([f"{policy.name} {policy.version} {day}", *sorted(lines), *sorted(map(str, resources.declined))])
    return hashlib.sha256(text.encode()).hexdigest()
