"""Pages: a cursor is opaque to who asks, and names the last thing of the page before."""

from __future__ import annotations

import base64

import orjson

from shared.web.problems import Problem


def cursor(*last: str) -> str:
    """The cursor that continues after these texts, whatever is in them."""
    return base64.urlsafe_b64encode(orjson.dumps(last)).decode().rstrip("=")


def position(cursor: str, count: int) -> list[str]:
    """What a cursor continues after: so many texts.

    Raises:
        Problem: 422 when it is no cursor of ours.
    """
    try:
        last = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except ValueError:  # binascii.Error and JSONDecodeError are ValueErrors too
        last = None
    if isinstance(last, list) and len(last) == count and all(isinstance(one, str) for one in last):
        return last
    detail = "`after` is not the `next` of a page"
    raise Problem(422, detail, [{"field": "after", "reason": "is no cursor"}])
