"""Deciding whose scores of a nomination count, and which objections: those of a nomination together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from services.incentives.awards.scoring import SCORES as POLICIES
from services.incentives.nominations import repository
from services.incentives.nominations.domain import COUNTED, OBJECTED, objected_on
from services.incentives.nominations.gathering import near
from services.incentives.nominations.granting import grant
from services.incentives.nominations.repository import NOMINATIONS, OBJECTIONS, SCORES, SEQUENCE
from services.incentives.nominations.telling import tell_scored
from services.incentives.served.repository import all_ties
from shared import clock, jurors
from shared.kinds import Case
from shared.rules import juries
from shared.rules.conditions import Conditions
from shared.rules.juries import Score
from shared.rules.places import PROVINCE
from shared.rules.policies import in_force
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.waiting import ACCEPTED, OUTCOME

UNKNOWN = "held:unknown_nomination"
"""What a score is of a nomination that does not stand, for as long as it does not."""


def take_scores(transaction: Transaction, cases: Sequence[Case]) -> None:
    """Scores were taken in, or objections: decide on them beside the others of these nominations."""
    names = {case["nomination_ref"] for case in cases}
    judge(transaction, names)
    grant(transaction, {one["award_ref"] for one in transaction[NOMINATIONS].by_id(names, {"award_ref": 1}).values()})


take_objections = take_scores


def judge(transaction: Transaction, nominations: Iterable[str]) -> None:
    """Decide on the scores of nominations, and on the objections to them."""
    names = sorted(set(nominations))
    repository.take_turns(transaction, names)
    documents = transaction[NOMINATIONS].by_id(names)
    scores = repository.about(transaction, SCORES, names)
    objections = repository.about(transaction, OBJECTIONS, names)
    near_to = near(transaction, [one for name, one in documents.items() if scores.get(name)])
    known_as = jurors.known_as(transaction, chain.from_iterable(scores.values()), all_ties)
    policy, changes = in_force(POLICIES, clock.today(), PROVINCE), dict[str, dict[str, Any]]()
    counted: dict[str, dict[str, Any]] = {}
    for name, nomination in documents.items():
        some = sorted((juries.score_of(one), one) for one in scores.get(name, ()))
        stands = nomination[OUTCOME] == ACCEPTED
        reasons = juries.decide((score for score, _ in some), near_to[name], policy, known_as) if some else {}
        for score, document in some:
            _decide(transaction, document, _outcome(reasons[score.reference]) if stands else UNKNOWN, policy, changes)
        after = {
            COUNTED: _counted((score for score, _ in some), reasons) if stands else [],
            OBJECTED: objected_on(objections.get(name, ()), nomination),
        }
        if any(nomination[field] != value for field, value in after.items()):
            counted[name] = after
    repository.change(transaction, SCORES, changes)
    repository.change(transaction, NOMINATIONS, counted)


def _decide(
    transaction: Transaction, score: Document, outcome: str, policy: Conditions, changes: dict[str, dict[str, Any]]
) -> None:
    if SEQUENCE in score and score[OUTCOME] == outcome:
        return
    after = {OUTCOME: outcome, SEQUENCE: score.get(SEQUENCE, 0) + 1, "policy": policy.kept}
    changes[score["_id"]] = after
    tell_scored(transaction, {**score, **after}, policy.reference)


def _outcome(reason: str | None) -> str:
    return f"refused:{reason}" if reason else ACCEPTED


def _counted(scores: Iterable[Score], reasons: dict[str, str | None]) -> list[list[Any]]:
    """The scores that count, in their order, each with the day on which it was given."""
    counting = (one for one in scores if reasons[one.reference] is None)
    return [[clock.china_day(one.at).isoformat(), one.score] for one in counting]
