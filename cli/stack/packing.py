"""Keys and values as WiredTiger packs them, without going through their format letter by letter.

The embedded store packs or unpacks some hundreds for each presence, and the binding's own functions, which are Python,
took a tenth of its processor time (docs/adr/0071). What is not of the store's few formats is left to those.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

from wiredtiger.intpacking import pack_int, unpack_int

ENDS = ("S", "u", "q")
"""Formats are some texts, each ended by a zero, with one of these last."""


def pack_quickly(binding: ModuleType) -> None:
    """Have the binding's cursors do so."""
    binding.pack, binding.unpack = packer(binding.pack), unpacker(binding.unpack)  # type: ignore[attr-defined]


def packer(pack: Callable[..., bytes]) -> Callable[..., bytes]:
    """What gives the same as `pack`."""

    def packed(form: str, *values: Any) -> bytes:
        kind = form[-1]
        texts = values if kind == "S" else values[:-1]
        if len(form) != len(values) or kind not in ENDS or form.count("S", 0, -1) != len(values) - 1:
            return pack(form, *values)
        head, last = _head(texts), values[-1]
        if head is None or (kind == "u" and type(last) is not bytes):
            return pack(form, *values)
        return head if kind == "S" else head + (last if kind == "u" else pack_int(last))

    return packed


@functools.lru_cache(maxsize=4096)
def _head(texts: tuple[Any, ...]) -> bytes | None:
    """Texts each with its end, for a collection and its index the same again and again; None where one has an end."""
    if all(type(one) is str and "\0" not in one for one in texts):
        return "".join(f"{one}\0" for one in texts).encode()
    return None


def unpacker(unpack: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    """What gives the same as `unpack`."""

    def unpacked(form: str, packed: Any) -> list[Any]:
        kind, texts = form[-1], len(form) - 1
        if type(packed) is not bytes or kind not in ENDS or form.count("S", 0, -1) != texts:
            return unpack(form, packed)
        if not texts:
            return [packed] if kind == "u" else unpack(form, packed)
        *names, last = packed.split(b"\0", texts)
        found: list[Any] = [one.decode() for one in names]
        if kind == "u":
            found.append(last)
        else:
            found.append(last[: last.index(0)].decode() if kind == "S" else unpack_int(last)[0])
        return found

    return unpacked
