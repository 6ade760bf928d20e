"""What a correction makes of the entries of a presence: some are taken back, and what is left of them is new. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.hours.ledger.domain import further, reversal
from services.hours.shifts.domain import Interval
from shared.clock import china_day
from shared.rules.reversals import counting, is_reversal

BECAUSE = ("not_served", "recorded_twice", "wrong_times", "wrong_person")
UPHELD = "upheld"
"""Why something is taken back whose dispute somebody won."""
Entry = Mapping[str, Any]


def counted(entries: Iterable[Entry]) -> list[Entry]:
    """Those that count by now."""
    return list(counting({one["_id"]: one for one in entries}).values())


def reversed_by(entries: Iterable[Entry], because: str) -> list[dict[str, Any]]:
    """The entries that take back all that count."""
    return [reversal(one, because) for one in counted(entries)]


def cut_by(entries: Sequence[Entry], kept: Interval, because: str) -> list[dict[str, Any]]:
    """What leaves only the time that lies within `kept`: what reaches beyond is taken back, the rest of it is new.

    Nothing is longer than before: what was served besides is a presence of its own, which others approve.
    """
    changed = [(one, _cut(one, kept)) for one in counted(entries)]
    beyond = [(one, part) for one, part in changed if part != _interval(one)]
    number, written = sum(not is_reversal(one["_id"]) for one in entries), []
    for one, part in beyond:
        written.append(reversal(one, because))
        if part and part.minutes:
            number += 1
            written.append(_of_part(one, part, number))
    return written


def _interval(entry: Entry) -> Interval:
    return Interval(entry["starts_at"], entry["ends_at"])


def _cut(entry: Entry, kept: Interval) -> Interval | None:
    return _interval(entry).cut_to(kept)


def _of_part(entry: Entry, part: Interval, number: int) -> dict[str, Any]:
    return {
        **entry,
        "_id": further(entry["attendance_ref"], number),
        "minutes": part.minutes,
        "day": china_day(part.start).isoformat(),
        "starts_at": part.start,
        "ends_at": part.end,
    }
