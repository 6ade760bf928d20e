"""Serials of certificates: nobody guesses one, it says nothing of anybody, and what is mistyped is no other one."""

from __future__ import annotations

import secrets

from shared.ids import ALPHABET

BEGINNING = "KC"
DRAWN = 16
"""Characters that are drawn: 80 bits."""
READ_AS = str.maketrans("OIL", "011", " -")
"""What Crockford's alphabet leaves out is read as what it looks like; groups are written apart."""
GROUP = 4


def new_serial() -> str:
    """`KC`, 16 random characters of Crockford's base 32, and their check character."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(DRAWN))
    return f"{BEGINNING}{drawn}{_check_of(drawn)}"


def read_serial(text: str) -> str | None:
    """The serial that somebody wrote, in small letters or groups; None where it cannot be one."""
    plain = text.upper()
    if not plain.startswith(BEGINNING) or len(plain) > 3 * DRAWN:
        return None
    rest = plain.removeprefix(BEGINNING).translate(READ_AS)
    if len(rest) != DRAWN + 1 or not set(rest) <= set(ALPHABET) or _check_of(rest[:DRAWN]) != rest[DRAWN]:
        return None
    return f"{BEGINNING}{rest}"


def written(serial: str) -> str:
    """A serial in groups, as it is printed."""
    rest = serial.removeprefix(BEGINNING)
    return "-".join([BEGINNING, *(rest[at : at + GROUP] for at in range(0, len(rest), GROUP))])


def _check_of(drawn: str) -> str:
    """The Luhn algorithm for 32 characters: one wrong character is always found, and so are most exchanged ones."""
    size, total = len(ALPHABET), 0
    for place, one in enumerate(reversed(drawn)):
        value = ALPHABET.index(one) * (2 - place % 2)
        total += value // size + value % size
    return ALPHABET[-total % size]
