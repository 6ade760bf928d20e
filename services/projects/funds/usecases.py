"""Use cases of funds: a second person approves a grant, and what funds have as of a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from services.projects.funds import domain, repository
from services.projects.funds.kind import FUND_ENTRIES
from services.projects.funds.policies import FUND_POLICY
from shared import clock, lives
from shared.deciding import KEPT_APART, Pending, decide
from shared.lives import Record
from shared.rules.faults import Fault, Refused, check_version
from shared.rules.names import is_among
from shared.speaking import must_not_be_own, name_beside
from shared.store.transaction import Store, Transaction
from shared.waiting import OUTCOME
from shared.where import EVERYWHERE, Where

SHOWN = ("balance_fen", "small_donations", "small_donations_fen")
"""Of a fund's facts what its balance tells."""


def approve_grant(transaction: Transaction, reference: str, seen: str | None = None) -> Record:
    """A second person approves a grant, which is decided on now: the fund may have less than when it was asked for.

    Raises:
        Unknown, Stale, Refused: see shared.rules.faults; nobody approves twice.
    """
    found = lives.find_in(transaction, FUND_ENTRIES, reference)
    before = found.document
    check_version(FUND_ENTRIES.thing, found.version, seen)
    if before[OUTCOME] != "held:second_approver":
        raise Refused(Fault(OUTCOME, "waits_for_no_approval"))
    must_not_be_own(transaction, [before["first_approver"]])
    approver = name_beside(transaction, [before["first_approver"]])
    if is_among(approver, [before["first_approver"]]):
        raise Refused(Fault("second_approver", domain.SECOND_PERSON))
    facts = {name: value for name, value in before.items() if name not in KEPT_APART}
    now = clock.to_text(clock.now())
    facts |= {"second_approver": approver, domain.APPROVED_AT: now, domain.TO_BE_APPROVED: False}
    decide(transaction, FUND_ENTRIES, [Pending(reference, facts, stored=True, before=before[OUTCOME])])
    return lives.find_in(transaction, FUND_ENTRIES, reference)


def balances(store: Store, day: dt.date, where: Where = EVERYWHERE) -> Iterator[dict[str, Any]]:
    """What the funds that a caller may see have at the end of a day, with their small donations."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in repository.posted_to_balances(store.database, where):
        if clock.china_day(clock.from_text(one["at"])) <= day:
            found[one["fund_ref"]].update(domain.moved(one["kind"], abs(one["amount_fen"]), FUND_POLICY.small_fen))
    for fund in repository.accounts(store.database, where):
        if f"{domain.BALANCE}_fen" in fund and fund["opened_on"] <= day.isoformat():
            sums = {**domain.EMPTY, **found[fund["_id"]]}
            yield {"fund_ref": fund["_id"], **{name: sums[name] for name in SHOWN}}
