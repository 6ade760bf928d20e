"""Identifiers: ordered by time for events, random for people."""

from __future__ import annotations

import secrets

import uuid_utils

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> str:
    """A UUIDv7: unique, and later ones sort after earlier ones of the same process."""
    return str(uuid_utils.uuid7())


def new_volunteer_number() -> str:
    """`KV` and 12 random characters (60 bits, Crockford's base 32): a number that says nothing of the person."""
    return "KV" + "".join(secrets.choice(ALPHABET) for _ in range(12))
