"""Judging what was shown for signing in or out: a code, a position, somebody's word. Only the judgement is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.projects.codes.domain import CODE_POLICIES, COPIED, OF_SIGNING_IN, code_problem
from services.projects.codes.signing import read
from services.projects.merges.oneself import oneself
from services.projects.presence import domain, repository
from services.projects.presence.domain import GPS, PRESENCE_POLICIES, QR, Fence, Shown
from services.projects.publication.domain import is_cancelled
from shared import clock
from shared.intake.rows import Entry
from shared.rules.faults import Fault
from shared.rules.names import OWN_WORD, is_among
from shared.rules.policies import in_force
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.where import OUTSIDE


@dataclass
class Known:
    """What is known of the rows that are judged.

    Attributes:
        numbers: of volunteers, by reference.
        codes: which codes somebody has shown where, by `attends`.
        taken: references that stand for rows of attendance.
        own: of who gives a word, and speaks for nobody else, all names and numbers.
    """

    shifts: Mapping[str, Document]
    fences: Mapping[str, Fence]
    numbers: Mapping[str, str]
    codes: dict[str, set[str]]
    taken: set[str]
    own: set[str]


def judge(transaction: Transaction, entries: Sequence[Entry]) -> dict[str, Fault]:
    """What is wrong with new rows, by reference; the others say afterwards which codes were shown.

    Of two rows of one person with one code the earlier counts, of one batch; of several the one that came first.
    """
    known = _look_up(transaction, entries)
    faults: dict[str, Fault] = {}
    for one in sorted(entries, key=lambda entry: (entry.data["signed_in_at"], entry.reference)):
        fault = _fault(transaction, one, known)
        if fault:
            faults[one.reference] = fault
    repository.claim(transaction, [one for one in entries if one.reference not in faults])
    return faults


def attends(shift_ref: str, who: str) -> str:
    """Who is where."""
    return f"{shift_ref}/{who}"


def _look_up(transaction: Transaction, entries: Sequence[Entry]) -> Known:
    rows = [one.plain for one in entries]
    shifts = repository.shifts(transaction, {one["shift_ref"] for one in rows})
    measured = {one["shift_ref"] for one in rows if GPS in (one["method"], one["out_method"])}
    numbers = repository.numbers(transaction, {one["volunteer_ref"] for one in rows})
    whose = {attends(one["shift_ref"], numbers.get(one["volunteer_ref"], one["volunteer_ref"])) for one in rows}
    return Known(
        shifts,
        repository.fences(transaction, {ref: one for ref, one in shifts.items() if ref in measured}),
        numbers,
        repository.shown_codes(transaction, whose),
        repository.sent_as_attendance(transaction, {one.reference for one in entries}),
        oneself(transaction) if any(one["attested_by"] for one in rows) and not transaction.speaks else set(),
    )


def _fault(transaction: Transaction, entry: Entry, known: Known) -> Fault | None:
    shift = known.shifts.get(entry.plain["shift_ref"])
    if shift is None:
        return Fault("shift_ref", "unknown_shift")
    number = known.numbers.get(entry.plain["volunteer_ref"])
    if not may_bring(transaction, shift, number):
        return Fault("", OUTSIDE)
    if is_cancelled(shift):
        return Fault("shift_ref", domain.SHIFT_CANCELLED)
    if _is_own_word(entry.plain["attested_by"], entry.plain["volunteer_ref"], number, known):
        return Fault("attested_by", OWN_WORD)
    if entry.reference in known.taken:
        return Fault("presence_ref", "sent_as_attendance")
    return _proof_fault(transaction, entry, shift, number, known)


def _is_own_word(attester: str | None, reference: str, number: str | None, known: Known) -> bool:
    if attester is None:
        return False
    return is_among(attester, (reference, number)) or not known.own.isdisjoint({reference, number})


def _proof_fault(
    transaction: Transaction, entry: Entry, shift: Document, number: str | None, known: Known
) -> Fault | None:
    """What is wrong with what was shown; else what is kept of it stands in the row's facts."""
    facts = entry.plain
    where = attends(facts["shift_ref"], number or facts["volunteer_ref"])
    codes: set[str] = set()
    for prefix, shown in (("", domain.signing_in(facts)), ("out_", domain.signing_out(facts))):
        if shown:
            before = known.codes.get(where, set())
            fence = known.fences[facts["shift_ref"]] if shown.method == GPS else None
            found = evidence(transaction, shown, shift, fence=fence, codes=before, own=codes)
            if isinstance(found, Fault):
                return Fault(prefix + found.field, found.reason)
            codes |= set(found)
    known.codes.setdefault(where, set()).update(codes)
    facts |= {repository.ATTENDS: where, "codes": sorted(codes)}
    return None


def may_bring(transaction: Transaction, shift: Mapping[str, Any], number: str | None) -> bool:
    """Whether the caller runs the shift, or is the volunteer."""
    where = transaction.where
    return where.reaches(shift["of_region"], shift["of_organisation"]) or (
        number is not None and number == where.person
    )


def evidence(
    transaction: Transaction,
    shown: Shown,
    shift: Document,
    *,
    fence: Fence | None,
    codes: Iterable[str],
    own: Iterable[str] = (),
) -> Fault | Sequence[str]:
    """What is wrong with what was shown, or the code that was, as its moment.

    Args:
        fence: of the shift, where a position is shown.
        codes: those that the same person showed there before.
        own: those of them that were shown for the same presence.
    """
    day, region = clock.china_day(clock.from_text(shift["starts_at"])), shift["of_region"]
    if shown.method == QR:
        code = read(shown.code or "", transaction.settings.code_keys)
        problem = code_problem(code, shift["shift_ref"], shown.at, in_force(CODE_POLICIES, day, region))
        if problem or code is None:
            return Fault("code", str(problem))
        moment = clock.to_text(code.begins)
        if moment in own:
            return Fault("code", OF_SIGNING_IN)
        return Fault("code", COPIED) if moment in codes else (moment,)
    if fence:
        problem = domain.position_problem(shown, fence, in_force(PRESENCE_POLICIES, day, region))
        return Fault("latitude", problem) if problem else ()
    return ()
