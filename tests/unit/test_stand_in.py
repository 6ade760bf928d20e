"""What the tests of the containers bring along for a store is a program, on machines without an engine too."""

from __future__ import annotations

from tests.containers import stand_in


def test_what_stands_in_for_a_store_is_one_program() -> None:
    """It is put together from the embedded store's own preparation; a name of it that was gone was seen only there."""
    program = compile(stand_in.PREPARED + stand_in.STORE, "stand_in", "exec")
    assert {"prepare", "Store", "SecantusDBServer"} <= set(program.co_names)
