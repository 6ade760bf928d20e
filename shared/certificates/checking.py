"""What a certificate says must hold together: its serial, its days, and its totals, added up again. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from shared.certificates.serials import read_serial
from shared.certificates.signing import Doubtful

Line = Mapping[str, Any]


def totals(lines: Sequence[Line]) -> dict[str, Any]:
    """The minutes of some lines, together and by how each was recorded."""
    by_provenance: Counter[str] = Counter()
    for one in lines:
        by_provenance[one["provenance"]] += one["minutes"]
    return {
        "minutes": sum(one["minutes"] for one in lines),
        "entries": len(lines),
        "by_provenance": dict(sorted(by_provenance.items())),
    }


def check_sums(contents: Mapping[str, Any]) -> None:
    """Check what a certificate says against itself.

    Raises:
        Doubtful: it contradicts itself.
    """
    lines = contents["entries"]
    if read_serial(contents["serial"]) != contents["serial"]:
        raise Doubtful("the serial is none")
    if len({one["entry"] for one in lines}) != len(lines):
        raise Doubtful("an entry stands there twice")
    outside = [one for one in lines if not contents["first_day"] <= one["day"] <= contents["last_day"]]
    if outside:
        raise Doubtful(f"{outside[0]['entry']} is not of its days")
    if totals(lines) != contents["totals"]:
        raise Doubtful("the totals are not those of its entries")
