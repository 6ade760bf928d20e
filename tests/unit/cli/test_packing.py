"""What the embedded store packs quickly is to the byte what its binding packs."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from wiredtiger.packing import pack, unpack

from cli.stack.packing import packer, unpacker

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "S": st.text(st.characters(exclude_categories=["Cs"])),
    "u": st.binary(),
    "q": st.integers(-(2**63), 2**63 - 1),
    "H": st.integers(0, 2**16 - 1),
}
FORMS = ("S", "u", "q", "SS", "SSS", "SSu", "SSq", "SSSu", "uS", "SuS", "H", "SSH", "Su", "qq")
"""Those that the store has, and some that are left to the binding."""


@given(st.sampled_from(FORMS).flatmap(lambda form: st.tuples(st.just(form), *map(VALUES.__getitem__, form))))
def test_keys_and_values_are_packed_as_by_the_binding(drawn: tuple[Any, ...]) -> None:
    """Also a text with the zero that would end it, and empty ones."""
    form, *values = drawn
    packed = packer(pack)(form, *values)
    assert packed == pack(form, *values)
    assert unpacker(unpack)(form, packed) == unpack(form, packed)


def test_a_text_where_bytes_are_meant_is_packed_all_the_same() -> None:
    """The binding takes either."""
    assert packer(pack)("SSu", "a", "b", "c") == pack("SSu", "a", "b", "c")
    assert packer(pack)("u", "c") == pack("u", "c")
