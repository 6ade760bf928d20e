"""Sending dead letters again, and dropping them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from cli.letters.box import SHOWN_KEY, Box
from shared.messaging import dead_letters
from shared.messaging.publisher import Publisher
from shared.messaging.replay import objection, send_letters
from shared.messaging.sending import Sender

CHANGED = "it failed again meanwhile, or somebody else has sent or dropped it: look at it once more"
Parts = Iterable[tuple[str, list[dict[str, Any]]]]


@dataclass
class Tally:
    """What became of letters: how many of each queue, and why some were left."""

    done: Counter[str] = field(default_factory=Counter)
    left: dict[str, str] = field(default_factory=dict)


def replay(box: Box, parts: Parts, tell: Callable[[int], None], say: Callable[[str], None]) -> Tally:
    """Send letters again, part by part; each is removed when the broker has it.

    Raises:
        UnknownQueue, GaveUp: the rest stays; sending it again later has no other effect.
    """
    tally = Tally()
    for service, letters in parts:
        sender = Sender(box.settings.broker_uri, Publisher(box.settings.broker_uri, service), say)
        try:
            send_letters(box.stores[service], sender, letters)
        finally:
            sender.close()
        for letter in letters:
            reason = objection(letter)
            if reason:
                tally.left[letter["key"][:SHOWN_KEY]] = reason
            else:
                tally.done[letter["queue"]] += 1
        tell(tally.done.total() + len(tally.left))
    return tally


def drop(box: Box, parts: Parts, tell: Callable[[int], None]) -> Tally:
    """Drop letters, part by part; one that failed again meanwhile stays."""
    tally = Tally()
    for service, letters in parts:
        dropped = {letter["_id"] for letter in dead_letters.remove(box.stores[service], letters)}
        for letter in letters:
            if letter["_id"] in dropped:
                tally.done[letter["queue"]] += 1
            else:
                tally.left[letter["key"][:SHOWN_KEY]] = CHANGED
        tell(tally.done.total() + len(tally.left))
    return tally
