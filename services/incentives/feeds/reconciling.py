"""What a partner was told on a day, counted so that the partner can count the same. Pure.

Who stored nothing, lost a cursor, or got something that was changed on the way, finds it here.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any


def counted(events: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts and sums by type, how many people, and a hash; an event that comes twice counts once, in any order."""
    counts, sums, people = Counter[str](), defaultdict[str, Counter[str]](Counter), set[str]()
    lines = dict[str, str]()
    for event in events:
        if event["id"] in lines:
            continue
        lines[event["id"]] = line(event)
        counts[event["type"]] += 1
        people.add(event["subject"])
        sums[event["type"]].update({name: value for name, value in event["data"].items() if type(value) is int})
    types = [{"type": one, "events": counts[one], "sums": dict(sorted(sums[one].items()))} for one in sorted(counts)]
    digest = hashlib.sha256("\n".join(sorted(lines.values())).encode()).hexdigest()
    return {"events": len(lines), "people": len(people), "types": types, "hash": digest}


def line(event: Mapping[str, Any]) -> str:
    """What the hash is of, for one event: its id and its data as JSON, with sorted names and no spaces."""
    return f"{event['id']} {json.dumps(event['data'], sort_keys=True, separators=(',', ':'), ensure_ascii=False)}"
