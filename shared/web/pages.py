"""Pages: a cursor is opaque to who asks, and names the last thing of the page before."""

from __future__ import annotations

import base64

import orjson

from shared.web.problems import Problem


def cursor(*last: str, of: str) -> str:
    """The cursor that continues a list after these texts, whatever is in them.

    Args:
        of: which list in which order.
    """
    return base64.urlsafe_b64encode(orjson.dumps((of, *last))).decode().rstrip("=")


def position(cursor: str, count: int, of: str) -> list[str]:
    """What a cursor continues after: so many texts.

    Raises:
        Problem: 422 when it is no cursor of ours, or one of another list or order.
    """
    try:
        last = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except ValueError:  # binascii.Error and JSONDecodeError are ValueErrors too
        last = None
    if isinstance(last, list) and last[:1] == [of] and len(last) == count + 1 and all(isinstance(x, str) for x in last):
        return last[1:]
    detail = "`after` is not the `next` of a page"
    raise Problem(422, detail, [{"field": "after", "reason": "is no cursor"}])
