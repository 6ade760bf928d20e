"""Use cases of presence: sign in, sign out, and what becomes of a presence of which nobody signed out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from services.projects.merges.oneself import must_not_be_oneself
from services.projects.presence import attempts, domain, judging, repository
from services.projects.presence.domain import ATTESTED, BY_RULE, CLOSED, ENDED, OPEN, TO_CONFIRM, Shown
from services.projects.presence.kind import PRESENCES
from services.projects.presence.telling import LOGGED, flagged
from shared import clock, lives, waiting
from shared.lives import Facts, Record
from shared.rules.faults import Fault, Refused, check_version
from shared.speaking import name_of
from shared.store.client import Document
from shared.store.transaction import Store, Transaction

AT_ONCE = 200


def sign_out(transaction: Transaction, reference: str, shown: Shown, seen: str | None = None) -> Record | Refused:
    """Sign out, by what was shown: the volunteer's own word is not enough. The same once more changes nothing.

    The refusal of a code that nobody shows by mistake is given back and not raised: that it was shown is kept.

    Raises:
        Unknown, Stale: see shared.rules.faults.
        Refused: what was shown proves nothing, or the presence has ended already.
    """
    found = lives.find_in(transaction, PRESENCES, reference, own=True)
    before, at = found.document, clock.to_text(shown.at)
    check_version(PRESENCES.thing, found.version, seen)
    if before["out_method"] == shown.method and clock.from_text(before["signed_out_at"]) == shown.at:
        return found
    if domain.state(before) == ENDED:
        raise Refused(Fault("signed_out_at", "already_signed_out"))
    if shown.method == ATTESTED:
        must_not_be_oneself(transaction, *_whose(before))
    codes = _judged(transaction, before, shown)
    if isinstance(codes, Fault):
        if codes.reason not in domain.FRAUD:
            raise Refused(codes)
        attempts.note(transaction, before, codes)
        return Refused(codes)
    if domain.ends_before(shown.at, clock.from_text(before["signed_in_at"])):
        raise Refused(Fault("signed_out_at", domain.BEFORE_SIGNING_IN))
    word = name_of(transaction.sealer, transaction.subject or "") if shown.method == ATTESTED else None
    end = {"signed_out_at": at, "out_method": shown.method, "out_attested_by": word, "codes": codes}
    return _end(transaction, reference, before, end, seen)


def close(transaction: Transaction, reference: str, signed_out_at: dt.datetime, seen: str | None = None) -> Record:
    """A person who runs the shift says the end of a presence of which nobody signed out.

    Raises:
        Unknown, Stale: see shared.rules.faults.
        Refused: it is the caller's own, has ended already, or cannot have ended then.
    """
    before = _to_decide(transaction, reference, seen, (OPEN, TO_CONFIRM), "already_signed_out")
    shift = repository.shifts(transaction, [before["shift_ref"]])[before["shift_ref"]]
    problem = domain.closing_problem(before, signed_out_at, clock.from_text(shift["ends_at"]))
    if problem:
        raise Refused(Fault("signed_out_at", problem))
    who = name_of(transaction.sealer, transaction.subject or "")
    end = {"signed_out_at": clock.to_text(signed_out_at), "out_method": CLOSED, "closed_by": who}
    return _end(transaction, reference, before, end, seen)


def confirm(transaction: Transaction, reference: str, seen: str | None = None) -> Record:
    """A person who runs the shift confirms the end that the rule set.

    Raises:
        Unknown, Stale: see shared.rules.faults.
        Refused: it is the caller's own, or waits for no confirmation.
    """
    before = _to_decide(transaction, reference, seen, (TO_CONFIRM,), "waits_for_no_confirmation")
    who = name_of(transaction.sealer, transaction.subject or "")
    return _end(transaction, reference, before, {"confirmed_by": who}, seen)


def close_forgotten(store: Store, now: dt.datetime) -> int:
    """Set the end of the shift where nobody signed out in time, to be confirmed by who runs it; how many there were.

    They are looked up in the store, so that what was forgotten while no process was up is closed by the next that is.
    """
    due = repository.forgotten(store.database, now)
    parts = (due[start : start + AT_ONCE] for start in range(0, len(due), AT_ONCE))
    return sum(store.transact(lambda transaction: _close(transaction, part)) for part in parts)  # noqa: B023


def shown(record: Record) -> Document:
    """A presence as it is shown, with its state."""
    return {**record.document, "state": domain.state(record.document)}


def _close(transaction: Transaction, references: list[str]) -> int:
    found = repository.read(transaction, references)
    open_ones = {ref: one for ref, one in found.items() if domain.state(one) == OPEN}
    shifts = repository.shifts(transaction, {one["shift_ref"] for one in open_ones.values()})
    changes: dict[str, Mapping[str, Any]] = {
        ref: {
            "signed_out_at": shifts[one["shift_ref"]]["ends_at"],
            "out_method": BY_RULE,
            repository.FORGOTTEN_AT: None,
            "flags": sorted({*one["flags"], domain.CLOSED_BY_RULE}),
            "sequence": one["sequence"] + 1,
        }
        for ref, one in open_ones.items()
    }
    repository.change(transaction, changes)
    return len(changes)


def _judged(transaction: Transaction, presence: Document, shown: Shown) -> list[str] | Fault:
    """The codes that the presence has shown, with this one; or what is wrong with what was shown."""
    shift_ref, attends = presence["shift_ref"], presence[repository.ATTENDS]
    shifts = repository.shifts(transaction, [shift_ref])
    fence = repository.fences(transaction, shifts)[shift_ref] if shown.method == domain.GPS else None
    before = repository.shown_codes(transaction, [attends])[attends]
    found = judging.evidence(transaction, shown, shifts[shift_ref], fence=fence, codes=before, own=presence["codes"])
    if isinstance(found, Fault):
        return found
    return sorted({*presence["codes"], *found})


def _to_decide(
    transaction: Transaction, reference: str, seen: str | None, states: tuple[str, ...], otherwise: str
) -> Document:
    """A presence on whose end the caller decides, who runs the shift and is not the volunteer."""
    found = lives.find_in(transaction, PRESENCES, reference)
    check_version(PRESENCES.thing, found.version, seen)
    must_not_be_oneself(transaction, *_whose(found.document))
    if waiting.is_known(found.document) and domain.state(found.document) not in states:
        raise Refused(Fault("signed_out_at", otherwise))
    return found.document


def _end(transaction: Transaction, reference: str, before: Document, end: Facts, seen: str | None) -> Record:
    after = {**before, **end, repository.FORGOTTEN_AT: None}
    flags = flagged(transaction, [after])[reference] if waiting.is_known(before) else []
    changed = {**end, **({repository.FORGOTTEN_AT: None, "flags": flags} if waiting.is_known(before) else {})}
    return lives.take_step(
        transaction,
        PRESENCES,
        reference,
        seen,
        lambda _: changed,
        tell=domain.told,
        event=LOGGED,
        while_held=True,
        own=True,
    )


def _whose(presence: Document) -> tuple[str | None, ...]:
    return presence["volunteer_ref"], presence.get("volunteer")
