"""What a certificate says must hold together: its serial, its days, and its totals, added up again. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from shared.certificates.serials import read_serial
from shared.certificates.signing import Doubtful
from shared.seals import CREDITED, leaf, seal_of, shows_entry

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


def check_proofs(contents: Mapping[str, Any], proofs: Mapping[str, Any], keys: Mapping[str, bytes]) -> int:
    """Check that the entries are those that were sealed; how many of them are shown to be.

    Args:
        keys: the public keys of seals, by their ids.

    Raises:
        Doubtful: a proof shows nothing, or is of no entry of these.
    """
    lines = {one["entry"]: one for one in contents["entries"]}
    try:
        for entry, proof in proofs["entries"].items():
            seal = seal_of(proofs["seals"][str(proof["seal"])])
            if seal.key not in keys:
                raise Doubtful(f"no public key {seal.key} of seals is known")
            if not shows_entry(seal, keys[seal.key], leaf(CREDITED, lines[entry]), proof["index"], proof["path"]):
                raise Doubtful(f"{entry} is not as it was sealed")
    except (KeyError, TypeError, AttributeError):
        raise Doubtful("a proof is of no entry, or of no seal") from None
    return len(proofs["entries"])


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
