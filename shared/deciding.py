"""Deciding on the rows of a kind: accepted, refused for a reason, or held until what they name is known.

A row that names something unknown is stored with what it waits for. Whoever brings that calls `release`, and the row is
decided as if it had come just then, so that any order of arrival gives the same result (rules-network.md 0.3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from pymongo import UpdateOne

from shared import clock, lying, paths, undecided, waiting
from shared.crypto import Sealer
from shared.erased import living
from shared.events.envelope import Event
from shared.intake import reading, repeats
from shared.intake.rows import Entry, Line, Receipt, Refusal
from shared.kinds import Case, Kind, Known, Need, Place
from shared.rules.conditions import Conditions
from shared.rules.places import PROVINCE
from shared.rules.policies import in_force
from shared.sealing import close, disclose, personal
from shared.speaking import name_of
from shared.store.client import Document
from shared.store.transaction import Transaction
from shared.trees import beneath_in
from shared.where import EVERYWHERE, OUTSIDE, Where

SENT_WITHIN = "sent_within"
"""Where the sender of a row that waits may act, where that is not everywhere."""
REFUSED_OUTSIDE = f"refused:{OUTSIDE}"
PLACED = ("of_region", "of_city", "of_organisation")
KEPT_APART = frozenset(
    {
        *("_id", "digest", "line", waiting.AWAITED, waiting.OUTCOME, waiting.WAITS_FOR, waiting.STEPS, "policy"),
        *(waiting.RESTS_ON, waiting.NO_LONGER, SENT_WITHIN, *PLACED),
    }
)
"""What a stored row has besides its facts."""


class Pending(NamedTuple):
    """A row that is to be decided: a new one, or one that waited.

    Attributes:
        origin: of a new row, what tells a replay from a conflict; None for one that waited.
        stored: whether its document exists: it waited, or others wait for it.
        before: the outcome that it had.
        where: where its sender may act.
    """

    reference: str
    facts: Mapping[str, Any]
    origin: Document | None = None
    stored: bool = False
    before: str | None = None
    cause: Event | None = None
    where: Where = EVERYWHERE


class Awaited(NamedTuple):
    """What a row waits for: a reference, and the collections any of which may bring it."""

    collections: tuple[str, ...]
    reference: str


class Verdict(NamedTuple):
    """What becomes of a row: the outcome, what it waits for, the policy that decided, what it knew and rests on."""

    pending: Pending
    outcome: str
    waits_for: Awaited | None = None
    policy: Conditions | None = None
    case: Case | None = None
    place: Place | None = None
    rests_on: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def take(transaction: Transaction, kind: Kind, lines: Sequence[Line]) -> Receipt:
    """Take rows in: the malformed are refused, the repeated told apart, and every other one is decided or waits."""
    receipt = Receipt(kind.name)
    entries = reading.read(transaction, lines, kind.reading, kind.key, receipt)
    if kind.naming:
        entries = living(transaction, kind.naming, entries, receipt)
    new = repeats.fresh(transaction, kind.name, entries, receipt, as_a_rule=kind.as_a_rule)
    new = _judged(transaction, kind, _named(transaction, kind, new, receipt), receipt)
    receipt.refusals = [_for_review(transaction.sealer, kind, one) for one in receipt.refusals]
    outside = decide(transaction, kind, [_new(one, receipt, transaction.where) for one in new])
    for one in new if outside else ():
        if one.reference in outside:
            receipt.refuse_outside(one)
    receipt.save(transaction)
    return receipt


def release(
    transaction: Transaction, kinds: Iterable[Kind], arrived_in: str, causes: Mapping[str, Event | None]
) -> None:
    """Decide again what waited for documents of a collection that are known now, of any of the kinds."""
    for kind in kinds:
        needs = (need for need in kind.needs if need.may_lie_in(arrived_in))
        for collections in dict.fromkeys(need.awaited_in(arrived_in) for need in needs):
            waited = waiting.on(transaction, kind.name, collections, list(causes))
            opened = [disclose(transaction.sealer, kind, one) for one in waited]
            decide(transaction, kind, [_waited(transaction, one, causes) for one in opened])


def again(transaction: Transaction, kinds: Iterable[Kind], changed_in: str, causes: Mapping[str, Event | None]) -> None:
    """Decide again what was refused for documents of a collection that are others now, of any of the kinds.

    What was accepted stands, and says why it would be refused.
    """
    by_key = {waiting.key((changed_in,), one): cause for one, cause in causes.items()}
    for kind in kinds:
        if kind.rests_on:
            found = transaction[kind.name].where(waiting.RESTS_ON, by_key)
            rows = {one["_id"]: disclose(transaction.sealer, kind, one) for one in found}
            refused = [_refused(one, by_key) for one in rows.values() if not waiting.is_known(one)]
            decide(transaction, kind, refused)
            _doubt(transaction, kind, [one for one in rows.values() if waiting.is_known(one)])


def _doubt(transaction: Transaction, kind: Kind, documents: Sequence[Document]) -> None:
    """Say of accepted rows why they would be refused by what they rest on now, or that nothing is against them."""
    if not documents:
        return
    rows = [_lacking(transaction, one) for one in documents]
    before = {one["_id"]: (one.get(waiting.NO_LONGER), one.get(waiting.RESTS_ON)) for one in documents}
    changes = {}
    for one in _judge(kind, rows, _look_up(transaction, kind, rows)):
        reason, rests_on = one.outcome.partition("refused:")[2] or None, _rests_on(one)
        if rests_on and before[one.pending.reference] != (reason, rests_on):
            changes[one.pending.reference] = {waiting.NO_LONGER: reason, waiting.RESTS_ON: rests_on}
    transaction[kind.name].write([UpdateOne({"_id": one}, {"$set": change}) for one, change in changes.items()])


def _rests_on(verdict: Verdict) -> list[str]:
    return sorted(waiting.key((name,), one) for name, some in verdict.rests_on.items() for one in some)


def decide_anew(transaction: Transaction, kind: Kind, documents: Iterable[Document]) -> None:
    """Decide again what lacked something that is there now (`Kind.lacks`)."""
    opened = [disclose(transaction.sealer, kind, one) for one in documents]
    decide(transaction, kind, [_lacking(transaction, one) for one in opened])


def decide(transaction: Transaction, kind: Kind, rows: Sequence[Pending]) -> set[str]:
    """Decide on every row, and write and tell all that follows.

    Of a new row that lies outside of where its sender may act nothing is kept, so that who may can send it; which of
    the rows that are.
    """
    if not rows:
        return set()
    verdicts = _judge(kind, rows, _look_up(transaction, kind, rows))
    outside = {one.pending.reference for one in verdicts if one.outcome == REFUSED_OUTSIDE and one.pending.origin}
    _write(transaction, kind, [one for one in verdicts if one.pending.reference not in outside])
    return outside


def _named(transaction: Transaction, kind: Kind, entries: list[Entry], receipt: Receipt) -> list[Entry]:
    """Those rows that name nobody but who sent them, or whom that one may name; each with who sent it."""
    if kind.named is None or transaction.subject is None:
        return entries
    name, speaks, found = name_of(transaction.sealer, transaction.subject), transaction.speaks, []
    for one in entries:
        fault = kind.named(one.plain, name, speaks)
        if fault is None:
            found.append(one)
        else:
            receipt.accepted -= 1
            receipt.refuse_entry(one, fault.field, fault.reason)
    return found


def _judged(transaction: Transaction, kind: Kind, entries: list[Entry], receipt: Receipt) -> list[Entry]:
    """Those rows that show what their kind asks for; what was shown is not kept."""
    if kind.judged is None or not entries:
        return entries
    faults, found = kind.judged(transaction, entries), []
    for one in entries:
        fault = faults.get(one.reference)
        if fault is None:
            found.append(one)
        else:
            receipt.accepted -= 1
            values = {name: one.plain[name] for name in kind.reviewed} if fault.reason != OUTSIDE else None
            receipt.refuse_entry(one, fault.field, fault.reason, values=values or None)
        for name in kind.unkept:
            one.plain.pop(name, None)
    return found


def _look_up(transaction: Transaction, kind: Kind, rows: Sequence[Pending]) -> dict[str, dict[str, Any]]:
    """What is known of everything that the rows name, by collection and reference."""
    wanted: dict[tuple[Need, str], set[str]] = defaultdict(set)
    for need in (*kind.needs, *_lying_with(kind, rows)):
        for collections, names in need.all_names(row.facts for row in rows).items():
            for collection in collections:
                wanted[need, collection] |= names
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for (need, collection), references in wanted.items():
        some = need.find(transaction, collection, references)
        # What is changed in place is nobody else's: commands of one group may be given the same answer.
        found[collection].update({name: dict(one) for name, one in some.items()} if kind.moves else some)
    return found


def _lying_with(kind: Kind, rows: Sequence[Pending]) -> tuple[Need, ...]:
    """Who reaches everything needs no place to be looked up."""
    limited = kind.lies_with and any(not row.where.everywhere for row in rows)
    return (kind.lies_with,) if limited and kind.lies_with else ()


def _judge(kind: Kind, rows: Sequence[Pending], known: dict[str, dict[str, Any]]) -> list[Verdict]:
    """A verdict for every row; rows of a kind that names others of its kind may be accepted one after the other."""
    verdicts: dict[str, Verdict] = {}
    may_need = kind.may_need(kind.name)
    others_follow = may_need or kind.moves
    rest = sorted(rows, key=lambda row: _turn(kind, row)) if kind.in_turn else list(rows)
    while rest:
        for row in rest:
            verdicts[row.reference] = _verdict(kind, row, known)
            if others_follow:
                _follow(kind, verdicts[row.reference], known)
        if not may_need or not any(_is_accepted(verdicts[row.reference]) for row in rest):
            break
        rest = [row for row in rest if verdicts[row.reference].waits_for is not None]
    return list(verdicts.values())


def _turn(kind: Kind, row: Pending) -> tuple[Any, str]:
    return (clock.from_text(row.facts[kind.in_turn or ""]), row.reference)


def _follow(kind: Kind, verdict: Verdict, known: dict[str, dict[str, Any]]) -> None:
    """What an accepted row is to those that are decided after it."""
    if not _is_accepted(verdict):
        return
    if kind.moves and verdict.case:
        kind.moves(verdict.case)
    if kind.may_need(kind.name):
        known[kind.name][verdict.pending.reference] = _document(kind, verdict)


def _verdict(kind: Kind, row: Pending, known: Mapping[str, Known]) -> Verdict:
    named = {}
    for need in kind.needs:
        collections, each = need.where(row.facts), {}
        for reference in need.names(row.facts):
            found = next((known[one][reference] for one in collections if reference in known[one]), None)
            if found is None or not need.fits(row.facts, found):
                return Verdict(row, f"held:{need.reason}", Awaited(collections, reference))
            each[reference] = named[need.field] = found
        if paths.is_listed(need.field):
            named[need.field] = each
    if kind.lies_with and not row.where.everywhere:
        named.update(_lain_with(kind.lies_with, row.facts, known))
    case = Case(row.reference, row.facts, named, row.where)
    place = kind.place(case)
    if not kind.is_permitted(case, place, row.where):
        return Verdict(row, REFUSED_OUTSIDE)
    if lacking := kind.lacks(case):
        return Verdict(row, f"held:{lacking}", case=case, place=place)
    policy = in_force(kind.conditions, clock.today(), place.region_code or PROVINCE) if kind.conditions else None
    reason = policy.failing(case) if policy else None
    outcome = f"refused:{reason}" if reason else waiting.ACCEPTED
    rests = kind.rests_on if reason or kind.doubted else None
    rests_on = {name: tuple(some) for name, some in rests(case).items()} if rests else {}
    return Verdict(row, outcome, None, policy, case, place, rests_on)


def _lain_with(need: Need, facts: Mapping[str, Any], known: Mapping[str, Known]) -> dict[str, Any]:
    """What a row lies with, by the field that names it; nothing where that is not known."""
    (collection,) = need.where(facts)
    found = known[collection].get(facts[need.field])
    return {} if found is None else {need.field: found}


def _is_accepted(verdict: Verdict) -> bool:
    return verdict.outcome == waiting.ACCEPTED


def _write(transaction: Transaction, kind: Kind, verdicts: Sequence[Verdict]) -> None:
    sealer = transaction.sealer
    new = [one for one in verdicts if not one.pending.stored]
    documents = [{"_id": one.pending.reference, **_stored(sealer, kind, one)} for one in new]
    transaction[kind.name].insert(documents, short=kind.only_told)
    known = [one for one in verdicts if one.pending.stored and _is_news(one)]
    transaction[kind.name].write([_update(sealer, kind, one) for one in known])
    missing: dict[str, list[str]] = defaultdict(list)
    for one in verdicts:
        if one.waits_for:
            for collection in one.waits_for.collections:
                missing[collection].append(one.waits_for.reference)
    for collection, references in missing.items():
        waiting.begin(transaction, collection, references)
    _rest(transaction, verdicts)
    for one in verdicts:
        _tell(transaction, kind, one)
    if kind.stays:
        lying.learn(transaction, kind.name, _accepted_now(new))
    accepted = [one.case for one in verdicts if one.case and _is_accepted(one)]
    if kind.then and accepted:
        kind.then(transaction, accepted)


def _accepted_now(new: Iterable[Verdict]) -> Iterator[tuple[str, Document]]:
    """Where rows that just came lie; of what had waited, those who let rows in are not told."""
    for one in new:
        if one.place and one.pending.origin and _is_accepted(one):
            yield one.pending.reference, one.place.document()


def _rest(transaction: Transaction, verdicts: Iterable[Verdict]) -> None:
    """A row writes on what it rests on: whoever changes that at this moment sees it, or it that."""
    resting: dict[str, set[str]] = defaultdict(set)
    for one in verdicts:
        for collection, references in one.rests_on.items():
            resting[collection].update(references)
    for collection, some in resting.items():
        waiting.begin(transaction, collection, some)


def _document(kind: Kind, verdict: Verdict) -> Document:
    """A row's document but for its id."""
    if kind.only_told:
        return dict(verdict.pending.origin or {})
    document = {**verdict.pending.facts, **(verdict.pending.origin or {})}
    if kind.decides:
        document[waiting.OUTCOME] = verdict.outcome
    if verdict.policy:
        document["policy"] = verdict.policy.kept
    if verdict.rests_on:
        document[waiting.RESTS_ON] = _rests_on(verdict)
    if verdict.waits_for:
        document[waiting.WAITS_FOR] = waiting.key(*verdict.waits_for)
        document |= _of_sender(verdict.pending.where)
    if verdict.place and verdict.case:
        document |= kind.placed(verdict.case, verdict.place)
        if _is_accepted(verdict):
            sequence = {"sequence": 1 + len(kind.later(verdict.case))} if kind.lives else {}
            document |= {**kind.keep(verdict.case), **sequence}
    return document


def _of_sender(where: Where) -> Document:
    """Until it is known whose a row is, it is its sender's."""
    return {} if where.everywhere else {**Place(*where.place()).document(), SENT_WITHIN: where.kept()}


def _stored(sealer: Sealer, kind: Kind, verdict: Verdict) -> Document:
    return close(sealer, kind, verdict.pending.reference, _document(kind, verdict))


def _update(sealer: Sealer, kind: Kind, verdict: Verdict) -> UpdateOne:
    change: dict[str, Any] = {"$set": _stored(sealer, kind, verdict)}
    if not verdict.waits_for:
        # Who may bring a row that lay outside of where its sender may act, brings it as a new one.
        gone = ("digest", "line") if verdict.outcome == REFUSED_OUTSIDE else ()
        rested = () if verdict.rests_on else (waiting.RESTS_ON,)
        change["$unset"] = dict.fromkeys((waiting.WAITS_FOR, *rested, SENT_WITHIN, *gone), "")
    return UpdateOne({"_id": verdict.pending.reference}, change)


def _is_news(verdict: Verdict) -> bool:
    return verdict.pending.before is None or verdict.pending.before != verdict.outcome or verdict.waits_for is not None


def _tell(transaction: Transaction, kind: Kind, verdict: Verdict) -> None:
    row = verdict.pending
    if _is_accepted(verdict):
        if kind.event and verdict.case:
            told = [(kind.event, _data(transaction.sealer, kind, verdict.case)), *kind.later(verdict.case)]
            for sequence, (event, data) in enumerate(told, 1):
                numbered = sequence if kind.lives else None
                transaction.publish(event, row.reference, data, sequence=numbered, cause=row.cause)
    elif kind.undecided and row.before != verdict.outcome:
        held, refused = kind.undecided
        event = held if verdict.outcome.startswith("held:") else refused
        policy = verdict.policy.reference if verdict.policy else None
        data = undecided.told(kind.name, row.reference, verdict.outcome, policy)
        transaction.publish(event, row.reference, data, cause=row.cause)


def _data(sealer: Sealer, kind: Kind, case: Case) -> dict[str, Any]:
    return {**kind.tell(case), **personal(sealer, kind, {**case.facts, **kind.keep(case)})}


def _for_review(sealer: Sealer, kind: Kind, refusal: Refusal) -> Refusal:
    """A conflicting row is kept as an accepted one would be."""
    if refusal.values is None:
        return refusal
    values = {name: value for name, value in refusal.values.items() if name not in kind.unkept}
    return replace(refusal, values=close(sealer, kind, refusal.reference, values))


def _new(entry: Entry, receipt: Receipt, where: Where) -> Pending:
    stored = entry.reference in receipt.awaited
    return Pending(entry.reference, entry.plain, repeats.origin(entry), stored, where=where)


def _waited(transaction: Transaction, document: Document, causes: Mapping[str, Event | None]) -> Pending:
    facts = {name: value for name, value in document.items() if name not in KEPT_APART}
    cause = causes[document[waiting.WAITS_FOR].partition(":")[2]]
    before, where = document[waiting.OUTCOME], _sent_within(transaction, document)
    return Pending(document["_id"], facts, None, stored=True, before=before, cause=cause, where=where)


def _lacking(transaction: Transaction, document: Document) -> Pending:
    facts = {name: value for name, value in document.items() if name not in KEPT_APART}
    where = _sent_within(transaction, document)
    return Pending(document["_id"], facts, stored=True, before=document[waiting.OUTCOME], where=where)


def _refused(document: Document, causes: Mapping[str, Event | None]) -> Pending:
    facts = {name: value for name, value in document.items() if name not in KEPT_APART}
    cause = next(causes[one] for one in document[waiting.RESTS_ON] if one in causes)
    return Pending(document["_id"], facts, stored=True, before=document[waiting.OUTCOME], cause=cause)


def _sent_within(transaction: Transaction, document: Document) -> Where:
    kept = document.get(SENT_WITHIN)
    if kept is None:
        return EVERYWHERE
    return beneath_in(transaction, Where.read(kept))
