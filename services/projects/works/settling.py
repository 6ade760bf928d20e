"""Deciding on the scores of a work together: each is written and told where it is another than before."""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import chain
from typing import Any

from services.projects.merges.repository import all_ties
from services.projects.undecided import UNDECIDED
from services.projects.works import domain, repository
from services.projects.works.repository import SEQUENCE
from shared import clock, jurors, undecided
from shared.kinds import Case
from shared.rules import juries
from shared.rules.places import PROVINCE
from shared.rules.policies import in_force
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.waiting import ACCEPTED, OUTCOME

SCORED = "work.scored.v1"
_, REFUSED = UNDECIDED


def settle(transaction: Transaction, cases: Sequence[Case]) -> None:
    """Scores were taken in: decide on them beside the others of these works."""
    judge(transaction, {case["work_ref"] for case in cases})


def judge(transaction: Transaction, works: Set[str]) -> None:
    """Decide on the scores of works."""
    repository.take_turns(transaction, works)
    policy = in_force(domain.SCORE_POLICIES, clock.today(), PROVINCE)
    whose = repository.organisations_of(transaction, works)
    changes: dict[str, dict[str, Any]] = {}
    scores = repository.scores_in(transaction, works)
    known_as = jurors.known_as(transaction, chain.from_iterable(scores.values()), all_ties)
    for work, documents in scores.items():
        reasons = juries.decide(map(juries.score_of, documents), juries.always(whose[work]), policy, known_as)
        for document in documents:
            reason = reasons[document["_id"]]
            outcome = f"refused:{reason}" if reason else ACCEPTED
            if SEQUENCE not in document or document[OUTCOME] != outcome:
                after = {OUTCOME: outcome, SEQUENCE: document.get(SEQUENCE, 0) + 1}
                changes[document["_id"]] = {**after, **({"policy": policy.kept} if reason else {})}
                _tell(transaction, {**document, **after}, policy.reference)
    repository.change(transaction, changes)


def _tell(transaction: Transaction, score: Document, policy: dict[str, Any]) -> None:
    """Whether it counts: who gave it and how much it is, nobody has to hear."""
    reference, counts = score["score_ref"], score[OUTCOME] == ACCEPTED
    if not counts:
        refused = undecided.told(repository.SCORES, reference, score[OUTCOME], policy)
        transaction.publish(REFUSED, reference, refused)
    if counts or score[SEQUENCE] > 1:
        data = {"score_ref": reference, "work_ref": score["work_ref"], "counts": counts}
        transaction.publish(SCORED, reference, data, sequence=score[SEQUENCE])
