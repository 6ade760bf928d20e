"""Pages: a cursor is opaque to who asks, and names the last thing of the page before."""

from __future__ import annotations

import base64

from shared.web.problems import Problem


def cursor(last: str) -> str:
    """The cursor that continues after `last`."""
    return base64.urlsafe_b64encode(last.encode()).decode().rstrip("=")


def position(cursor: str | None) -> str:
    """What a cursor continues after; an empty text for the first page.

    Raises:
        Problem: 422 when it is no cursor of ours.
    """
    text = cursor or ""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:  # binascii.Error and UnicodeError are ValueErrors too
        detail = "`after` is not the `next` of a page"
        raise Problem(422, detail, [{"field": "after", "reason": "is no cursor"}]) from None
