"""Use cases of swaps: offer a place, answer, withdraw, and what is offered to and by somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from services.projects.people.repository import names_of
from services.projects.shifts.domain import has_begun
from services.projects.shifts.kind import SHIFTS
from services.projects.signups import domain as signups
from services.projects.signups import repository as places
from services.projects.signups.kind import SIGN_UP_ACTIONS
from services.projects.swaps import checks, repository
from services.projects.swaps.domain import ACCEPTED, DECLINED, LAPSED, OFFERED, WITHDRAWN
from services.projects.swaps.exchange import Pass, exchange
from shared import clock, ids, lives, waiting
from shared.erased import closed
from shared.forgetting import VOLUNTEERS
from shared.lives import Record
from shared.rules.faults import Fault, Refused, Unknown
from shared.rules.references import CLOSED
from shared.sources import ours
from shared.speaking import name_of
from shared.store.client import Document
from shared.store.transaction import Transaction

OFFERED_EVENT, ANSWERED_EVENT = "swap.offered.v1", "swap.answered.v1"


def offer(transaction: Transaction, reference: str, volunteer_ref: str, for_shift_ref: str | None = None) -> Record:
    """Who has a place, or who runs the shift for that one, offers it to somebody; the same offer again is one.

    Whether there is somebody of that reference is not said.

    Raises:
        Unknown: there is no such sign-up, or none that who asks may give away.
        Refused: the place cannot pass on.
    """
    sign_up = lives.find_in(transaction, SIGN_UP_ACTIONS, reference, own=True).document
    if sign_up["action"] != signups.SIGN_UP:
        raise Unknown("sign-up")
    taker, wanted = (ours(transaction.source, one) if one else None for one in (volunteer_ref, for_shift_ref))
    if closed(transaction, {taker or ""}):
        raise Refused(Fault("volunteer_ref", CLOSED))
    number = _number(transaction, taker or "")
    made = repository.of_sign_up(transaction, reference)
    same = [one for one in made if (one["taker_ref"], one["for_shift_ref"]) == (taker, wanted)]
    for one in same:
        if one["state"] == OFFERED:
            return _record(one)
    if any(one["state"] == DECLINED for one in same):
        raise Refused(Fault("volunteer_ref", "declined_before"))
    checks.check_offer(transaction, sign_up, wanted, number, sum(one["state"] == OFFERED for one in made))
    swap: Document = {
        "_id": f"swap-{ids.new_id()}",
        "sign_up_ref": reference,
        **{name: sign_up[name] for name in ("shift_ref", "volunteer", "volunteer_ref")},
        "taker_ref": taker,
        "for_shift_ref": wanted,
        "offered_at": clock.to_text(clock.now()),
        "offered_by": name_of(transaction.sealer, transaction.subject or ""),
        "state": OFFERED,
    }
    places.come_to(transaction, [sign_up["shift_ref"]])
    repository.insert(transaction, swap)
    _tell(transaction, OFFERED_EVENT, swap, number, starts_at=sign_up["starts_at"])
    return _record(swap)


def answer(transaction: Transaction, reference: str, *, accepts: bool) -> Record:
    """To whom a place is offered says yes or no, or who runs the shifts for that one; the same again changes nothing.

    Raises:
        Unknown: there is no such offer, or none that who asks may answer.
        Refused: it was answered otherwise, or a rule is against it: then it stays open.
    """
    swap, number = _found(transaction, reference)
    if number is None or not _may(transaction, number, swap["shift_ref"], swap["for_shift_ref"]):
        raise Unknown("swap")
    state = ACCEPTED if accepts else DECLINED
    if not _is_to_be(swap, state):
        return _record(swap)
    became = _accept(transaction, swap, number) if accepts else {}
    return _say(transaction, swap, number, state, became)


def withdraw(transaction: Transaction, reference: str) -> Record:
    """Who offers a place, or who runs the shift for that one, does so no longer.

    Raises:
        Unknown: there is no such offer, or it is somebody else's.
        Refused: it was answered before.
    """
    swap, number = _found(transaction, reference)
    if not _may(transaction, swap["volunteer"], swap["shift_ref"]):
        raise Unknown("swap")
    return _say(transaction, swap, number, WITHDRAWN, {}) if _is_to_be(swap, WITHDRAWN) else _record(swap)


def of_person(transaction: Transaction, number: str | None) -> list[Document]:
    """What somebody offers and is offered of shifts that have not begun, the earliest first."""
    found = repository.of_person(transaction, number, names_of(transaction, [number])) if number else []
    shifts = waiting.known(transaction, SHIFTS.name, {one["shift_ref"] for one in found})
    ahead = {ref: one["starts_at"] for ref, one in shifts.items() if not has_begun(one, clock.now())}
    given = places.documents(transaction, {one["sign_up_ref"] for one in found if one["state"] == OFFERED})
    shown = [
        {**one, "starts_at": ahead[one["shift_ref"]], "state": _shown(one, given)}
        for one in found
        if one["shift_ref"] in ahead
    ]
    return sorted(shown, key=lambda one: (clock.from_text(one["starts_at"]), str(one["_id"])))


def forget(transaction: Transaction, references: Iterable[str]) -> None:
    """Forget the swaps of who is erased."""
    repository.forget(transaction, references)


def _accept(transaction: Transaction, swap: Document, number: str) -> dict[str, str]:
    """Have the places pass on; the sign-ups that they became."""
    given = places.documents(transaction, [swap["sign_up_ref"]])[swap["sign_up_ref"]]
    passes = [Pass(given, swap["taker_ref"])]
    if swap["for_shift_ref"]:
        passes.append(Pass(checks.place_of(transaction, number, swap["for_shift_ref"]), swap["volunteer_ref"]))
    checks.check(transaction, [one.given for one in passes], is_gift=not swap["for_shift_ref"])
    return dict(zip(("taken_ref", "returned_ref"), exchange(transaction, passes), strict=False))


def _say(transaction: Transaction, swap: Document, number: str | None, state: str, became: Mapping[str, str]) -> Record:
    by, at = name_of(transaction.sealer, transaction.subject or ""), clock.to_text(clock.now())
    said = repository.change(transaction, swap, {"state": state, "answered_by": by, "answered_at": at, **became})
    _tell(transaction, ANSWERED_EVENT, said, number, state=state)
    return _record(said)


def _tell(transaction: Transaction, event: str, swap: Document, taker: str | None, **more: str) -> None:
    named = {name: swap[name] for name in ("sign_up_ref", "shift_ref", "volunteer", "for_shift_ref")}
    data = {"swap_ref": swap["_id"], **named, "taker": taker, **more}
    transaction.publish(event, swap["_id"], data, sequence=_sequence(swap))


def _found(transaction: Transaction, reference: str) -> tuple[Document, str | None]:
    """A swap, and the taker's number."""
    found = repository.one(transaction, reference)
    if found is None:
        raise Unknown("swap")
    return found, _number(transaction, found["taker_ref"])


def _number(transaction: Transaction, reference: str) -> str | None:
    found = waiting.known(transaction, VOLUNTEERS, [reference]).get(reference)
    return found["volunteer"] if found else None


def _may(transaction: Transaction, number: str, *shift_refs: str | None) -> bool:
    """Whether who asks is that person, or runs all of the shifts."""
    where, named = transaction.where, [one for one in shift_refs if one]
    if where.person == number:
        return True
    found = transaction[SHIFTS.name].by_id(named)
    return len(found) == len(named) and all(where.reaches_record(one) for one in found.values())


def _is_to_be(swap: Document, state: str) -> bool:
    """Whether that is still to be said, or was said before."""
    if swap["state"] not in (OFFERED, state):
        raise Refused(Fault("state", "already_decided"))
    return bool(swap["state"] == OFFERED)


def _shown(swap: Document, given: Mapping[str, Document]) -> str:
    state, sign_up = str(swap["state"]), given.get(swap["sign_up_ref"], {})
    return LAPSED if state == OFFERED and sign_up.get("state") != signups.CONFIRMED else state


def _sequence(swap: Document) -> int:
    return 1 if swap["state"] == OFFERED else 2


def _record(swap: Document) -> Record:
    return Record({**swap, "sequence": _sequence(swap)})
