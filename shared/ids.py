"""Identifiers: ordered by time for events, random for people."""

from __future__ import annotations

import secrets

import uuid_utils

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS, LAST, DIGITS = 5, 31, 12
"""Of a character of the alphabet, the last of them, and how many a volunteer's number has."""


def new_id() -> str:
    """A UUIDv7: unique, and later ones sort after earlier ones of the same process."""
    return str(uuid_utils.uuid7())


def new_volunteer_number() -> str:
    """`KV` and 12 random characters (60 bits, Crockford's base 32): a number that says nothing of the person."""
    # One question to the system: asked for each character, it took an eighth of a registration.
    drawn = secrets.randbits(BITS * DIGITS)
    return "KV" + "".join(ALPHABET[drawn >> place & LAST] for place in range(0, BITS * DIGITS, BITS))
