"""What every answer tells a browser, whoever answers: to guess nothing, run nothing, show it nowhere, keep nothing."""

from __future__ import annotations

SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
UNKEPT = ("Cache-Control", "no-store")
"""Unless an answer says otherwise."""
