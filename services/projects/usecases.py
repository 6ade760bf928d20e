"""Use cases of projects: take definitions and attendance in, open what is complete, show what matching proposes.

Files may come in any order: a post waits for its site, a shift for its post. A post is *open* when its site is known, a
shift is *scheduled* when its post is open; only then does anybody hear of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pymongo import ReplaceOne, UpdateOne

from services.projects import domain, repository, schemas
from shared import intake
from shared.events.envelope import Event
from shared.intake import Line, Receipt
from shared.store.client import Document
from shared.store.read_data import ReadData
from shared.store.transaction import Transaction

SITE, POST, SHIFT = schemas.Site(), schemas.Post(), schemas.Shift()
AVAILABILITY, ATTENDANCE = schemas.Availability(), schemas.Attendance()


def open_sites(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take sites in; posts that waited for them follow when projects hears its own event."""
    receipt = Receipt("sites")
    entries = intake.read(transaction, lines, SITE, "site_ref", receipt)
    new = intake.fresh(transaction, "sites", entries, receipt)
    repository.add_or_fill(transaction, "sites", [(one, one.plain) for one in new])
    for one in new:
        transaction.publish("site.opened.v1", one.reference, one.plain)
    receipt.save(transaction)
    return receipt


def open_posts(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take posts in; those whose site is known are open at once."""
    receipt = Receipt("posts")
    entries = intake.read(transaction, lines, POST, "post_ref", receipt)
    new = intake.fresh(transaction, "posts", entries, receipt)
    sites = _known(transaction, "sites", (one.data["site_ref"] for one in new))
    complete, early = _split(new, sites, "site_ref")
    opened = [(one, domain.open_post(one.plain, sites[one.data["site_ref"]])) for one in complete]
    waiting = [(one, {**one.plain, "waits_for": one.data["site_ref"]}) for one in early]
    repository.await_definitions(transaction, "sites", (one.data["site_ref"] for one in early))
    repository.add_or_fill(transaction, "posts", [(one, {**facts, "open": True}) for one, facts in opened] + waiting)
    for one, facts in opened:
        transaction.publish("post.opened.v1", one.reference, facts)
    receipt.save(transaction)
    return receipt


def schedule_shifts(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take shifts in; those whose post is open are scheduled at once."""
    receipt = Receipt("shifts")
    entries = intake.read(transaction, lines, SHIFT, "shift_ref", receipt)
    new = intake.fresh(transaction, "shifts", entries, receipt)
    posts = {ref: post for ref, post in _known(transaction, "posts", _posts_of(new)).items() if post.get("open")}
    complete, early = _split(new, posts, "post_ref")
    repository.await_definitions(transaction, "posts", _posts_of(early))
    repository.add(transaction, "shifts", complete)
    transaction["shifts"].insert(
        [{"_id": one.reference, **one.plain, **intake.origin(one), "waits_for": one.data["post_ref"]} for one in early]
    )
    for one in complete:
        _publish_shift(transaction, one.plain, posts[one.data["post_ref"]])
    receipt.save(transaction)
    return receipt


def open_waiting_posts(transaction: Transaction, events: Sequence[Event]) -> None:
    """Sites were opened: open the posts that waited for them."""
    sites = {event.subject: event for event in events}
    opened = []
    for post in repository.waiting_for(transaction, "posts", list(sites)):
        facts = domain.open_post(_facts(post), sites[post["site_ref"]].data)
        opened.append((post["_id"], {**facts, "open": True}))
        transaction.publish("post.opened.v1", post["_id"], facts, cause=sites[post["site_ref"]])
    repository.stop_waiting(transaction, "posts", opened)


def schedule_waiting_shifts(transaction: Transaction, events: Sequence[Event]) -> None:
    """Posts were opened: schedule the shifts that waited for them."""
    posts = {event.subject: event for event in events}
    waiting = repository.waiting_for(transaction, "shifts", list(posts))
    for shift in waiting:
        event = posts[shift["post_ref"]]
        _publish_shift(transaction, shift, event.data, cause=event)
    repository.stop_waiting(transaction, "shifts", [(shift["_id"], {"awaited": 0}) for shift in waiting])


def offer_availability(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take in the parts of days that volunteers offer."""
    receipt = Receipt("availability")
    entries = intake.read(transaction, lines, AVAILABILITY, "volunteer_ref", receipt)
    keyed = [_keyed_offer(one) for one in entries]
    new = intake.fresh(transaction, "availability", keyed, receipt)
    repository.add(transaction, "availability", new)
    for one in new:
        transaction.publish("availability.offered.v1", one.reference, one.plain)
    receipt.save(transaction)
    return receipt


def log_attendance(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take presences in and tell of each: what becomes of it is decided by hours.

    The first with a reference stays; another with other contents is kept for review (rules.md, rows 1 and 2).
    """
    receipt = Receipt("attendance")
    entries = intake.read(transaction, lines, ATTENDANCE, "attendance_ref", receipt)
    new = intake.fresh(transaction, "attendance", entries, receipt, as_a_rule=True)
    repository.add(transaction, "attendance", new)
    for one in new:
        transaction.publish("attendance.logged.v1", one.reference, one.plain)
    receipt.save(transaction)
    return receipt


def note_organisations(transaction: Transaction, events: Sequence[Event]) -> None:
    """Organisations were registered: keep what posts show of them."""
    transaction["organisations"].write(
        [ReplaceOne({"_id": event.subject}, dict(event.data), upsert=True) for event in events]
    )


def note_proposals(transaction: Transaction, events: Sequence[Event]) -> None:
    """Matching proposed places: keep them for who runs the post to see, decide and confirm."""
    transaction["proposals"].write(
        [
            UpdateOne(
                {"_id": f"{event.data['roster']}:{event.data['shift_ref']}:{event.data['volunteer']}"},
                {"$set": dict(event.data)},
                upsert=True,
            )
            for event in events
        ]
    )


def read_data() -> list[ReadData]:
    """What follows from the events of others, to be made again by a rebuild."""
    return [ReadData("organisations", ("organisation.registered.v1",)), ReadData("proposals", ("match.proposed.v1",))]


def proposals_of(transaction: Transaction, shift_ref: str) -> list[Document]:
    """The places of a shift that are proposed to somebody."""
    return transaction["proposals"].find({"shift_ref": shift_ref}, {"_id": 0})


def _known(transaction: Transaction, name: str, references: Iterable[str]) -> dict[str, Document]:
    """The definitions that are here, without those that are only awaited."""
    return {ref: found for ref, found in transaction[name].by_id(set(references)).items() if "digest" in found}


def _split(
    entries: Sequence[intake.Entry], known: dict[str, Document], key: str
) -> tuple[list[intake.Entry], list[intake.Entry]]:
    complete = [one for one in entries if one.data[key] in known]
    return complete, [one for one in entries if one.data[key] not in known]


def _posts_of(entries: Iterable[intake.Entry]) -> set[str]:
    return {one.data["post_ref"] for one in entries}


def _facts(document: Document) -> dict[str, Any]:
    return {name: document[name] for name in POST.fields}


def _publish_shift(transaction: Transaction, shift: Any, post: Any, cause: Event | None = None) -> None:
    facts = domain.schedule_shift(shift, post)
    transaction.publish("shift.scheduled.v1", facts["shift_ref"], facts, cause=cause)


def _keyed_offer(entry: intake.Entry) -> intake.Entry:
    """An offer's reference is what it offers: the same offer twice is one."""
    reference = f"{entry.plain['volunteer_ref']}:{entry.plain['date']}:{entry.plain['part_of_day']}"
    return intake.Entry(entry.line, reference, entry.data, entry.plain, entry.digest)
