"""How partners are sent what they are told: how much at once, signed by which secrets, and when again. Pure."""

from __future__ import annotations

import base64
import datetime as dt
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from standardwebhooks import Webhook

from shared import clock

FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(seconds=5), dt.timedelta(hours=1)
GIVE_UP = dt.timedelta(days=3)
"""From the first failure on (Standard Webhooks, *Deliverability and reliability*)."""
MOST_EVENTS, USUAL_EVENTS = 1_000, 500
MOST_BYTES, USUAL_BYTES, LEAST_BYTES = 4 * 1024 * 1024, 1024 * 1024, 4 * 1024
MOST_SECRETS = 3
"""That count at a time: each is one signature more in a header."""
SECRET_BYTES = 32
"""24 to 64 (Standard Webhooks, *Signature scheme*)."""
LONGEST_OVERLAP = dt.timedelta(days=30)
LONGEST_REST = GIVE_UP
"""Nobody is left in peace for longer, whatever an answer asks for."""
TAKEN, TOO_LARGE, NO_LONGER = range(200, 300), 413, 410
GONE, EXHAUSTED = "gone", "exhausted"
NO_SECRET = "has_as_many_secrets_as_count_at_a_time"  # noqa: S105  # a reason


class Outcome(StrEnum):
    """What became of an attempt to deliver a batch."""

    DELIVERED = "delivered"
    TOO_LARGE = "too_large"
    GONE = "gone"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Answer:
    """What came of sending a batch.

    Attributes:
        status: of the answer; None without one.
        failure: why there is none, in a word.
        after: until when it asks to be left in peace.
    """

    status: int | None = None
    failure: str = ""
    after: dt.timedelta | None = None


@dataclass(frozen=True)
class Secret:
    """A key by which what is sent is signed, as `whsec_...`, from a moment on, and until another one where it ends."""

    id: str
    text: str
    since: str
    until: str | None = None

    def counts(self, now: dt.datetime) -> bool:
        """Whether it signs at a moment."""
        return self.until is None or now < clock.from_text(self.until)


def new_secret(identifier: str, now: dt.datetime) -> Secret:
    """A secret, drawn."""
    text = f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
    return Secret(identifier, text, clock.to_text(now))


def rotated(known: Sequence[Secret], new: Secret, now: dt.datetime, overlap: dt.timedelta) -> list[Secret]:
    """The secrets with a new one first; those of before count for a while, those that count no longer are left out."""
    end = now + overlap
    kept = [one for one in known if one.counts(now)]
    ended = [
        Secret(one.id, one.text, one.since, clock.to_text(min(end, clock.from_text(one.until)) if one.until else end))
        for one in kept
    ]
    return [new, *(one for one in ended if one.counts(now))]


def headers(known: Iterable[Secret], message: str, body: bytes, now: dt.datetime) -> dict[str, str]:
    """Of a message: its id, when it was sent, and a signature by each secret that counts."""
    text = body.decode()
    signed = [Webhook(one.text).sign(message, now, text) for one in known if one.counts(now)]
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signed),
    }


def cut(texts: Sequence[bytes], most_bytes: int) -> Sequence[bytes]:
    """The first of some events that together have no more bytes; one at least."""
    total = 0
    for count, text in enumerate(texts):
        total += len(text) + 1
        if total > most_bytes and count:
            return texts[:count]
    return texts


def judged(answer: Answer, events: int) -> Outcome:
    """What an answer to a batch of so many events means; redirections are not followed, and are failures."""
    if answer.status in TAKEN:
        return Outcome.DELIVERED
    if answer.status == NO_LONGER:
        return Outcome.GONE
    if answer.status == TOO_LARGE and events > 1:
        return Outcome.TOO_LARGE
    return Outcome.FAILED


def after(outcome: Outcome, answer: Answer, push: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
    """What an attempt changes of how a partner's push stands."""
    batch = push["batch"]
    events = batch["upto"] - batch["after"]
    calm = {"failures": 0, "failing_since": None, "due": now}
    if outcome is Outcome.DELIVERED:
        # A batch that was full was taken: a little more is tried, as long as less than wanted is sent.
        grown = min(push["most_events"], push["size"] + (events >= push["size"]))
        return {**calm, "batch": None, "position": batch["upto"], "last_delivery": now, "size": grown}
    if outcome is Outcome.TOO_LARGE:
        return {"due": now, "batch": None, "size": max(1, events // 2)}
    since = push["failing_since"] or now
    failed = {"failures": push["failures"] + 1, "failing_since": since}
    if outcome is Outcome.GONE:
        return {**failed, "disabled": GONE}
    if now >= since + GIVE_UP:
        return {**failed, "disabled": EXHAUSTED}
    return {**failed, "due": min(now + _pause(failed["failures"], answer.after), since + GIVE_UP)}


def _pause(failures: int, asked: dt.timedelta | None) -> dt.timedelta:
    """Longer with each failure in a row, and as long as the partner asks for."""
    doubled: dt.timedelta = FIRST_PAUSE * (1 << min(failures - 1, 20))
    return max(min(doubled, LONGEST_PAUSE), min(asked or FIRST_PAUSE, LONGEST_REST))
