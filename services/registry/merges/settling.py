"""Deciding on merges that share registrations together: each is written and told where it is another than before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from services.registry.merges import domain, repository, settled
from services.registry.merges.domain import SEPARATED
from services.registry.undecided import REFUSED
from services.registry.volunteers.keeping import keep
from services.registry.volunteers.known import is_of_name_alone
from services.registry.volunteers.life import Merged
from services.registry.volunteers.repository import Register
from shared import clock, undecided
from shared.kinds import Case
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.waiting import ACCEPTED


def kept_of(case: Case) -> dict[str, Any]:
    """What a merge's document has besides its facts: both registrations, by number and by their own references.

    One of names alone says so: it is its source's word, joins nobody, and nobody hears of it.
    """
    kept, merged = case.known["kept_ref"].volunteer, case.known["merged_ref"].volunteer
    alone = {"of_name": True, "sequence": 2 if case["undone_at"] else 1} if _is_of_names_alone(case) else {}
    sides = {"kept": kept.number, "merged": merged.number, "kept_as": kept.reference, "merged_as": merged.reference}
    return {**sides, **alone}


def settle(transaction: Transaction, cases: Sequence[Case]) -> None:
    """Rows whose volunteers are known were taken in: decide on them beside the others of these volunteers."""
    joined = [case for case in cases if not _is_of_names_alone(case)]
    decide_together(transaction, {one.number for case in joined for one in case.known.values()})


def _is_of_names_alone(case: Case) -> bool:
    """Whether the sender reaches not both persons, but names of them that are those of two."""
    alone = any(is_of_name_alone(case, field) for field in case.known)
    return alone and len({one.number for one in case.known.values()}) > 1


def decide_together(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Decide anew on all merges that have to do with volunteers.

    All registrations are written, so that two who decide at one moment about merges that share one do not miss each
    other (docs/adr/0006).
    """
    documents = repository.around(transaction, numbers)
    erased = settled.around(transaction, {one[side] for one in documents for side in repository.SIDES})
    reasons = domain.refused(map(repository.merge, documents), clock.today(), erased)
    decided = [{**one, **_after(one, reasons.get(one["_id"]))} for one in documents]
    news = [(before, after) for before, after in zip(documents, decided, strict=True) if after != before]
    for before, after in news:
        _tell(transaction, before, after)
    repository.change(transaction, {after["_id"]: after for _, after in news})
    _note(transaction, decided)


def _after(document: Document, reason: str | None) -> dict[str, Any]:
    """What a merge's document says now, with a sequence that counts the events."""
    merge, told = repository.merge(document), repository.told(document)
    now = domain.to_be_told(merge, holds=reason is None, told=told)
    return {
        "outcome": f"refused:{reason}" if reason else ACCEPTED,
        "policy": document.get("policy") or domain.policy_on(clock.today()).kept,
        "told": repository.told_as_kept(now),
        "sequence": document.get("sequence", 0) + len(domain.news(told, now)),
    }


def _tell(transaction: Transaction, before: Document, after: Document) -> None:
    reference, told, now = after["merge_ref"], repository.told(before), repository.told(after)
    if after["outcome"] not in (ACCEPTED, before["outcome"]):
        refused = undecided.told(repository.MERGES, reference, after["outcome"], after["policy"])
        transaction.publish(REFUSED, reference, refused)
    joined = {
        "merge_ref": reference,
        "kept": after["kept"],
        "kept_ref": after["kept_as"],
        "merged": after["merged"],
        "merged_ref": after["merged_as"],
        "merged_at": after["merged_at"],
    }
    for sequence, event in enumerate(domain.news(told, now), before.get("sequence", 0) + 1):
        undone = {"undone_at": after["told"]["until"]} if event == SEPARATED else {}
        transaction.publish(event, reference, {**joined, **undone}, sequence=sequence)


def _note(transaction: Transaction, merges: Sequence[Mapping[str, Any]]) -> None:
    """Let each registration say into whom it is merged, and when."""
    register = Register(transaction, {one[side] for one in merges for side in ("kept_as", "merged_as")})
    for reference in sorted({one[side] for one in merges for side in ("kept_as", "merged_as")}):
        volunteer = register.find(reference)
        if volunteer is not None:
            own = [one for one in merges if one["merged_as"] == reference and one["outcome"] == ACCEPTED]
            keep(transaction, register, volunteer, volunteer.lived(volunteer.life.joined(map(_merged, own))))
    register.save()


def _merged(document: Mapping[str, Any]) -> Merged:
    merge = repository.merge(document)
    return Merged(merge.reference, document["kept_as"], merge.merged_at, merge.undone_at)


def forget(transaction: Transaction, numbers: Collection[str]) -> None:
    """Persons are erased: their merges go, and what was decided on beside them stays decided (docs/adr/0040).

    Whether others are one person nobody says by an erasure: a merge that one of these was in the way of stays refused.
    """
    around = repository.around(transaction, numbers)
    gone = [one for one in around if {one["kept"], one["merged"]} & set(numbers)]
    settled.keep(transaction, numbers, [one for one in gone if one["outcome"] == ACCEPTED])
    repository.remove(transaction, [one["_id"] for one in gone])
    others = {one[side]: one[f"{side}_as"] for one in around for side in repository.SIDES if one[side] not in numbers}
    register = Register(transaction, others.values())
    references = {one["_id"] for one in gone}
    for reference in sorted(others.values()):
        other = register.find(reference)
        if other is not None:
            left = [one for one in other.life.merges if one.merge_ref not in references]
            keep(transaction, register, other, other.lived(other.life.joined(left)))
    register.save()
    decide_together(transaction, others)
