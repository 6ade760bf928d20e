"""What every answer tells a browser, whoever answers: to guess nothing, run nothing, show it nowhere, keep nothing.

And to come by TLS alone from then on; who is answered in clear passes that over.
"""

from __future__ import annotations

SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
}
STYLED = {**SAFE, "Content-Security-Policy": f"style-src 'unsafe-inline'; {SAFE['Content-Security-Policy']}"}
"""Of a page with a style of its own within it, which a browser else leaves out."""
UNKEPT = ("Cache-Control", "no-store")
"""Unless an answer says otherwise."""
