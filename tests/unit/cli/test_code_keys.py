"""The keys of codes: made once, and rotated with the former ones behind the new one."""

from __future__ import annotations

from cli.systems import code_keys


def test_a_new_key_stands_in_front_and_the_former_ones_stay() -> None:
    """What a version before did not know is made; what is there is left."""
    first = code_keys.completed({"A": "b"})
    assert first == code_keys.completed(first)
    second = code_keys.renewed(first)
    new, old = second[code_keys.NAME].split(",")
    assert (first[code_keys.NAME], "b") == (old, second["A"])
    assert new.partition(":")[0] != old.partition(":")[0]
