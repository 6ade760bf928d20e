"""Rules of funds: what an entry moves between accounts, and who must agree to it (rules-network.md 10). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from shared import clock
from shared.rules.faults import Fault
from shared.rules.names import NOT_WHO_ASKS, is_among

FUND_KINDS = ("general", "university", "industry", "city")
DONATION, GRANT, REFUND = ENTRY_KINDS = ("donation", "grant", "refund")
BALANCE, DONORS, PROJECTS = ACCOUNTS = ("balance", "donors", "projects")
"""Of each fund: what it has, and what went to and came from those outside of it. Their sum is always zero."""
EMPTY = {**{f"{account}_fen": 0 for account in ACCOUNTS}, "small_donations": 0, "small_donations_fen": 0}
BELONGS = {"amount_fen": (DONATION, GRANT), "project_ref": (GRANT,), "of_ref": (REFUND,)}
"""Of which kinds of entries a field is: there it is needed, and elsewhere it has no place."""
APPROVERS = ("first_approver", "second_approver")
TO_BE_APPROVED = "to_be_approved"
"""Whether a grant waits for a second person, since its sender names nobody else."""
NO_PLACE = "belongs to another kind of entry"
SECOND_PERSON = "second_person_required"
APPROVED_AT, POSTED_AT = "approved_at", "posted_at"
POSTED_UNTIL = "posted_until"
"""Of a fund the latest moment at which something is posted to it."""

Facts = Mapping[str, Any]
"""Of a fund or an entry, as JSON values."""


def form_faults(entry: Facts) -> list[Fault]:
    """What an entry lacks, or has too much, for its kind; a refund gives back all of its donation."""
    kind = entry["kind"]
    faults = [_fault(name, entry[name], kind in kinds) for name, kinds in BELONGS.items() if name in entry]
    named = kind != GRANT and any(entry.get(name) for name in APPROVERS)
    return [one for one in faults if one] + ([Fault("first_approver", NO_PLACE)] if named else [])


def name_approver(entry: dict[str, Any], sender: str, speaks: bool) -> Fault | None:
    """Complete a grant by who sent it; what is wrong where it names others for whom its sender may not speak.

    Who speaks for nobody else is the first who agrees, and another person must be the second.
    """
    if entry["kind"] != GRANT:
        return None
    if speaks:
        entry["sent_by"] = sender
        return None
    if entry["second_approver"]:
        return Fault("second_approver", NOT_WHO_ASKS)
    if entry["first_approver"] and not is_among(sender, [entry["first_approver"]]):
        return Fault("first_approver", NOT_WHO_ASKS)
    entry |= {"first_approver": sender, TO_BE_APPROVED: True}
    return None


def lacks_approval(entry: Facts) -> str | None:
    """What an entry waits for that a second person brings."""
    return "second_approver" if entry.get(TO_BE_APPROVED) else None


def lacks_second_person(entry: Facts) -> bool:
    """Whether a grant does not name two different persons who approved it."""
    first, second = (entry[name] for name in APPROVERS)
    return bool(entry["kind"] == GRANT and (not first or not second or is_among(first, [second])))


def is_donation_to(entry: Facts, found: Facts) -> bool:
    """Whether what a refund names is a donation to its own fund."""
    return bool(found["kind"] == DONATION and found["fund_ref"] == entry["fund_ref"])


def is_refunded(donation: Facts | None) -> bool:
    """Whether what a refund names was given back before."""
    return donation is not None and donation.get("refunded_by") is not None


def is_late(entry: Facts, donation: Facts | None, within: dt.timedelta) -> bool:
    """Whether a refund comes too long after its donation."""
    return donation is not None and clock.from_text(entry["at"]) > clock.from_text(donation["at"]) + within


def is_beyond(entry: Facts, donation: Facts | None, fund: Facts) -> bool:
    """Whether a fund does not have what an entry takes from it."""
    return bool(entry["kind"] != DONATION and amount(entry, donation) > fund[f"{BALANCE}_fen"])


def amount(entry: Facts, donation: Facts | None) -> int:
    """What an entry moves, in fen; a refund all of its donation."""
    fen: int = (donation or entry)["amount_fen"]
    return fen


def postings(kind: str, fen: int) -> dict[str, int]:
    """What an entry adds to accounts, in fen, by account: it takes from one what it gives to another."""
    giver, taker = {DONATION: (DONORS, BALANCE), GRANT: (BALANCE, PROJECTS), REFUND: (BALANCE, DONORS)}[kind]
    return {giver: -fen, taker: fen}


def moved(kind: str, fen: int, small_fen: int) -> dict[str, int]:
    """What an entry adds to the facts of its fund.

    Args:
        small_fen: up to so much a donation is a small one; it counts as one when it is refunded, too.
    """
    small = kind == DONATION and fen <= small_fen
    accounts = {f"{account}_fen": added for account, added in postings(kind, fen).items()}
    return {**accounts, **({"small_donations": 1, "small_donations_fen": fen} if small else {})}


def posted_at(entry: Facts, until: str | None) -> str:
    """When an entry counts in its fund's accounts.

    A grant does from its second approval on. What is taken from a fund is posted no earlier than what the fund has,
    so that it has less than nothing on no day (no source).

    Args:
        until: the latest moment at which something was posted to the fund; None where nothing was.
    """
    own = entry.get(APPROVED_AT) or entry["at"]
    return own if entry["kind"] == DONATION else latest(own, until)


def latest(moment: str, other: str | None) -> str:
    """The later of two moments."""
    return moment if other is None or clock.from_text(moment) >= clock.from_text(other) else other


def total(some: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """The sums by name."""
    names = {name for one in some for name in one}
    return {name: sum(one.get(name, 0) for one in some) for name in sorted(names)}


def _fault(name: str, value: Any, needed: bool) -> Fault | None:
    if needed:
        return (
            None
            if value
            else Fault(name, "must be above 0" if name == "amount_fen" else "must be given for this kind of entry")
        )
    return None if value is None else Fault(name, NO_PLACE)
