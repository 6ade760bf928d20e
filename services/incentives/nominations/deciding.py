"""Deciding which nominations stand: those of a subject in a cycle together, as often as any of it is another."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.incentives.awards import cycles, nominating
from services.incentives.awards.eligibility import VOLUNTEER, Least, Served, lacks
from services.incentives.awards.nominating import Nomination
from services.incentives.nominations import repository
from services.incentives.nominations.domain import FIGURES, LACKS
from services.incentives.nominations.gathering import served_by, served_for
from services.incentives.nominations.granting import grant
from services.incentives.nominations.judging import judge
from services.incentives.nominations.repository import AGAIN, NOMINATIONS, SEQUENCE
from services.incentives.nominations.telling import tell_nominated
from services.incentives.standing import repository as standing
from services.incentives.standing.persons import persons_on
from shared import clock
from shared.forgetting import LONGEST_TRANSACTION
from shared.kinds import Case
from shared.rules.conditions import Conditions
from shared.rules.places import PROVINCE
from shared.rules.policies import in_force
from shared.rules.spans import through
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.waiting import ACCEPTED, OUTCOME

Known = Mapping[str, tuple[Nomination, Document]]
"""Nominations by reference, each with its document."""


def take_in(transaction: Transaction, nominations: Sequence[Case]) -> None:
    """Decide on nominations that were taken in; once more, when nobody is under way who saw nothing of them."""
    at = clock.to_text(clock.now() + LONGEST_TRANSACTION)
    names = [one.reference for one in nominations]
    repository.change(transaction, NOMINATIONS, {name: {AGAIN: at} for name in names})
    decide(transaction, transaction[NOMINATIONS].by_id(names).values())


def decide(transaction: Transaction, nominations: Iterable[Document]) -> None:
    """Decide on the subjects of nominations in their cycles, and on all that follows."""
    subjects: dict[str, set[str]] = defaultdict(set)
    for one in nominations:
        subjects[one["award_ref"]].add(one["subject"])
    cycles.take_turns(transaction, subjects)
    changed = set[str]()
    for award, row in sorted(cycles.rows(transaction, subjects).items()):
        changed |= _decide_in(transaction, award, row, subjects[award])
    if changed:
        judge(transaction, changed)
        grant(transaction, subjects)


def _decide_in(transaction: Transaction, award: str, row: Document, subjects: set[str]) -> set[str]:
    """Decide in a category of a cycle; which nominations stand that did not, or the other way round."""
    known, served = _gathered(transaction, award, row, subjects)
    missing = {subject: lacks(row["category"], _least(row), one) for subject, one in served.items()}
    days = through(dt.date.fromisoformat(row["nominations_from"]), dt.date.fromisoformat(row["nominations_to"]))
    policy = in_force(nominating.NOMINATIONS, days.first, PROVINCE)
    eligible = {subject for subject, some in missing.items() if not some}
    some, of_persons = [one for one, _ in known.values()], row["category"] == VOLUNTEER
    reasons = nominating.decide(some, days, eligible, policy, of_persons=of_persons)
    after = {
        one.reference: {
            OUTCOME: f"refused:{reasons[one.reference]}" if reasons[one.reference] else ACCEPTED,
            LACKS: missing[one.subject],
            FIGURES: served[one.subject]._asdict(),
            "policy": policy.kept,
        }
        for one in some
    }
    return _write(transaction, known, after, policy)


def _gathered(
    transaction: Transaction, award: str, row: Document, subjects: set[str]
) -> tuple[Known, Mapping[str, Served]]:
    """The nominations of some subjects in a category, and what was served for each subject."""
    period = (dt.date.fromisoformat(row["period_from"]), dt.date.fromisoformat(row["period_to"]))
    if row["category"] != VOLUNTEER:
        documents = repository.in_award(transaction, award, subjects)
        known = {one["_id"]: (_nomination(one, one["subject"], one["nominator"]), one) for one in documents}
        return known, {one: served_for(transaction, row["category"], one, period) for one in sorted(subjects)}
    documents = repository.in_award(transaction, award, subjects | standing.accounts_in(transaction, subjects).keys())
    people = {one[who] for one in documents for who in ("subject", "nominator")}
    accounts = standing.accounts_in(transaction, people)
    person = persons_on(accounts, period[1]).person
    known = {one["_id"]: (_nomination(one, person(one["subject"]), person(one["nominator"])), one) for one in documents}
    persons = sorted({one.subject for one, _ in known.values()})
    return known, {one: served_by(transaction, accounts, one, period) for one in persons}


def _nomination(document: Mapping[str, Any], subject: str, nominator: str) -> Nomination:
    return Nomination(clock.from_text(document["at"]), document["_id"], subject, nominator)


def _least(row: Mapping[str, Any]) -> Least:
    return Least(*(row[name] for name in Least._fields))


def _write(
    transaction: Transaction, known: Known, after: Mapping[str, Mapping[str, Any]], policy: Conditions
) -> set[str]:
    """Write and tell what is another than before; which nominations stand that did not, or the other way round."""
    changes: dict[str, dict[str, Any]] = {}
    told = set[str]()
    for name, (_, before) in known.items():
        if all(before.get(field) == value for field, value in after[name].items()):
            continue
        decided = SEQUENCE not in before or before[OUTCOME] != after[name][OUTCOME]
        changes[name] = {**after[name], SEQUENCE: before.get(SEQUENCE, 0) + decided}
        if decided:
            told.add(name)
            tell_nominated(transaction, {**before, **changes[name]}, policy.reference)
    repository.change(transaction, NOMINATIONS, changes)
    return told
