"""What is said of the keys after everything was made anew."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from cli.operating.rekeying import advice
from cli.project.storeless import SETTINGS
from runner.rekey import Outcome
from shared.rekeying.renewal import HASHED, SEALED
from shared.rekeying.walk import Tally

KEY = bytes(32)


def test_a_key_that_nothing_is_under_may_go() -> None:
    """Unless it is the one that seals or hashes next; a chain of hash keys stays whole."""
    settings = replace(
        SETTINGS,
        service_keys={"registry": {"r2": KEY, "r1": KEY}, "hours": {"h2": KEY, "h1": KEY}},
        sealing_keys={"k1": KEY},
        hash_keys={"h1": KEY, "h2": KEY},
        hash_forms=("h2", "h1"),
    )
    keys = Counter({(SEALED, "r2"): 3, (SEALED, "h1"): 1, (HASHED, "h2"): 9})
    told = list(advice(settings, Outcome([("registry", Tally("volunteers", keys=keys))])))

    assert [
        "KAPOK_REGISTRY_KEYS: r2 in use; r1 may go",
        "KAPOK_HOURS_KEYS: h1, h2 in use",
        "KAPOK_SEALING_KEYS: none in use; k1 may go",
        "KAPOK_HASH_FORMS: h2 in use; h1 may go, but not out of KAPOK_HASH_KEYS",
    ] == told
