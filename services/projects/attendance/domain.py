"""Rules of attendance: the ways in which a presence is recorded. Pure."""

from __future__ import annotations

METHODS = ("qr", "gps", "attested", "backfilled")
