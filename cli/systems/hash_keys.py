"""The hash key of a deployment or a home, and the steps by which another one takes its place."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Mapping

from cli.terminal.errors import CommandError
from shared.hashing import FIRST

CHAIN, FORMS, SINGLE = "KAPOK_HASH_KEYS", "KAPOK_HASH_FORMS", "KAPOK_HASH_KEY"
Kept = Mapping[str, str]


def generate() -> dict[str, str]:
    """The first key of new secrets."""
    return {CHAIN: f"{FIRST}:{_random_key()}"}


def chain(kept: Kept) -> str:
    """The keys, oldest first, also of a version that knew but one.

    Raises:
        KeyError: there is none.
    """
    return kept.get(CHAIN) or f"{FIRST}:{kept[SINGLE]}"


def known(kept: Kept) -> dict[str, str]:
    """A new key is known: what other processes hash by it is found, and nothing is hashed by it yet."""
    in_use, *others = _forms(kept)
    if others:
        raise CommandError("another hash key is on its way; use, then forget first")
    new = f"h{secrets.token_hex(4)}"
    return {**_rest(kept), CHAIN: f"{chain(kept)},{new}:{_random_key()}", FORMS: f"{in_use},{new}"}


def used(kept: Kept) -> dict[str, str]:
    """The newest key hashes; what was hashed by the one before is found."""
    newest, before = _ids(kept)[-1], _forms(kept)[0]
    if newest not in _forms(kept) or newest == before:
        raise CommandError("there is no new hash key; make one known first")
    return {**_rest(kept), CHAIN: chain(kept), FORMS: f"{newest},{before}"}


def forgotten(kept: Kept) -> dict[str, str]:
    """Nothing is looked for any more but what the key in use hashed; the chain stays whole."""
    in_use, *others = _forms(kept)
    if not others or in_use != _ids(kept)[-1]:
        raise CommandError("no new hash key is in use; use one first")
    return {**_rest(kept), CHAIN: chain(kept), FORMS: in_use}


STEPS: dict[str, tuple[Callable[[Kept], dict[str, str]], str]] = {
    "known": (known, "another hash key, which is not used yet; start all processes again, then `--hash-key used`"),
    "used": (used, "the new hash key in use; start all processes again, then run `./kapok rekey`"),
    "forgotten": (forgotten, "the new hash key alone to look by; start all processes again"),
}
"""By name, and what is told of each."""


def _ids(kept: Kept) -> list[str]:
    return [entry.partition(":")[0] for entry in chain(kept).split(",")]


def _forms(kept: Kept) -> list[str]:
    return kept[FORMS].split(",") if kept.get(FORMS) else _ids(kept)[::-1]


def _rest(kept: Kept) -> dict[str, str]:
    return {name: value for name, value in kept.items() if name not in (SINGLE, CHAIN, FORMS)}


def _random_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
